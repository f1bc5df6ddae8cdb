//! A text as lines with their places.

use copydesk_manuscript::Span;

/// One line: its content without the line ending and without white space at
/// either end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// The content; empty for a blank line.
    pub(crate) span: Span,
    /// First byte of the line, before its indentation.
    pub(crate) start: usize,
}

impl Line {
    pub(crate) fn is_blank(&self) -> bool {
        self.span.is_empty()
    }

    /// How many bytes of white space stand before the content.
    pub(crate) fn indentation(&self) -> usize {
        self.span.start - self.start
    }
}

/// The lines of `text` from byte `from` on.
pub(crate) fn lines(text: &str, from: usize) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = from;
    for raw in text[from..].split_inclusive('\n') {
        let lead = raw.len() - raw.trim_start().len();
        let content = raw.trim();
        // A blank line's content is the empty span at its start.
        let first = if content.is_empty() { start } else { start + lead };
        found.push(Line { span: Span::new(first, first + content.len()), start });
        start += raw.len();
    }
    found
}
