//! Slips with the reference list and with footnotes.

use copydesk_manuscript::{Document, Edit, Origin, Reference};

use super::{Mutation, Subject, edit};

pub(super) const REMOVED: Mutation = Mutation {
    name: "a reference is removed",
    subject: Subject::Citations,
    gap: None,
    places: |document| {
        entries(document)
            .map(|entry| vec![edit(entry.span.start, line_end(document, entry), "")])
            .collect()
    },
};

pub(super) const REPEATED: Mutation = Mutation {
    name: "a reference stands twice",
    subject: Subject::Citations,
    gap: None,
    places: |document| {
        let twice = |entry: &Reference| {
            let words = document.words(entry.span);
            vec![edit(entry.span.end, entry.span.end, format!("\n{words}"))]
        };
        entries(document).map(twice).collect()
    },
};

pub(super) const RENUMBERED: Mutation = Mutation {
    name: "a reference has the next number",
    subject: Subject::Citations,
    gap: None,
    places: |document| {
        let next = |entry: &Reference| -> Option<Vec<Edit>> {
            let number = entry.number?;
            let words = document.words(entry.span);
            let start = entry.span.start + words.find(|c: char| c.is_ascii_digit())?;
            let length = number.to_string().len();
            Some(vec![edit(start, start + length, (number + 1).to_string())])
        };
        entries(document).filter_map(next).collect()
    },
};

/// What stands in the draft itself.
fn entries(document: &Document) -> impl Iterator<Item = &Reference> {
    document.references.iter().filter(|reference| match reference.origin {
        Origin::Entry => true,
        Origin::Footnote => reference.key.is_some(),
        Origin::Link | Origin::Bibliography { .. } => false,
    })
}

/// One past the entry's line ending.
fn line_end(document: &Document, entry: &Reference) -> usize {
    let rest = &document.text[entry.span.end..];
    entry.span.end + rest.find('\n').map_or(rest.len(), |at| at + 1)
}
