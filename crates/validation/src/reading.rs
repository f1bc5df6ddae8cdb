//! One document read under one policy: what the checks share, worked out once.

use std::cell::OnceCell;

use copydesk_manuscript::{
    Document, LineIndex, Marker, MarkerKind, Origin, ProblemKind, Reference, Span,
};

use jiff::civil::Date;

use crate::address::{self, Damaged};
use crate::coverage::{self, Standing};
use crate::dateline::{self, Dateline};
use crate::dates::{self, Phrase};
use crate::exempt::{self, Need};
use crate::headline::Headline;
use crate::quoted::{self, Quoted};
use crate::uncited::{self, Speaker};
use crate::waiving::Answers;
use crate::{Coverage, Policy};

/// What every check is handed.
pub(crate) struct Reading<'a> {
    pub(crate) document: &'a Document,
    pub(crate) policy: &'a Policy,
    /// One for each sentence of the document.
    pub(crate) needs: Vec<Need>,
    /// One for each sentence of the document.
    pub(crate) standings: Vec<Standing>,
    /// For each sentence of the document, the check that says it has no source.
    pub(crate) speakers: Vec<Option<Speaker>>,
    /// The quotations that are somebody's words.
    pub(crate) quoted: Vec<Quoted>,
    /// All quotations that lie in no other.
    pub(crate) outermost: Vec<Span>,
    pub(crate) headline: Headline,
    /// What the text itself says of its day.
    pub(crate) dateline: Option<Dateline>,
    pub(crate) coverage: Coverage,
    /// Whether the text is in the one language whose sentences, quotation marks
    /// and dates are known here.
    pub(crate) english: bool,
    /// Words whose meaning depends on the day of the text.
    pub(crate) phrases: Vec<Phrase>,
    /// What became of the waivers; known when all other checks were asked.
    pub(crate) answers: Answers,
    addresses: Vec<(&'a Reference, Span, &'a str)>,
    /// Few messages name a line.
    lines: OnceCell<LineIndex>,
}

/// The top of a draft: its front matter, else its title, else its first byte.
pub(crate) fn top(document: &Document) -> Span {
    let title = document.title.as_ref().map(|title| title.span);
    document.front_matter_span.map(|span| Span::at(span.start)).or(title).unwrap_or_default()
}

impl<'a> Reading<'a> {
    pub(crate) fn new(document: &'a Document, policy: &'a Policy) -> Self {
        let language = document.front_matter.lang.as_deref().unwrap_or(&policy.language);
        let english = is_english(language);
        let needs = exempt::needs(document, policy);
        let mut standings = coverage::standings(document, policy.coverage, &needs);
        if !english {
            // Nobody knows where the sentences end, so none is called covered or uncited.
            standings
                .iter_mut()
                .filter(|s| matches!(s, Standing::Uncited | Standing::Covered))
                .for_each(|s| *s = Standing::Unknown);
        }
        let quoted = quoted::long(document);
        let outermost = quoted::outermost(document);
        Self {
            document,
            policy,
            speakers: uncited::speakers(document, policy, &needs, &standings, &quoted),
            quoted,
            headline: Headline::of(document),
            dateline: dateline::in_text(document),
            coverage: Coverage::count(&standings),
            standings,
            needs,
            english,
            phrases: if english { dates::phrases(document, &outermost) } else { Vec::new() },
            outermost,
            answers: Answers::default(),
            addresses: addresses(document),
            lines: OnceCell::new(),
        }
    }

