//! What an entry says, whatever it was written in.

use copydesk_manuscript::{Field, Identifier, Origin, Reference, Scheme, Span};

use super::Found;
use super::date::Written;
use super::name::{self, Name};

/// A source as a bibliography describes it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Work {
    pub(super) title: Option<String>,
    /// The journal, book or site that it stands in.
    pub(super) container: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<Written>,
    pub(super) url: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) isbn: Option<String>,
    pub(super) issn: Option<String>,
    pub(super) arxiv: Option<String>,
    pub(super) authors: Vec<Name>,
    pub(super) editors: Vec<Name>,
    pub(super) volume: Option<String>,
    pub(super) number: Option<String>,
    pub(super) pages: Option<String>,
    /// The day on which somebody looked at the page.
    pub(super) accessed: Option<Written>,
    /// Words that are none of these.
    pub(super) note: Option<String>,
}

impl Found<'_> {
    /// The reference that the marker at `span` names by `key`.
    pub(crate) fn reference(self, key: &str, span: Span) -> Reference {
        let field = |text: String| Field { text, span };
        let mut rest: Vec<Field> = self.work.rest().into_iter().map(field).collect();
        let identifiers = self.work.identifiers(span);
        let url = self.work.url();
        let Work { title, container, publisher, date, .. } = self.work;
        let publisher = container.or(publisher);
        // "Spring term of 2021" says when, and is no date that could be wrong.
        let (date, words) = match date {
            Some(date) if date.is_only_words() => (None, Some(date.text)),
            date => (date, None),
        };
        rest.extend(words.map(field));
        Reference {
            number: None,
            key: Some(key.to_owned()),
            origin: Origin::Bibliography { file: self.file.to_owned(), line: self.line },
            span,
            parsed: title.is_some() || url.is_some() || publisher.is_some(),
            title: title.map(field),
            publisher: publisher.map(field),
            parsed_date: date.as_ref().and_then(|date| date.day),
            date: date.map(|date| field(date.text)),
            url: url.map(field),
            identifiers,
            rest,
        }
    }
}

impl Work {
    /// Its authors as a sentence names them: `Rivers`, `Rivers and Stone`.
    pub(crate) fn short_authors(&self) -> Option<String> {
        name::short(if self.authors.is_empty() { &self.editors } else { &self.authors })
    }

    /// Where it can be read: its address, else its DOI's or arXiv's.
    fn url(&self) -> Option<String> {
        let doi = || self.doi.as_deref().map(|doi| format!("https://doi.org/{}", bare_doi(doi)));
        let arxiv = || self.arxiv.as_deref().map(|id| format!("https://arxiv.org/abs/{id}"));
        self.url.clone().or_else(doi).or_else(arxiv)
    }

    fn identifiers(&self, span: Span) -> Vec<Identifier> {
        let of = |scheme, text: &str| Identifier {
            scheme,
            field: Field { text: text.trim().to_owned(), span },
        };
        let several = |written: &Option<String>| -> Vec<String> {
            let parts = written.iter().flat_map(|all| all.split([',', ';']));
            parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
        };
        let doi = self.doi.iter().map(|doi| of(Scheme::Doi, bare_doi(doi)));
        let isbn = several(&self.isbn).into_iter().map(|text| of(Scheme::Isbn, &text));
        let issn = several(&self.issn).into_iter().map(|text| of(Scheme::Issn, &text));
        let arxiv = self.arxiv.iter().map(|text| of(Scheme::Arxiv, text));
        doi.chain(isbn).chain(issn).chain(arxiv).collect()
    }

    /// Authors, volume, pages and the like, as a reader expects them.
    fn rest(&self) -> Vec<String> {
        let authors = name::long(&self.authors);
        let editors = name::long(&self.editors).map(|names| format!("ed. {names}"));
        let publisher = self.publisher.clone().filter(|_| self.container.is_some());
        let pages = self.pages.as_deref().map(|pages| {
            let pages = pages.replace("--", "–").replace('-', "–");
            let several = pages.contains(['–', ',', '+']);
            format!("{} {pages}", if several { "pp." } else { "p." })
        });
        let volume = self.volume.as_ref().map(|volume| format!("vol. {volume}"));
        let number = self.number.as_ref().map(|number| format!("no. {number}"));
        let accessed = self.accessed.as_ref().map(|date| format!("accessed {}", date.text));
        let all = [authors, editors, publisher, volume, number, pages, self.note.clone(), accessed];
        all.into_iter().flatten().collect()
    }
}

/// A DOI without `doi:` or an address before it.
fn bare_doi(doi: &str) -> &str {
    let doi = doi.trim();
    let prefixes = ["https://", "http://", "dx.doi.org/", "doi.org/", "doi:"];
    let strip = |doi: &str, prefix: &str| {
        let begins =
            doi.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        begins.then_some(prefix.len())
    };
    let bare = prefixes.iter().fold(doi, |doi, p| strip(doi, p).map_or(doi, |n| &doi[n..]));
    bare.trim_start()
}

/// Words on one line, or nothing.
pub(super) fn filled(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
