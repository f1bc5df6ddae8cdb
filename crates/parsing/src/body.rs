//! The text between title and reference list, as blocks.

use copydesk_manuscript::{Block, BlockKind, Format, Inline, Marker, Span};

use crate::inline::Lexing;
use crate::{markdown, plain};

/// Blocks and the markers in them, not yet connected to references.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    pub(crate) markers: Vec<Marker>,
}

/// Reads `span` of the draft.
pub(crate) fn read(text: &str, span: Span, is_markdown: bool, format: Option<Format>) -> Body {
    // In a draft that says it is linked prose, `[1]` is prose.
    let lexing = Lexing { markers: format != Some(Format::Linked), links: true };
    if is_markdown { markdown::read(text, span, lexing) } else { plain::read(text, span, lexing) }
}

impl Body {
    /// Adds a block, unless there is nothing in it.
    pub(crate) fn push(&mut self, kind: BlockKind, span: Span, inlines: Vec<Inline>) {
        if !inlines.is_empty() || matches!(kind, BlockKind::Rule | BlockKind::Code) {
            self.blocks.push(Block { kind, span, inlines });
        }
    }
}
