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

/// The line starts of one text, and its characters counted at every stride, so
/// that a place costs the same on a line of ten megabytes as on a short one.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// How many characters begin before byte `i * STRIDE`.
    counted: Vec<usize>,
}

/// Bytes between two counts.
const STRIDE: usize = 64;

impl LineIndex {
    /// Reads `text` once. A byte-order mark is not a column.
    pub fn new(text: &str) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (mut starts, mut counted) = (vec![first], Vec::with_capacity(text.len() / STRIDE + 2));
        let mut before = 0;
        counted.push(before);
        for (at, stride) in text.as_bytes().chunks(STRIDE).enumerate() {
            before += characters(stride);
            counted.push(before);
            // Few of them have a line's end, and that is soon seen.
            if stride.contains(&b'\n') {
                let ends = stride.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
                starts.extend(ends.map(|(end, _)| at * STRIDE + end + 1));
            }
        }
        Self { starts, counted }
    }

    /// The place of `byte` in `text`, which must be the text indexed.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let before = |byte: usize| {
            let stride = (byte / STRIDE).min(self.counted.len() - 1);
            let rest = text.as_bytes().get(stride * STRIDE..byte).unwrap_or_default();
            self.counted[stride] + characters(rest)
        };
        let column = before(byte).saturating_sub(before(self.starts[line - 1])) + 1;
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

/// How many characters begin in these bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
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
    fn a_long_line_is_counted_in_strides() {
        let text = format!("first\n{}", "é“x".repeat(3_000));
        for (at, _) in text.char_indices().step_by(997) {
            let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
            assert_eq!(super::tests::at(&text, at).1, text[line_start..at].chars().count() + 1);
        }
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
