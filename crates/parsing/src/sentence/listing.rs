//! Items that share a line: `1) Ships 2) Grain`, `• Ships • Grain`.
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

/// Where items begin in `words`, the first left out. `lead` is what stands before
/// the block's words on its line.
pub(super) fn items(words: &str, lead: &str) -> Vec<usize> {
    let body = words.trim_start_matches(prose::is_gap);
    let Some(first) = label(lead.trim()).or_else(|| label(body)) else {
        return Vec::new();
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
