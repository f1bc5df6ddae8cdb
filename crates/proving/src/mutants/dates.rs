//! Slips with dates.

use copydesk_manuscript::{Document, Edit, MONTHS, Span};

use super::{Mutation, Subject, edit};

pub(super) const MOVED: Mutation = Mutation {
    name: "a date is moved",
    subject: Subject::Text,
    gap: Some("a date that is possible where it stands is one that nothing contradicts"),
    places: |document| {
        let sources = document.references.iter().filter(|r| r.parsed_date.is_some());
        let sources = sources.filter_map(|r| r.date.as_ref()).map(|date| date.span);
        let later = sources.filter_map(|span| a_year_later(document, span));
        let days = document.sentences.iter().flat_map(|s| another_day(document, s.span));
        later.chain(days).map(|edit| vec![edit]).collect()
    },
};

/// `2 Mar. 2023` becomes `2 Mar. 2024`.
fn a_year_later(document: &Document, date: Span) -> Option<Edit> {
    let words = document.words(date);
    let at = words.find("20").filter(|at| words.len() >= at + 4)?;
    let year: u32 = words.get(at..at + 4)?.parse().ok()?;
    let start = date.start + at;
    Some(edit(start, start + 4, (year + 1).to_string()))
}

/// `Thursday 2 March` becomes `Thursday 3 March`: the number before or after a
/// month's name is another.
fn another_day(document: &Document, sentence: Span) -> Vec<Edit> {
    let words = document.words(sentence);
    let lower = words.to_ascii_lowercase();
    let months = MONTHS.iter().flat_map(|month| lower.match_indices(month));
    let mut edits = Vec::new();
    for (at, month) in months {
        let before = words[..at].trim_end();
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let after = &words[at + month.len()..];
        let range = if (1..=2).contains(&digits) {
            before.len() - digits..before.len()
        } else {
            let from = at + month.len() + (after.len() - after.trim_start().len());
            let digits = words[from..].bytes().take_while(u8::is_ascii_digit).count();
            from..from + digits
        };
        let Ok(day) = words[range.clone()].parse::<u32>() else { continue };
        if (1..28).contains(&day) {
            let start = sentence.start + range.start;
            edits.push(edit(start, sentence.start + range.end, (day + 1).to_string()));
        }
    }
    edits
}
