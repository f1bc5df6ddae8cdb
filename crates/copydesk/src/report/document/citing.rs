//! Markers, and the references they point to.

use copydesk_manuscript::{self as manuscript, MarkerKind, Scheme};
use schemars::JsonSchema;
use serde::Serialize;

use super::places::{Places, Span};

/// A place that cites something.
#[derive(Serialize, JsonSchema)]
pub(super) struct Marker<'a> {
    /// `number`, `link`, `footnote` or `key`.
    kind: &'static str,
    /// Of `[3]`: 3.
    number: Option<u32>,
    /// Of `[^x]`: `x`.
    label: Option<&'a str>,
    /// Of `@key`: `key`.
    key: Option<&'a str>,
    /// As it stands in the draft; of `[1, 2]`, its own number.
    text: &'a str,
    /// Where that stands.
    span: Span,
    /// Where the whole bracket or link stands.
    bracket: Span,
    /// Index into `references`; null where nothing answers to it.
    reference: Option<usize>,
    /// Index into `blocks`.
    block: usize,
    /// Index into `sentences`; null where it belongs to none.
    sentence: Option<usize>,
}

/// What a marker points to.
#[derive(Serialize, JsonSchema)]
pub(super) struct Reference<'a> {
    /// Its number in the list; nothing else has one.
    number: Option<u32>,
    /// A footnote's label or a bibliography's key.
    key: Option<&'a str>,
    /// Where it comes from.
    origin: Origin<'a>,
    /// The whole entry or link as it stands in the draft; of a bibliography's
    /// entry, the first marker that names it.
    text: &'a str,
    /// Where that stands.
    span: Span,
    /// What it is called.
    title: Option<Field<'a>>,
    /// Outlet, journal or publisher.
    publisher: Option<Field<'a>>,
    /// The date as written.
    date: Option<Field<'a>>,
    /// The date, where the words are one: `2023-03-02`.
    day: Option<String>,
    /// Where it can be read.
    url: Option<Field<'a>>,
    /// DOI, ISBN and the like.
    identifiers: Vec<Identifier<'a>>,
    /// Words of the entry that are none of these.
    rest: Vec<Field<'a>>,
    /// Whether the entry was understood.
    parsed: bool,
    /// Indices into `markers`: those that point here.
    markers: Vec<usize>,
}

/// Words with their place.
#[derive(Serialize, JsonSchema)]
pub(super) struct Field<'a> {
    /// The words, without the quotation marks around a title.
    text: &'a str,
    /// Where they stand.
    span: Span,
}

/// A registered name of a work.
#[derive(Serialize, JsonSchema)]
pub(super) struct Identifier<'a> {
    /// `doi`, `isbn`, `issn` or `arxiv`.
    scheme: &'static str,
    /// The name, without `doi:` or an address before it.
    text: &'a str,
    /// Where it stands.
    span: Span,
}

/// Where a reference comes from.
#[derive(Serialize, JsonSchema)]
pub(super) struct Origin<'a> {
    /// `entry`, `link`, `footnote` or `bibliography`.
    from: &'static str,
    /// Of a bibliography's entry: the file, as the draft names it.
    file: Option<&'a str>,
    /// Of a bibliography's entry: its line there, from 1.
    line: Option<usize>,
}

/// Where the numbered list stands.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReferenceList<'a> {
    /// `References`, `Sources` and the like, where there is such a line.
    heading: Option<Field<'a>>,
    /// From the first entry to the last.
    span: Span,
    /// The lowest number.
    base: u32,
    /// Whether it is a "Further reading", whose entries need no marker.
    further_reading: bool,
}

