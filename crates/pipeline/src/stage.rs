//! The stages, as spans of the log: each line says in which stage of which draft or
//! edition it was said.

use tracing::{Span, error_span};

/// By the words that pipelines have for them, of a draft or an edition.
pub(crate) enum Stage<'a> {
    Parse(&'a str),
    Validate(&'a str),
    Collect(&'a str),
    Render(&'a str),
    Distribute(&'a str),
}

impl Stage<'_> {
    /// As loud as the quietest line that it explains: an error without its draft would
    /// explain nothing.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Parse(draft) => error_span!("parse", draft),
            Self::Validate(draft) => error_span!("validate", draft),
            Self::Collect(edition) => error_span!("collect", edition),
            Self::Render(edition) => error_span!("render", edition),
            Self::Distribute(edition) => error_span!("distribute", edition),
        }
    }
}
