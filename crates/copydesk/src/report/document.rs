//! A document as `copydesk parse` prints it: version 1 of a contract with other
//! programs, which is why it is not the form that our own crates share.
//! docs/document.md describes every field and says what may change.
//!
//! It repeats what was read and judges nothing.

mod citing;
mod places;
mod text;

use copydesk_manuscript as manuscript;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::Value;

pub(crate) use citing::markers_by_reference;
use citing::{Marker, Reference, ReferenceList};
use places::{Places, Span};
use text::{Block, Problem, Quotation, Sentence, Title, Trailing};

/// A draft as Copydesk reads it.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "A Copydesk document")]
pub(crate) struct Document<'a> {
    /// The version of this form.
    v: u8,
    /// Always `document`.
    r#type: &'static str,
    /// The draft's path, as it was named.
    path: &'a str,
    /// How it cites.
    format: manuscript::Format,
    /// The headline; null where there is none.
    title: Option<Title<'a>>,
    /// What the draft says about itself: `copydesk schema draft`.
    front_matter: &'a manuscript::FrontMatter,
    /// Where that stands, fences included.
    front_matter_span: Option<Span>,
    /// Paragraphs, headings and the like in order, from title to reference list.
    blocks: Vec<Block<'a>>,
    /// All sentences in order.
    sentences: Vec<Sentence<'a>>,
    /// All quotations in order.
    quotations: Vec<Quotation<'a>>,
    /// All markers in order.
    markers: Vec<Marker<'a>>,
    /// What markers point to: the list's entries in its order, then what is no
    /// entry of it, in the order of the first marker.
    references: Vec<Reference<'a>>,
    /// The numbered list; null where there is none.
    reference_list: Option<ReferenceList<'a>>,
    /// What stands before the title or after the references.
    trailing: Vec<Trailing<'a>>,
    /// What could not be read.
    problems: Vec<Problem<'a>>,
}

/// The document in this form.
pub(crate) fn of(document: &manuscript::Document) -> Document<'_> {
    let places = Places::new(document);
    let sentence_of = citing::sentences_by_marker(document);
    let cited_by = markers_by_reference(document);
    let enumerated = document.markers.iter().zip(&sentence_of);
    Document {
        v: 1,
        r#type: "document",
        path: &document.path,
        format: document.format,
        title: document.title.as_ref().map(|title| Title::of(title, &places)),
        front_matter: &document.front_matter,
        front_matter_span: document.front_matter_span.map(|span| places.span(span)),
        blocks: document.blocks.iter().map(|block| Block::of(block, &places)).collect(),
        sentences: document.sentences.iter().map(|s| Sentence::of(s, &places)).collect(),
        quotations: document.quotations.iter().map(|q| Quotation::of(q, &places)).collect(),
        markers: enumerated.map(|(m, sentence)| Marker::of(m, *sentence, &places)).collect(),
        references: document
            .references
            .iter()
            .zip(cited_by)
            .map(|(reference, markers)| Reference::of(reference, markers, &places))
            .collect(),
        reference_list: document.reference_list.as_ref().map(|l| ReferenceList::of(l, &places)),
        trailing: document.trailing.iter().map(|block| Trailing::of(block, &places)).collect(),
        problems: document.problems.iter().map(|p| Problem::of(p, &places)).collect(),
    }
}

/// The JSON Schema of this form.
pub(crate) fn schema() -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    settings.into_generator().into_root_schema_for::<Document<'_>>().to_value()
}

#[cfg(test)]
mod tests;
