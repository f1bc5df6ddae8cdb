//! Slips in words that are somebody's.

use copydesk_manuscript::{Document, Edit, Quotation};

use super::{Mutation, Subject, edit};

pub(super) const ALTERED: Mutation = Mutation {
    name: "a quoted word is another",
    subject: Subject::Text,
    gap: Some("only a capture of the source can tell: every report counts these as not checked"),
    places: |document| {
        document.quotations.iter().filter_map(|quotation| altered(document, quotation)).collect()
    },
};

/// Fewer words are a name or a term.
const FEWEST: usize = 6;

fn altered(document: &Document, quotation: &Quotation) -> Option<Vec<Edit>> {
    let quoted = document.words(quotation.span);
    let words: Vec<&str> = quoted.split_whitespace().collect();
    let word = words.get(words.len() / 2).filter(|_| words.len() >= FEWEST)?;
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    let start = quotation.span.start + quoted.find(word).filter(|_| !word.is_empty())?;
    Some(vec![edit(start, start + word.len(), "otherwise")])
}