    /// `line:column` of a byte.
    pub(crate) fn at(&self, byte: usize) -> String {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.document.text));
        let position = lines.position(&self.document.text, byte);
        format!("{}:{}", position.line, position.column)
    }

    /// The top of the draft.
    pub(crate) fn top(&self) -> Span {
        top(self.document)
    }

    /// Whether front matter stands there that could not be read: what it would
    /// have said is unknown, not missing.
    pub(crate) fn front_matter_unread(&self) -> bool {
        self.document.problems.iter().any(|p| matches!(p.kind, ProblemKind::FrontMatter { .. }))
    }

    /// The numbered entries of the list, in its order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a Reference> + use<'a> {
        let list = self.document.reference_list.as_ref();
        let inside = move |r: &&Reference| list.is_some_and(|list| list.span.contains(r.span));
        self.document.references.iter().filter(inside)
    }

    /// What the writer set down as sources: numbered entries, footnotes that are
    /// more than an aside, entries of a bibliography. Links are none: they have
    /// only their words.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'a Reference> + use<'a> {
        self.document.references.iter().filter(|reference| match reference.origin {
            Origin::Link => false,
            Origin::Footnote => reference.parsed,
            Origin::Entry => reference.number.is_some(),
            Origin::Bibliography { .. } => true,
        })
    }

    /// The addresses of all references, each with the place of its bytes; one that
    /// does not stand in the draft as it is has the place of its reference.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (&'a Reference, Span, &'a str)> {
        self.addresses.iter().copied()
    }

    /// The draft's entries without an address that have what was meant as one.
    pub(crate) fn damaged_addresses(
        &self,
    ) -> impl Iterator<Item = (&'a Reference, Span, Damaged)> + use<'a> {
        let document = self.document;
        self.sources().filter_map(move |entry| {
            let here = matches!(entry.origin, Origin::Entry | Origin::Footnote);
            let linkless = here && entry.url.is_none();
            let words = linkless.then(|| document.words(entry.span))?;
            let (range, kind) = address::damaged(words)?;
            let start = entry.span.start;
            Some((entry, Span::new(start + range.start, start + range.end), kind))
        })
    }

    /// The day that the draft gives: its front matter's, else its dateline's.
    pub(crate) fn own_day(&self) -> Option<Date> {
        self.document.front_matter.date.or_else(|| self.dateline?.day)
    }

    /// The markers that cite by number.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, &'a Marker)> + use<'a> {
        self.document.markers.iter().filter_map(|marker| match marker.kind {
            MarkerKind::Number(number) => Some((number, marker)),
            MarkerKind::Link | MarkerKind::Footnote | MarkerKind::Key => None,
        })
    }
}

fn addresses(document: &Document) -> Vec<(&Reference, Span, &str)> {
    let address = |reference: &'_ Reference| {
        let url = reference.url.as_ref()?;
        url.text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("http"))?;
        let at = document.words(url.span).find(&url.text);
        let place = at.map(|at| url.span.start + at);
        Some(place.map_or(url.span, |start| Span::new(start, start + url.text.len())))
    };
    let found = document.references.iter();
    found.filter_map(|r| Some((r, address(r)?, r.url.as_ref()?.text.as_str()))).collect()
}

/// What is wrong with a reference, in a message of its own: one that stands in
/// another file is named, because the finding points at its marker.
pub(crate) fn about(reference: &Reference, what: impl std::fmt::Display) -> String {
    match reference.origin {
        Origin::Bibliography { .. } => format!("{}: {what}", name(reference)),
        Origin::Entry | Origin::Link | Origin::Footnote => what.to_string(),
    }
}

impl Reading<'_> {
    /// How a marker's source is named in one breath.
    pub(crate) fn cited_as(&self, marker: &Marker) -> String {
        match (marker.kind, marker.reference.and_then(|at| self.document.references.get(at))) {
            (MarkerKind::Number(number), _) => format!("[{number}]"),
            (_, Some(reference)) if reference.publisher.is_some() || reference.title.is_some() => {
                name(reference)
            }
            _ => self.document.words(marker.span).to_owned(),
        }
    }
}

/// The one language that the sentence splitter knows.
fn is_english(language: &str) -> bool {
    language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// How a marker shows itself, one of a group in brackets of its own: `[3]`, `[^a]`,
/// `@key`.
pub(crate) fn shown(document: &Document, marker: &Marker) -> String {
    match marker.kind {
        MarkerKind::Number(number) => format!("[{number}]"),
        _ => document.words(marker.span).to_owned(),
    }
}

/// How a reference is named in one breath: `[0] WION`, `sources.bib:12 @rivers2021`.
pub(crate) fn name(reference: &Reference) -> String {
    if let Origin::Bibliography { file, line } = &reference.origin {
        let key = reference.key.as_deref().unwrap_or_default();
        return format!("{file}:{line} @{key}");
    }
    let outlet = reference.publisher.as_ref().or(reference.title.as_ref());
    if let (Origin::Footnote, Some(label)) = (&reference.origin, &reference.key) {
        let outlet = outlet.map(|outlet| format!(" {}", outlet.text)).unwrap_or_default();
        return format!("[^{label}]{outlet}");
    }
    match (reference.number, outlet) {
        (Some(number), Some(outlet)) => format!("[{number}] {}", outlet.text),
        (Some(number), None) => format!("[{number}]"),
        (None, Some(outlet)) => outlet.text.clone(),
        (None, None) => "an entry without a number".to_owned(),
    }
}
