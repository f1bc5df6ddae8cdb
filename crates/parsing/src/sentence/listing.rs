//! Items that share a line, `1) Ships 2) Grain`, `• Ships • Grain`, and lines that
//! are items without a label.
//!
//! Only a block that begins as a list is one. Items that have no stops between
//! them are cut only where the labels count on, and where the block has no stop
//! at its end: "1. They won by 2. The manager left." is prose.

use crate::prose;

const BULLETS: [char; 5] = ['•', '⁃', '▪', '◦', '‣'];

/// What an item begins with.
#[derive(Clone, Debug, PartialEq)]
enum Label {
    Bullet(char),
    Number(u32, &'static str),
    Letter(char, &'static str),
}

/// Whether a line that begins with a label has the next one too: it is a paragraph
/// that counts, not an item of a list.
pub(crate) fn runs_on(line: &str) -> bool {
    let line = line.trim();
    let Some(first) = label(line) else { return false };
    let next = first.next();
    let mut pairs = line.split_whitespace().zip(line.split_whitespace().skip(1)).skip(1);
    pairs.any(|(before, word)| !names_a_number(before) && begins_with(word, &next))
}

/// Where items begin in `words`, the first left out. `lead` is what stands before
/// the block's words on its line.
pub(super) fn items(words: &str, lead: &str) -> Vec<usize> {
    let body = words.trim_start_matches(prose::is_gap);
    let Some(first) = label(lead.trim()).or_else(|| label(body)) else {
        return if lead.is_empty() { bare_lines(words) } else { Vec::new() };
    };
    let visible = words.trim_end_matches(prose::is_gap);
    let stopped = visible.ends_with(['.', '!', '?', '…', ':', '”', '"']);
    if stopped && !matches!(first, Label::Bullet(_)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut next = first.next();
    let mut before = "";
    let mut at = words.len() - body.len();
    for piece in body.split_inclusive(prose::is_gap) {
        let word = piece.trim_end_matches(prose::is_gap);
        // The first word is the label that was read already.
        if !before.is_empty() && !names_a_number(before) && begins_with(word, &next) {
            found.push(at);
            next = next.next();
        }
        if !word.is_empty() {
            before = word;
        }
        at += piece.len();
    }
    found
}

/// Fewer lines are a sentence that was broken; longer ones are a paragraph's.
const FEWEST_LINES: usize = 3;
const LONGEST_LINE: usize = 40;

/// Three short lines or more, none of which ends like a part of a sentence, are
/// items: where all but the first begin.
fn bare_lines(words: &str) -> Vec<usize> {
    let is_item = |line: &str| {
        let line = line.trim_end_matches(prose::is_gap);
        line.len() <= LONGEST_LINE && line.ends_with(|c: char| c.is_alphanumeric() || c == ')')
    };
    let visible = words.trim_matches(prose::is_gap);
    if visible.lines().count() < FEWEST_LINES || !visible.lines().all(is_item) {
        return Vec::new();
    }
    let from = words.len() - words.trim_start_matches(prose::is_gap).len();
    visible.match_indices('\n').map(|(at, _)| from + at + 1).collect()
}

/// Whether `word` is the label, and nothing else unless it is a bullet.
fn begins_with(word: &str, wanted: &Label) -> bool {
    match wanted {
        Label::Bullet(bullet) => word.starts_with(*bullet),
        _ => label(word).as_ref() == Some(wanted) && !word.ends_with(char::is_alphanumeric),
    }
}

/// "by May 2.", "beat them 3 to 2."
fn names_a_number(word: &str) -> bool {
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
    month.iter().chain(&["Dec"]).any(|name| word.starts_with(name))
        || matches!(
            word,
            "to" | "by"
                | "of"
                | "in"
                | "at"
                | "and"
                | "or"
                | "No."
                | "Part"
                | "Chapter"
                | "Article"
                | "Section"
                | "Phase"
                | "Group"
        )
}

/// The label that `text` begins with.
fn label(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    if BULLETS.contains(&first) {
        return Some(Label::Bullet(first));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let size = if digits > 0 { digits } else { usize::from(first.is_ascii_lowercase()) };
    // "a.m." is no label, "a." is.
    let rest = &text[size..];
    let mark = [".)", ".", ")"].into_iter().find(|mark| rest.starts_with(mark))?;
    let ends = rest[mark.len()..].chars().next().is_none_or(prose::is_gap);
    match size {
        1..=3 if ends && digits > 0 => text[..size].parse().ok().map(|n| Label::Number(n, mark)),
        1 if ends => Some(Label::Letter(first, mark)),
        _ => None,
    }
}

impl Label {
    fn next(&self) -> Self {
        match self {
            Self::Bullet(_) => self.clone(),
            Self::Number(number, mark) => Self::Number(number + 1, mark),
            Self::Letter(letter, mark) => {
                Self::Letter(char::from_u32(u32::from(*letter) + 1).unwrap_or(*letter), mark)
            }
        }
    }
}
