//! The first line of an entry: `1. …`, `2) …`, `[3] …`, `[4]: …`.

use copydesk_manuscript::Span;

use crate::lines::Line;

/// How an entry shows its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// `1.` or `1)`
    Plain,
    /// `[1]`, `[1]:` or `[1].`
    Bracket,
}

/// An entry's first line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) line: usize,
    pub(super) number: u32,
    pub(super) style: Style,
    /// The entry's words on that line.
    pub(super) content: Span,
}

/// Reads `line`, if an entry begins there.
pub(super) fn read(text: &str, lines: &[Line], line: usize) -> Option<Start> {
    let span = lines[line].span;
    let words = span.of(text);
    let lead = words.len() - words.trim_start_matches(['-', '*', '•', ' ']).len();
    let words = &words[lead..];
    let (digits, style, after) = if let Some(inner) = words.strip_prefix('[') {
        let close = inner.find(']')?;
        let after = close + 2;
        let mark = usize::from(words[after..].starts_with([':', '.']));
        (&inner[..close], Style::Bracket, after + mark)
    } else {
        let length = words.find(|c: char| !c.is_ascii_digit())?;
        words[length..].starts_with(['.', ')']).then_some((
            &words[..length],
            Style::Plain,
            length + 1,
        ))?
    };
    let number = digits.parse().ok().filter(|_| digits.len() <= 4)?;
    let rest = &words[after..];
    // "3.5 million" and "[1](…)" are no entries.
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        let glued = style == Style::Bracket && !rest.starts_with(['(', '[', ',', '.']);
        if !glued {
            return None;
        }
    }
    let begin = span.start + lead + after + (rest.len() - rest.trim_start().len());
    Some(Start { line, number, style, content: Span::new(begin.min(span.end), span.end) })
}

/// One past the last line of the entry that begins at `line`: lines right
/// below it belong to it, up to `limit`.
pub(super) fn entry_end(lines: &[Line], line: usize, limit: usize) -> usize {
    (line + 1..limit).find(|i| lines[*i].is_blank()).unwrap_or(limit)
}