impl<'a> Marker<'a> {
    pub(super) fn of(
        marker: &'a manuscript::Marker,
        sentence: Option<usize>,
        places: &Places<'a>,
    ) -> Self {
        let text = places.words(marker.span);
        let name = text.trim_start_matches(['[', '^', '-', '@']).trim_end_matches(']');
        let (kind, number, label, key) = match marker.kind {
            MarkerKind::Number(number) => ("number", Some(number), None, None),
            MarkerKind::Link => ("link", None, None, None),
            MarkerKind::Footnote => ("footnote", None, Some(name), None),
            MarkerKind::Key => ("key", None, None, Some(name)),
        };
        Self {
            kind,
            number,
            label,
            key,
            text,
            span: places.span(marker.span),
            bracket: places.span(marker.bracket),
            reference: marker.reference,
            block: marker.block,
            sentence,
        }
    }
}

impl<'a> Reference<'a> {
    pub(super) fn of(
        reference: &'a manuscript::Reference,
        markers: Vec<usize>,
        places: &Places<'a>,
    ) -> Self {
        let field = |field: &'a Option<manuscript::Field>| {
            field.as_ref().map(|field| Field::of(field, places))
        };
        Self {
            number: reference.number,
            key: reference.key.as_deref(),
            origin: Origin::of(&reference.origin),
            text: places.words(reference.span),
            span: places.span(reference.span),
            title: field(&reference.title),
            publisher: field(&reference.publisher),
            date: field(&reference.date),
            day: reference.parsed_date.map(|day| day.to_string()),
            url: field(&reference.url),
            identifiers: reference.identifiers.iter().map(|i| Identifier::of(i, places)).collect(),
            rest: reference.rest.iter().map(|field| Field::of(field, places)).collect(),
            parsed: reference.parsed,
            markers,
        }
    }
}

impl<'a> Field<'a> {
    fn of(field: &'a manuscript::Field, places: &Places<'a>) -> Self {
        Self { text: &field.text, span: places.span(field.span) }
    }
}

impl<'a> Identifier<'a> {
    fn of(identifier: &'a manuscript::Identifier, places: &Places<'a>) -> Self {
        let scheme = match identifier.scheme {
            Scheme::Doi => "doi",
            Scheme::Isbn => "isbn",
            Scheme::Issn => "issn",
            Scheme::Arxiv => "arxiv",
        };
        let manuscript::Field { text, span } = &identifier.field;
        Self { scheme, text, span: places.span(*span) }
    }
}

impl<'a> Origin<'a> {
    fn of(origin: &'a manuscript::Origin) -> Self {
        let from = |from| Self { from, file: None, line: None };
        match origin {
            manuscript::Origin::Entry => from("entry"),
            manuscript::Origin::Link => from("link"),
            manuscript::Origin::Footnote => from("footnote"),
            manuscript::Origin::Bibliography { file, line } => {
                Self { from: "bibliography", file: Some(file), line: Some(*line) }
            }
        }
    }
}

impl<'a> ReferenceList<'a> {
    pub(super) fn of(list: &'a manuscript::ReferenceList, places: &Places<'a>) -> Self {
        let heading = list.heading;
        Self {
            heading: heading.map(|s| Field { text: places.words(s), span: places.span(s) }),
            span: places.span(list.span),
            base: list.base,
            further_reading: list.further_reading,
        }
    }
}

/// For each marker, the sentence that counts it as its own.
pub(super) fn sentences_by_marker(document: &manuscript::Document) -> Vec<Option<usize>> {
    let mut sentences = vec![None; document.markers.len()];
    for (index, sentence) in document.sentences.iter().enumerate() {
        for marker in &sentence.markers {
            if let Some(slot) = sentences.get_mut(*marker) {
                *slot = Some(index);
            }
        }
    }
    sentences
}

/// For each reference, the markers that point to it.
pub(crate) fn markers_by_reference(document: &manuscript::Document) -> Vec<Vec<usize>> {
    let mut markers = vec![Vec::new(); document.references.len()];
    for (index, marker) in document.markers.iter().enumerate() {
        if let Some(list) = marker.reference.and_then(|reference| markers.get_mut(reference)) {
            list.push(index);
        }
    }
    markers
}
