//! Mutants: clean drafts with one slip in them, as people make them.
//!
//! A mutation is a slip that can happen at many places of a draft; every place is
//! tried, so there is no chance in it and no seed. What the gate makes of them is
//! [`crate::score`]'s business.

mod dates;
mod markers;
mod pasted;
mod quotations;
mod references;

use copydesk_manuscript::{Document, Edit};

/// A slip.
pub struct Mutation {
    /// What the editor did, as the table says it.
    pub name: &'static str,
    /// What the slip is about: the goal for markers and references is higher.
    pub subject: Subject,
    /// Why some of its mutants are missed, where some are.
    pub gap: Option<&'static str>,
    /// All places of a document where it can happen, as edits of its text.
    pub places: fn(&Document) -> Vec<Vec<Edit>>,
}

/// What a slip is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Markers and references.
    Citations,
    /// Everything else.
    Text,
}

/// All mutations, in the order of the table.
pub const MUTATIONS: &[Mutation] = &[
    markers::DROPPED,
    markers::SWAPPED,
    markers::SHIFTED,
    markers::MISNUMBERED,
    markers::DOUBLED,
    references::REMOVED,
    references::REPEATED,
    references::RENUMBERED,
    quotations::ALTERED,
    dates::MOVED,
    pasted::GLUED,
    pasted::PASTED,
];

/// `text` after `edits`, which are in order and do not overlap.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        out.push_str(text.get(from..edit.start).unwrap_or_default());
        out.push_str(&edit.text);
        from = edit.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

fn edit(start: usize, end: usize, text: impl Into<String>) -> Edit {
    Edit { start, end, text: text.into() }
}
