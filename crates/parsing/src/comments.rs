//! `<!-- … -->`: words for editors, which no reader ever gets.
//!
//! They are blanked before anything else is read, byte for byte, so that a
//! waiver in a title, in the reference list or in code reaches nobody, and every
//! offset stays the draft's.

use crate::prose::MASK;

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// The draft's text with white space for its comments; line breaks stay.
///
/// A comment that nobody closed hides nothing, unless it is a waiver: then its
/// line is one.
pub(crate) fn blanked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut from = 0;
    // Once no comment closes, none after it does either.
    let mut closes = true;
    while let Some(start) = text[from..].find(OPEN).map(|at| from + at) {
        let inner = start + OPEN.len();
        let close = if closes { text[inner..].find(CLOSE) } else { None };
        closes = close.is_some();
        let end = match close {
            Some(length) => inner + length + CLOSE.len(),
            None if text[inner..].trim_start().starts_with("allow ") => {
                text[inner..].find('\n').map_or(text.len(), |length| inner + length)
            }
            None => inner,
        };
        if end > inner {
            blank(text, start, end, &mut bytes);
        }
        from = end;
    }
    // Whole characters became one-byte ones, so this is text again.
    String::from_utf8(bytes).unwrap_or_default()
}

fn blank(text: &str, start: usize, end: usize, bytes: &mut [u8]) {
    // A line that becomes blank must not cut the paragraph around it in two.
    let inside = is_alone(text, start, end);
    let mut line_start = true;
    for byte in &mut bytes[start..end] {
        if matches!(*byte, b'\n' | b'\r') {
            line_start = true;
            continue;
        }
        *byte = if inside && line_start { MASK as u8 } else { b' ' };
        line_start = false;
    }
}

/// Whether a comment has its lines to itself, between two lines of text.
fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let mut before = text[..start].rsplit('\n');
    let mut after = text[end..].split('\n');
    let blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    blank(before.next()) && blank(after.next()) && !blank(before.next()) && !blank(after.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_lines_stay() {
        let text = "Said.<!-- allow x: é -->\nMore.<!--\n two -->";
        assert_eq!(blanked(text).len(), text.len());
        assert_eq!(blanked(text).split_whitespace().collect::<Vec<_>>(), ["Said.", "More."]);
        assert_eq!(blanked(text).lines().count(), text.lines().count());
    }

    #[test]
    fn a_paragraph_stays_one() {
        let text = blanked("One.\n<!-- allow x: y -->\nTwo.");
        assert!(!text.lines().any(|line| line.trim().is_empty()), "{text:?}");
    }

    #[test]
    fn what_nobody_closed_hides_nothing_but_a_waiver() {
        assert_eq!(blanked("a <!-- b"), "a <!-- b");
        assert_eq!(blanked("a <!-- allow x: b\nc").trim_end_matches("c").trim_end(), "a");
        assert!(blanked("<!-- ".repeat(50_000).as_str()).contains("<!--"));
    }
}
