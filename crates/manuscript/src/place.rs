//! From bytes to what an editor shows: lines and columns.

use serde::Serialize;

/// A place as people count it. Lines and columns are 1-based, columns in
/// characters; `byte` is 0-based in the draft's file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Position {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// 0-based byte offset.
    pub byte: usize,
}

/// The line starts of one text, so that a place costs a binary search and one
/// line's characters.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads `text` once. A byte-order mark is not a column.
    pub fn new(text: &str) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let later = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self { starts: std::iter::once(first).chain(later).collect() }
    }

    /// The place of `byte` in `text`, which must be the text indexed.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts[line - 1];
        let column = text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        Position { line, column, byte }
    }

    /// The bytes of 1-based `line`, without its line ending.
    pub fn line<'a>(&self, text: &'a str, line: usize) -> &'a str {
        let Some(start) = line.checked_sub(1).and_then(|i| self.starts.get(i)) else {
            return "";
        };
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        text.get(*start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, byte: usize) -> (usize, usize) {
        let position = LineIndex::new(text).position(text, byte);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(at("“Who?” asked", "“Who?”".len()), (1, 7));
        assert_eq!(at("a\nbc", 3), (2, 2));
    }

    #[test]
    fn a_byte_order_mark_is_no_column_and_crlf_no_text() {
        let text = "\u{feff}Title\r\nbody";
        assert_eq!(at(text, 3), (1, 1));
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(LineIndex::new(text).line(text, 1), "Title");
        assert_eq!(LineIndex::new(text).line(text, 2), "body");
    }
}
