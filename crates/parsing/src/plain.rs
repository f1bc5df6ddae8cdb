//! Plain text: blocks are what blank lines part.

use copydesk_manuscript::{BlockKind, Span};

use crate::body::Body;
use crate::inline::{self, Lexing};
use crate::lines::{Line, lines};
use crate::marker;
use crate::sentence;

/// A lone line longer than this is a paragraph, not a heading.
const LONGEST_HEADING: usize = 80;

/// Reads `span` of the draft into `body`.
pub(crate) fn read(text: &str, span: Span, lexing: Lexing, mut body: Body) -> Body {
    let all = lines(&text[..span.end], span.start);
    for chunk in all.split(Line::is_blank).filter(|chunk| !chunk.is_empty()) {
        for (kind, span) in pieces(text, chunk) {
            let block = body.blocks.len();
            let inlines = inline::read(text, span, lexing, block, &mut body.markers);
            body.push(kind, span, inlines);
        }
    }
    body
}

/// The blocks of one run of lines: list items, or one paragraph or heading.
fn pieces(text: &str, chunk: &[Line]) -> Vec<(BlockKind, Span)> {
    let mut found: Vec<(BlockKind, Span)> = Vec::new();
    for line in chunk {
        let begins = match found.last() {
            // In the middle of a sentence a dash is a dash.
            Some((BlockKind::Paragraph, before)) => {
                let marks = |c: char| "[], ".contains(c) || c.is_ascii_digit();
                before.of(text).trim_end_matches(marks).ends_with(':')
            }
            _ => true,
        };
        let words = line.span.of(text);
        let item = if begins && !sentence::runs_on(words) { item(words) } else { None };
        match (item, found.last_mut()) {
            (Some((number, skip)), _) => {
                let kind = BlockKind::ListItem { number, depth: u8::from(line.indentation() > 1) };
                found.push((kind, Span::new(line.span.start + skip, line.span.end)));
            }
            (None, Some((_, span))) => span.end = line.span.end,
            (None, None) => found.push((BlockKind::Paragraph, line.span)),
        }
    }
    if let ([(kind, span)], [_]) = (&mut found[..], chunk)
        && *kind == BlockKind::Paragraph
        && is_heading(span.of(text))
    {
        *kind = BlockKind::Heading { level: 2 };
    }
    found
}

/// A sentence without its stop may be as short as this heading; a longer heading has
/// capitals.
const MOST_WORDS: usize = 6;

/// A short line on its own that reads like no sentence, claims no figure and cites
/// nothing. What may be a claim is read as one: a heading is never checked.
fn is_heading(line: &str) -> bool {
    let cites = || line.match_indices('[').any(|(at, _)| marker::read(line, at).is_some());
    let stops = || {
        line.match_indices(['.', '!', '?']).any(|(at, _)| {
            let before = line[..at].rsplit(' ').next().unwrap_or_default();
            let next = line[at + 1..].strip_prefix(' ').unwrap_or_default();
            before.len() > 3 && next.starts_with(char::is_uppercase)
        })
    };
    let long = |word: &&str| word.chars().count() > 3 && word.starts_with(char::is_alphabetic);
    let in_capitals = || {
        let small =
            line.split_whitespace().filter(long).filter(|w| w.starts_with(char::is_lowercase));
        small.count() == 0
    };
    line.chars().count() <= LONGEST_HEADING
        && line.ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && line.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !line.contains("://")
        && !line.contains(['$', '€', '£', '¥', '%'])
        && (line.split_whitespace().count() <= MOST_WORDS || in_capitals())
        && !stops()
        && !cites()
        && !sentence::runs_on(line)
}

/// The number of a list item and the bytes before its words.
fn item(line: &str) -> Option<(Option<u64>, usize)> {
    let mark = line.split(' ').next().filter(|mark| line.len() > mark.len() + 1)?;
    let skip = line.len() - line[mark.len()..].trim_start().len();
    if matches!(mark, "-" | "*" | "•") {
        return Some((None, skip));
    }
    let digits = mark.strip_suffix(".)").or_else(|| mark.strip_suffix(['.', ')']))?;
    let short = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    short.then(|| Some((digits.parse().ok(), skip))).flatten()
}
