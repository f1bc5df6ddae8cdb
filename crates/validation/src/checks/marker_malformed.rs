//! `marker-malformed`

use std::ops::Range;

use copydesk_manuscript::{BlockKind, Finding, Inline, Span};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Something that was meant to be a marker and is none: a bracket that nobody closed
    /// (`[1 `) or opened (` 1]`), one closed with another mark (`[1)`), a number in
    /// brackets of another script (`【1】`, `【1†source】`).
    ///
    /// # Why it matters to a reader
    ///
    /// The reader sees a stray bracket, and the claim has no source.
    ///
    /// # Example
    ///
    /// `The quay closed.[1 It will reopen.`
    ///
    /// # How to fix it
    ///
    /// Write `[n]`.
    "marker-malformed", Warning, find, "{n} places look like markers and are none"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &reading.document.blocks {
        if prose(block.kind) {
            inlines(reading, &block.inlines, &mut findings);
        }
    }
    findings
}

fn prose(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Code | BlockKind::Rule)
}

fn inlines(reading: &Reading<'_>, inlines: &[Inline], findings: &mut Vec<Finding>) {
    for inline in inlines {
        match inline {
            Inline::Text { span, .. } => {
                let words = reading.document.words(*span);
                let found = pieces(words)
                    .map(|range| Span::new(span.start + range.start, span.start + range.end));
                findings.extend(found.map(|span| finding(reading, span)));
            }
            Inline::Emphasis { children, .. } | Inline::Strong { children, .. } => {
                self::inlines(reading, children, findings);
            }
            _ => {}
        }
    }
}

fn finding(reading: &Reading<'_>, span: Span) -> Finding {
    let words = reading.document.words(span);
    CHECK
        .finding(span, format!("{words} looks like a marker and is none"))
        .help("write it as [n]")
        .label(words)
}

/// Broken markers in a run of words.
fn pieces(words: &str) -> impl Iterator<Item = Range<usize>> {
    let marks = words.match_indices(['[', ']', '【']);
    marks.filter_map(move |(at, mark)| match mark {
        "[" => unclosed(words, at),
        "]" => unopened(words, at),
        _ => lenticular(words, at),
    })
}

/// `[1` at the end of a sentence or of the words, or closed with another mark.
fn unclosed(words: &str, at: usize) -> Option<Range<usize>> {
    let inner = &words[at + 1..];
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &inner[digits..];
    let wrong = rest.starts_with([')', '}', '[']);
    let open = rest.is_empty() || rest.starts_with([' ', '.', '\n', '\r']);
    // "[1 of 3]" is closed after all, before its sentence is.
    let closed = rest.find([']', '[', '.']).is_some_and(|end| rest[end..].starts_with(']'));
    ((1..=3).contains(&digits) && (wrong || (open && !closed)))
        .then_some(at..at + 1 + digits + usize::from(wrong && !rest.starts_with('[')))
}

/// `1]` with nothing that opened it.
fn unopened(words: &str, at: usize) -> Option<Range<usize>> {
    let before = &words[..at];
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let apart = !before[..start].ends_with(|c: char| c.is_alphanumeric());
    // Looking back a little is enough: an open bracket stands near.
    let near = before.floor_char_boundary(start.saturating_sub(LOOK_BACK));
    let opened = before[near..start]
        .rfind('[')
        .is_some_and(|open| !before[near..start][open..].contains(']'));
    ((1..=3).contains(&(at - start)) && apart && !opened).then_some(start..at + 1)
}

/// How far back an opening bracket is looked for, in bytes.
const LOOK_BACK: usize = 200;

/// `【1】` and `【1†source】`.
fn lenticular(words: &str, at: usize) -> Option<Range<usize>> {
    let inner = &words[at + '【'.len_utf8()..];
    let near = &inner[..inner.ceil_char_boundary(LOOK_BACK.min(inner.len()))];
    let end = near.find('】')?;
    let numbered = inner.starts_with(|c: char| c.is_ascii_digit());
    numbered.then(|| at..at + '【'.len_utf8() + end + '】'.len_utf8())
}
