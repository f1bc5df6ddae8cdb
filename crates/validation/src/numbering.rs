//! Numbers of list and markers, changed together.

use copydesk_manuscript::{Edit, Span};

use crate::reading::Reading;

/// Edits that give every entry and every marker whose number `changes` the number
/// it says. A range such as `[1–3]` shows none of its numbers by itself and is
/// left alone: where there is one, there is no fix.
pub(crate) fn renumbered(
    reading: &Reading<'_>,
    changes: impl Fn(u32) -> Option<u32>,
) -> Option<Vec<Edit>> {
    let text = &reading.document.text;
    let entries = reading.entries().filter_map(|entry| Some((entry.number?, entry.span)));
    let markers = reading.numbers().map(|(number, marker)| (number, marker.span));
    let mut edits = Vec::new();
    for (number, span) in entries.chain(markers) {
        if let Some(to) = changes(number) {
            edits.push(edit(text, span, number, to)?);
        }
    }
    edits.sort_by_key(|edit| edit.start);
    edits.dedup_by_key(|edit| edit.start);
    Some(edits)
}

/// The number that `span` begins with, after its bracket or bullet.
fn edit(text: &str, span: Span, number: u32, to: u32) -> Option<Edit> {
    let words = span.of(text);
    let at = words.find(|c: char| c.is_ascii_digit())?;
    let length = words[at..].bytes().take_while(u8::is_ascii_digit).count();
    let alone = !words[at + length..].trim_start().starts_with(['-', '–', '—']);
    let same = words[at..at + length].parse() == Ok(number);
    let start = span.start + at;
    (alone && same).then(|| Edit { start, end: start + length, text: to.to_string() })
}
