//! `<!-- … -->`: words for editors, which no reader ever gets.
//!
//! They are blanked before anything else is read, byte for byte, so that a
//! waiver in a title, in the reference list or in code reaches nobody, and every
//! offset stays the draft's. Those that begin like a waiver are handed on, to be
//! read in [`crate::waivers`].

use copydesk_manuscript::Span;

use crate::prose::MASK;

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// A draft without its comments.
pub(crate) struct Blanked {
    /// The text with white space for them; line breaks stay.
    pub(crate) text: String,
    /// Those that begin like a waiver.
    pub(crate) waivers: Vec<Comment>,
}

/// A comment that begins like a waiver.
pub(crate) struct Comment {
    /// From `<!--` to `-->`.
    pub(crate) span: Span,
    /// What is between them.
    pub(crate) inner: Span,
    /// Whether somebody closed it.
    pub(crate) closed: bool,
}

/// Blanks the comments. One that nobody closed hides nothing, unless it begins
/// like a waiver: then its line is one.
pub(crate) fn blanked(text: &str) -> Blanked {
    let mut waivers = Vec::new();
    let mut bytes = text.as_bytes().to_vec();
    let mut any = false;
    let mut from = 0;
    // Once no comment closes, none after it does either.
    let mut closes = true;
    while let Some(start) = text[from..].find(OPEN).map(|at| from + at) {
        let inner = start + OPEN.len();
        let close = if closes { text[inner..].find(CLOSE) } else { None };
        closes = close.is_some();
        let end = match close {
            Some(length) => inner + length + CLOSE.len(),
            None if is_waiver(&text[inner..]) => {
                text[inner..].find('\n').map_or(text.len(), |length| inner + length)
            }
            None => inner,
        };
        if end > inner {
            // Byte for byte; line breaks stay.
            for byte in bytes[start..end].iter_mut().filter(|b| !matches!(b, b'\n' | b'\r')) {
                *byte = b' ';
            }
            any = true;
            if is_waiver(&text[inner..end]) {
                let last = close.map_or(end, |length| inner + length);
                let (span, inner) = (Span::new(start, end), Span::new(inner, last));
                waivers.push(Comment { span, inner, closed: close.is_some() });
            }
        }
        from = end;
    }
    if any {
        keep_blocks(text, &mut bytes);
    }
    // Whole characters became one-byte ones, so this is text again.
    Blanked { text: String::from_utf8(bytes).unwrap_or_default(), waivers }
}

/// Whether a comment begins with `allow`, a word on its own.
fn is_waiver(inner: &str) -> bool {
    let words = inner.trim_start();
    words.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("allow"))
        && words[5..].starts_with(char::is_whitespace)
}

/// Stands where a comment opened a line of text: white space to everybody, but no
/// indentation, which Markdown would take for code.
const NO_INDENTATION: u8 = b'\x0c';

/// Sees to it that the blanks neither cut a paragraph in two nor indent a line.
fn keep_blocks(text: &str, bytes: &mut [u8]) {
    let mut start = 0;
    let mut above = false;
    // First bytes of lines with nothing but comments, right below a line of text.
    let mut between: Vec<usize> = Vec::new();
    for line in text.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let (first, end) = (start + lead, start + line.len());
        let has_words = |bytes: &[u8]| bytes.iter().any(|byte| !byte.is_ascii_whitespace());
        let (had, has) = (first < end, has_words(&bytes[start..end]));
        if has {
            // Where the first comment begins, if nothing but `- ` or `1. ` leads to it.
            let blanked = (first..end).find(|at| bytes[*at] != text.as_bytes()[*at]);
            let opens = |at: &usize| !text[start..*at].contains(char::is_alphabetic);
            if let Some(at) = blanked.filter(opens) {
                bytes[at] = NO_INDENTATION;
            }
            for at in between.drain(..) {
                bytes[at] = MASK as u8;
            }
        } else if had && above {
            between.push(first);
        } else {
            between.clear();
        }
        above = has || (had && above);
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_lines_stay() {
        let text = "Said.<!-- allow x: é -->\nMore.<!--\n two -->";
        let found = blanked(text);
        assert_eq!(found.text.len(), text.len());
        assert_eq!(found.text.split_whitespace().collect::<Vec<_>>(), ["Said.", "More."]);
        assert_eq!(found.text.lines().count(), text.lines().count());
        assert_eq!(found.waivers.len(), 1);
        assert_eq!(found.waivers[0].inner.of(text), " allow x: é ");
    }

    #[test]
    fn a_paragraph_stays_one() {
        let text = blanked("One.\n<!-- allow x: y -->\nTwo.").text;
        assert!(!text.lines().any(|line| line.trim().is_empty()), "{text:?}");
    }

    #[test]
    fn comments_that_share_a_line_neither_cut_nor_indent() {
        let text = blanked("One.\n<!-- a --> <!-- b -->\n  <!-- c -->\nTwo.").text;
        assert!(!text.lines().any(|line| line.trim().is_empty()), "{text:?}");
        let text = blanked("<!-- a -->One.\n\n<!-- a -->\n").text;
        assert!(text.starts_with('\x0c') && text.trim() == "One.", "{text:?}");
    }

    #[test]
    fn what_nobody_closed_hides_nothing_but_a_waiver() {
        let text = |text: &str| blanked(text).text;
        assert_eq!(text("a <!-- b"), "a <!-- b");
        assert_eq!(text("a <!-- allow x: b\nc").trim_end_matches("c").trim_end(), "a");
        assert!(text("<!-- ".repeat(50_000).as_str()).contains("<!--"));
    }
}
