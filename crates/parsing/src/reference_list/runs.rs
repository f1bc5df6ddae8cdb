//! Which entries are one list.

use std::collections::HashSet;

use crate::lines::Line;
use crate::marker;

use super::start::{Start, Style, entry_end};

/// More lines than this between two entries are somebody's text, not a stray line.
const STRAY_LINES: usize = 2;

/// Under a heading: the entries up to where text begins again.
pub(super) fn below(lines: &[Line], starts: &[Start]) -> Vec<Start> {
    let mut run: Vec<Start> = Vec::new();
    let mut before: Option<Start> = None;
    for start in starts {
        // What stands between two starts is between the list's last entry and this
        // one too: text that was seen once ends the list.
        if before.is_some_and(|before| !near(lines, before.line, start.line)) {
            break;
        }
        before = Some(*start);
        if run.last().is_none_or(|last| last.style == start.style) {
            run.push(*start);
        }
    }
    run
}

/// Without a heading: the last entries that look like references, and those of
/// the same style before them. Nothing, if they may as well be a list in the
/// text: no marker cites one, and some are sentences.
pub(super) fn without_heading(text: &str, lines: &[Line], starts: &[Start]) -> Option<Vec<Start>> {
    let words = |i: usize| {
        let limit = starts.get(i + 1).map_or(lines.len(), |next| next.line);
        let end = entry_end(lines, starts[i].line, limit);
        &text[starts[i].content.start..lines[end - 1].span.end]
    };
    let last = (0..starts.len()).rev().find(|i| looks_like_reference(words(*i)))?;
    let mut first = last;
    while let Some(before) =
        first.checked_sub(1).filter(|b| joins(lines, starts[*b], starts[first]))
    {
        first = before;
    }
    // An unlike entry at the top is an item of the text, not a reference.
    while first < last && !looks_like_reference(words(first)) {
        first += 1;
    }
    let mut end = last + 1;
    while end < starts.len() && joins(lines, starts[end - 1], starts[end]) {
        end += 1;
    }
    let run = &starts[first..end];
    let top = lines[run[0].line].start;
    let certain = run[0].style == Style::Bracket
        || cited(&text[..top], run)
        || (first..end).all(|i| is_nothing_else(words(i)));
    certain.then(|| run.to_vec())
}

/// Whether two entries in a row are of one list: the same style, nothing much
/// between them, and the numbers do not begin again after some text.
fn joins(lines: &[Line], earlier: Start, later: Start) -> bool {
    let begins_again =
        later.number <= earlier.number && between(lines, earlier.line, later.line) > 0;
    earlier.style == later.style && !begins_again && near(lines, earlier.line, later.line)
}

/// An address, a quoted title or a year.
fn looks_like_reference(words: &str) -> bool {
    let year = words
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    words.contains("://") || words.contains(['“', '"', '«']) || year
}

/// Words that no sentence is made of: they begin with a quoted title, or end
/// with an address.
fn is_nothing_else(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or_default();
    words.starts_with(['“', '"', '«', '„']) || last.trim_start_matches('<').starts_with("http")
}

/// Whether a marker in the text above points at one of the entries.
fn cited(above: &str, run: &[Start]) -> bool {
    let brackets = above.match_indices('[').filter_map(|(at, _)| marker::read(above, at));
    let mut numbers = brackets.flat_map(|bracket| bracket.numbers);
    let listed: HashSet<u32> = run.iter().map(|start| start.number).collect();
    numbers.any(|(number, _)| listed.contains(&number))
}

/// Whether no more than a stray line stands between two entries.
fn near(lines: &[Line], earlier: usize, later: usize) -> bool {
    between(lines, earlier, later) <= STRAY_LINES
}

/// Lines of text between two entries that belong to neither.
fn between(lines: &[Line], earlier: usize, later: usize) -> usize {
    let end = entry_end(lines, earlier, later);
    lines[end..later].iter().filter(|line| !line.is_blank()).count()
}
