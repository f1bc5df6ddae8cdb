//! Pandoc's `^[words]`: a footnote that stands where it is called.
//!
//! Its words may hold links and stress, which a Markdown parser would cut it
//! into. So inline footnotes are found first, and the body is read without them:
//! each is covered by as many bytes that mean nothing, between two carets.

use copydesk_manuscript::Span;

use crate::marker;
use crate::prose::MASK;

/// The inline footnotes of a draft, in its order.
#[derive(Default)]
pub(crate) struct Notes {
    spans: Vec<Span>,
}

impl Notes {
    pub(crate) fn spans(&self) -> &[Span] {
        &self.spans
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Covers every note in the bytes of the text.
    pub(crate) fn cover(&self, bytes: &mut [u8]) {
        for span in &self.spans {
            bytes[span.start..span.end].fill(MASK as u8);
            bytes[span.start] = b'^';
            bytes[span.end - 1] = b'^';
        }
    }
}

/// The covered note that begins at byte `at`, if one does.
pub(crate) fn covered(text: &str, at: usize) -> Option<Span> {
    let inner = text[at..].strip_prefix('^')?;
    let rest = inner.trim_start_matches(MASK);
    let length = inner.len() - rest.len();
    (length >= 2 && rest.starts_with('^')).then(|| Span::new(at, at + length + 2))
}

/// Finds the inline footnotes in `span` of the text, none in code or in the text
/// of a link.
pub(crate) fn find(text: &str, span: Span, notes: &mut Notes) {
    if !span.of(text).contains("^[") {
        return;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut found: Vec<Span> = Vec::new();
    let mut at = span.start;
    while let Some(step) = text[at..span.end].find(['[', ']', '`', '\n']) {
        at += step;
        if text[at..].starts_with('`') {
            at = after_code(text, at, span.end);
            continue;
        }
        match text.as_bytes()[at] {
            b'[' => open.push(Open::read(text, span, at, found.len())),
            b']' if !escaped(text, at) => {
                if let Some(bracket) = open.pop() {
                    bracket.close(text, at + 1, &mut found);
                }
            }
            // No footnote goes on below a blank line.
            b'\n' if is_blank(text, at + 1, span.end) => open.clear(),
            _ => {}
        }
        at += 1;
    }
    notes.spans.extend(found);
}

/// A bracket that waits for its end.
struct Open {
    start: usize,
    is_note: bool,
    /// How many notes were found before it.
    before: usize,
}

impl Open {
    fn read(text: &str, span: Span, at: usize, before: usize) -> Self {
        let caret = at > span.start && text[..at].ends_with('^') && !escaped(text, at - 1);
        // "[^[" is something else.
        let is_note = caret && !text[span.start..at - 1].ends_with('[');
        Self { start: at - usize::from(is_note), is_note, before }
    }

    fn close(&self, text: &str, end: usize, found: &mut Vec<Span>) {
        let inner = self.start + 1 + usize::from(self.is_note)..end - 1;
        // "^[1]" is a marker that somebody raised.
        let number = self.is_note && marker::read(text, self.start + 1).is_some();
        let note = self.is_note && !number && !text[inner].trim().is_empty();
        let link = !self.is_note && text[end..].starts_with(['(', '[']);
        if note || link {
            // The outer one has the words of those inside.
            found.truncate(self.before);
        }
        if note {
            found.push(Span::new(self.start, end));
        }
    }
}

/// One past the code that begins with the backticks at `at`; one past the
/// backticks, if nothing in their paragraph closes them.
fn after_code(text: &str, at: usize, end: usize) -> usize {
    let marks = text[at..end].bytes().take_while(|b| *b == b'`').count();
    let from = at + marks;
    let near = text.floor_char_boundary(end.min(from + LONGEST_CODE));
    let breaks = text[from..near].match_indices('\n').map(|(at, _)| from + at);
    let paragraph = breaks.into_iter().find(|at| is_blank(text, at + 1, near));
    let near = paragraph.unwrap_or(near);
    let mut inside = from;
    while let Some(step) = text[inside..near].find('`') {
        let close = inside + step;
        let length = text[close..near].bytes().take_while(|b| *b == b'`').count();
        inside = close + length;
        if length == marks {
            return inside;
        }
    }
    from
}

/// Code in a sentence is shorter than this, in bytes.
const LONGEST_CODE: usize = 500;

/// Whether a backslash takes the meaning from the character at `at`.
fn escaped(text: &str, at: usize) -> bool {
    let before = text.as_bytes()[..at].iter().rev();
    before.take_while(|byte| **byte == b'\\').take(64).count() % 2 == 1
}

fn is_blank(text: &str, from: usize, to: usize) -> bool {
    let mut chars = text[from..to].chars();
    chars.find(|c| *c == '\n' || !c.is_whitespace()).is_none_or(|c| c == '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(text: &str) -> Vec<&str> {
        let mut notes = Notes::default();
        find(text, Span::new(0, text.len()), &mut notes);
        notes.spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn notes_end_where_their_bracket_does() {
        assert_eq!(notes("a^[b [c](d) e] f^[g]"), ["^[b [c](d) e]", "^[g]"]);
        assert_eq!(notes("a^[b ^[c] d]"), ["^[b ^[c] d]"]);
        assert_eq!(notes("a^[b ^[c] d"), ["^[c]"]);
        assert_eq!(notes("a ^[b\nc] d"), ["^[b\nc]"]);
    }

    #[test]
    fn other_brackets_are_none() {
        for prose in ["^[]", "^[1]", "^[1, 2]", "\\^[a]", "[^[a]]", "[w ^[a]](u)", "^[a\n\nb]"] {
            assert_eq!(notes(prose), [""; 0], "{prose}");
        }
    }
}
