//! Places as other programs read them.

use copydesk_manuscript as manuscript;
use schemars::JsonSchema;
use serde::Serialize;

/// A stretch of the draft, from its first character to before its last one.
#[derive(Serialize, JsonSchema)]
pub(super) struct Span {
    /// Its first character.
    start: Position,
    /// What follows its last character.
    end: Position,
}

/// A place in the draft.
#[derive(Serialize, JsonSchema)]
pub(super) struct Position {
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// From 0, in the file.
    byte: usize,
}

/// Looks up the places and words of one document.
pub(super) struct Places<'a> {
    document: &'a manuscript::Document,
    lines: manuscript::LineIndex,
}

impl<'a> Places<'a> {
    pub(super) fn new(document: &'a manuscript::Document) -> Self {
        Self { document, lines: manuscript::LineIndex::new(&document.text) }
    }

    pub(super) fn span(&self, span: manuscript::Span) -> Span {
        Span { start: self.position(span.start), end: self.position(span.end) }
    }

    pub(super) fn words(&self, span: manuscript::Span) -> &'a str {
        self.document.words(span)
    }

    fn position(&self, byte: usize) -> Position {
        let manuscript::Position { line, column, byte } =
            self.lines.position(&self.document.text, byte);
        Position { line, column, byte }
    }
}
