//! When `@` cites.
//!
//! `@name` is also how people write handles, so a draft cites by key only if
//! something says so:
//!
//! - With `format: pandoc`, or a bibliography that the draft names itself,
//!   `[@key]` and `@key` are citations.
//! - With a bibliography that the pipeline gives to all its drafts, `[@key]` is
//!   one; `@key` is one where the draft names at least one entry that is there.
//! - Without a bibliography `[@key]` is a citation if nothing else in the draft
//!   cites, and `@key` is prose.
//! - In a draft that says it cites in another way, and names no bibliography,
//!   both are prose.

use copydesk_manuscript::{Format, FrontMatter, Span, key_of};

use crate::bibliography::Library;
use crate::body::Body;
use crate::citation_key;
use crate::inline::Keys;

/// Which keys cite in a draft, before anything of it was read.
pub(crate) fn keys(front: &FrontMatter, library: &Library, text: &str, body: &[Span]) -> Keys {
    if front.format == Some(Format::Pandoc) || !front.bibliography.is_empty() {
        Keys::All
    } else if front.format.is_some() || library.is_empty() {
        Keys::None
    } else if body.iter().any(|span| names_one(library, span.of(text))) {
        Keys::All
    } else {
        Keys::Bracketed
    }
}

/// Whether a draft in which nothing else cites, and which has no bibliography,
/// is worth reading once more for `[@key]`.
pub(crate) fn is_last_resort(front: &FrontMatter, library: &Library, body: &Body) -> bool {
    front.format.is_none() && library.is_empty() && body.markers.is_empty()
}

/// Whether a text has the `@key` of an entry.
fn names_one(library: &Library, text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let marker = citation_key::bare(text, at, 0);
        marker.is_some_and(|(_, m)| library.has(key_of(m.span.of(text))))
    })
}
