//! The text between title and reference list, as blocks.

use copydesk_manuscript::{Block, BlockKind, Inline, Marker, Span};

use crate::definitions::Definitions;
use crate::inline::Lexing;
use crate::{markdown, plain};

/// Blocks and the markers in them, not yet connected to references.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    pub(crate) markers: Vec<Marker>,
}

/// Reads `spans` of the draft, in order.
pub(crate) fn read(
    text: &str,
    spans: &[Span],
    is_markdown: bool,
    lexing: Lexing,
    definitions: &Definitions,
) -> Body {
    spans.iter().fold(Body::default(), |body, span| match is_markdown {
        true => markdown::read(text, *span, lexing, definitions, body),
        false => plain::read(text, *span, lexing, body),
    })
}

impl Body {
    /// Adds a block, unless there is nothing in it.
    pub(crate) fn push(&mut self, kind: BlockKind, span: Span, inlines: Vec<Inline>) {
        if !inlines.is_empty() || matches!(kind, BlockKind::Rule | BlockKind::Code) {
            self.blocks.push(Block { kind, span, inlines });
        }
    }
}
