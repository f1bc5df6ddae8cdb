//! Markers in the text, and the references they point to.

use jiff::civil::Date;
use serde::Serialize;

use crate::Span;

/// A place in the text that cites something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marker {
    /// The marker itself; in a group such as `[1, 2]`, its own number.
    pub span: Span,
    /// The whole bracket or link it belongs to.
    pub bracket: Span,
    /// How it cites.
    pub kind: MarkerKind,
    /// Index into [`crate::Document::references`]; `None` when nothing there
    /// answers to it.
    pub reference: Option<usize>,
    /// Index into [`crate::Document::blocks`].
    pub block: usize,
}

/// How a marker names its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "number")]
pub enum MarkerKind {
    /// `[n]`: by number.
    Number(u32),
    /// An inline link to an outside page.
    Link,
}

/// Words of the draft with their place. `text` is as the draft has it, less
/// the quotation marks around a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// One entry of the reference list, or the target of an inline link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its number in the list; links have none.
    pub number: Option<u32>,
    /// The whole entry, without its line ending; for a link, the link.
    pub span: Span,
    /// What it is called.
    pub title: Option<Field>,
    /// Outlet, journal or publisher.
    pub publisher: Option<Field>,
    /// The date as written, whether or not it is one.
    pub date: Option<Field>,
    /// The date, where the words are one.
    #[serde(rename = "day")]
    pub parsed_date: Option<Date>,
    /// Where it can be read.
    pub url: Option<Field>,
    /// Words of the entry that are none of these (authors, pages, a note).
    pub rest: Vec<Field>,
    /// Whether the entry's grammar was understood. Its bytes are kept either way.
    pub parsed: bool,
}

/// Where the list of numbered references stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceList {
    /// `References`, `Sources` …, where there is such a line.
    pub heading: Option<Span>,
    /// From the first entry to the end of the last.
    pub span: Span,
    /// The list's lowest number.
    pub base: u32,
    /// A "Further reading": entries need no marker.
    pub further_reading: bool,
}
