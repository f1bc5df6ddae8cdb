//! Markers in the text, and the references they point to.

use jiff::civil::Date;

use crate::Span;

/// A place in the text that cites something.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What stands with it for the reader, if anything does.
    pub note: Option<Note>,
}

/// Words that belong to a marker: in `[see @rivers2021, pp. 33–35]` those before
/// and after its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// `see`.
    pub before: Option<Field>,
    /// `, pp. 33–35`, the comma included.
    pub after: Option<Field>,
    /// Who wrote what a bare `@rivers2021` cites: the marker stands in the
    /// sentence in place of the name.
    pub author: Option<String>,
}

/// How a marker names its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerKind {
    /// `[n]`: by number.
    Number(u32),
    /// An inline link to an outside page.
    Link,
    /// `[^x]`: by a footnote's label, which is the words between `[^` and `]`;
    /// or the footnote itself, `^[…]`.
    Footnote,
    /// `@key`: by the key of a bibliography's entry, which is the words after `@`.
    Key,
}

/// Words of the draft with their place. `text` is as the draft has it, less
/// the quotation marks around a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// What a marker points to: an entry of the reference list, the target of an
/// inline link, a footnote, or a bibliography's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its number in the list; nothing else has one.
    pub number: Option<u32>,
    /// A footnote's label or a bibliography's key, as it stands in the draft.
    pub key: Option<String>,
    /// What it is in the draft.
    pub origin: Origin,
    /// The whole entry or footnote, without its line ending; for a link, the
    /// link; for a bibliography's entry, the first marker that names it.
    pub span: Span,
    /// What it is called.
    pub title: Option<Field>,
    /// Outlet, journal or publisher.
    pub publisher: Option<Field>,
    /// The date as written, whether or not it is one.
    pub date: Option<Field>,
    /// The date, where the words are one.
    pub parsed_date: Option<Date>,
    /// Where it can be read.
    pub url: Option<Field>,
    /// DOI, ISBN and the like, as written.
    pub identifiers: Vec<Identifier>,
    /// Words of the entry that are none of these (authors, pages, a note).
    pub rest: Vec<Field>,
    /// Whether the entry's grammar was understood. Its bytes are kept either way.
    pub parsed: bool,
}

impl Reference {
    /// Whether it is a footnote with the writer's own words instead of a source:
    /// nothing in them names one. A reader gets the words all the same.
    pub fn is_remark(&self) -> bool {
        let fields = [&self.title, &self.publisher, &self.date, &self.url];
        self.origin == Origin::Footnote
            && !self.parsed
            && fields.iter().all(|field| field.is_none())
    }
}

/// A footnote's or link definition's label as it is compared: as in CommonMark,
/// white space and case make no difference.
pub fn folded_label(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    // Through upper case, so that ß is ss and both small sigmas are one.
    words.join(" ").chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// What follows `@` in the words of a marker that cites by key: `key` of `-@{key}`.
pub fn key_of(marker: &str) -> &str {
    let key = marker.trim_start_matches(['-', '@']);
    key.strip_prefix('{').and_then(|key| key.strip_suffix('}')).unwrap_or(key)
}

/// Where a reference comes from. Words of what does not stand in the draft have
/// the span of the first marker that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The reference list.
    Entry,
    /// An inline link.
    Link,
    /// A footnote.
    Footnote,
    /// Another file: a bibliography.
    Bibliography {
        /// The file's name, as the draft writes it.
        file: String,
        /// 1-based line of the entry in that file.
        line: usize,
    },
}

/// A registered name of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Which register.
    pub scheme: Scheme,
    /// The name itself, without `doi:` or an address before it.
    pub field: Field,
}

/// A register of works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ISO 26324: `10.1038/nature12373`.
    Doi,
    /// ISO 2108, ten or thirteen digits.
    Isbn,
    /// ISO 3297: `0378-5955`.
    Issn,
    /// `2301.07041v2`, or `hep-th/9901001` before April 2007.
    Arxiv,
}

/// Where the list of numbered references stands.
#[derive(Clone, Debug, PartialEq, Eq)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_follows_its_sign() {
        for marker in ["@a b", "-@{a b}", "@{a b}"] {
            assert_eq!(key_of(marker), "a b", "{marker}");
        }
    }
}
