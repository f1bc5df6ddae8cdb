//! The exact words a finding points at, cut to the room there is.

use copydesk_manuscript::{Finding, Span};
use unicode_width::UnicodeWidthStr;

use super::page::columns;

/// Words to show, and where carets go under them.
pub(crate) struct Excerpt {
    pub(crate) words: String,
    /// Columns before the carets, and how many carets.
    pub(crate) carets: Option<(usize, usize)>,
}

/// What to show of `finding` in `room` columns:
/// the end of a sentence with ▲ where something is to be inserted; the words
/// themselves where they speak for themselves; else (`[7]`, a lone `“`) the
/// words around them with carets below.
pub(crate) fn of(text: &str, finding: &Finding, room: usize) -> Excerpt {
    let words = finding.span.of(text);
    // A comment is blank in the text, and says in its label what it is.
    if !finding.span.is_empty() && words.chars().all(|c| c.is_whitespace() || c.is_control()) {
        let label = finding.label.as_deref().unwrap_or_default();
        return Excerpt { words: start_of(label, room), carets: None };
    }
    if finding.span.is_empty() && finding.point == 0 {
        return Excerpt { words: first_line(text, room), carets: None };
    }
    if finding.point == finding.span.end {
        let line_start = text[..finding.point].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[finding.span.start.max(line_start)..finding.point];
        let before =
            if finding.span.is_empty() { &text[line_start..finding.point] } else { before };
        return Excerpt { words: format!("{}▲", end_of(before, room - 1)), carets: None };
    }
    if words.contains(char::is_alphabetic) {
        return Excerpt { words: first_line(words, room), carets: None };
    }
    in_context(text, finding.span, room)
}

/// The line around `span`, with carets under the span.
fn in_context(text: &str, span: Span, room: usize) -> Excerpt {
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    let words = flat(span.of(text));
    let before = end_of(&text[line_start..span.start], room * 2 / 3);
    let left = room.saturating_sub(before.width() + words.width());
    let after = start_of(&text[span.end..line_end], left);
    let carets = (before.width(), words.width().max(1));
    Excerpt { words: format!("{before}{words}{after}"), carets: Some(carets) }
}

/// The first line of some words.
fn first_line(words: &str, room: usize) -> String {
    start_of(words.lines().next().unwrap_or_default(), room)
}

/// As many of the last words as there is room for, after `…`.
fn end_of(words: &str, room: usize) -> String {
    let words = flat(words);
    let width = words.width();
    if width <= room {
        return words;
    }
    let mut over = width + 1 - room.min(width);
    let cut = words.char_indices().find(|(_, c)| {
        let fits = over == 0;
        over = over.saturating_sub(columns(*c));
        fits
    });
    let tail = &words[cut.map_or(words.len(), |(at, _)| at)..];
    // From a whole word on, if that leaves enough.
    let whole = tail.find(' ').map_or(tail, |at| &tail[at + 1..]);
    let tail = if whole.width() * 2 > room { whole } else { tail };
    format!("…{tail}")
}

/// As many of the first words as there is room for, before `…`.
fn start_of(words: &str, room: usize) -> String {
    let words = flat(words);
    if words.width() <= room {
        return words;
    }
    let mut used = 1;
    let cut = words.char_indices().find(|(_, c)| {
        used += columns(*c);
        used > room
    });
    let head = &words[..cut.map_or(words.len(), |(at, _)| at)];
    format!("{}…", head.trim_end())
}

/// Without characters that would move the cursor.
fn flat(words: &str) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    words.trim_end_matches(['\r', '\n']).chars().map(visible).collect()
}
