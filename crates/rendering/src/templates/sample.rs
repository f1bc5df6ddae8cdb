//! A small edition that no reader sees: it has everything that a template can
//! name, and templates are tried on it when they load.

use copydesk_manuscript::{
    Block, BlockKind, Correction, CorrectionKind, Document, Field, Finding, FrontMatter, Inline,
    Marker, MarkerKind, Origin, Reference, Severity, Span, TrailingBlock, TrailingKind, Waived,
};
use copydesk_validation::{Coverage, Unchecked};
use handlebars::{JsonValue, to_json};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::Entry;
use crate::lineup::{Brief, Contents};
use crate::view::{IndexView, Place, View, about};
use crate::{ArchiveEntry, Corrected, Earlier, FootLink, Logo, Masthead, Occasion, Theme, slots};

const DAY: Date = date(2023, 3, 2);
const TRAILING: &str = "Below the sources stands an author and a note.";

/// Everything filled.
pub(super) fn full(entry: Entry) -> JsonValue {
    view(entry, &[document()], Some(&intro()), &dressed())
}

/// Everything filled, but for an intro: one text, whose headline is the edition's.
pub(super) fn one(entry: Entry) -> JsonValue {
    view(entry, &[document()], None, &dressed())
}

/// Nothing filled that may be empty.
pub(super) fn bare(entry: Entry) -> JsonValue {
    view(entry, &[empty()], None, &masthead())
}

/// Several briefs, one with everything and one with nothing.
pub(super) fn several(entry: Entry) -> JsonValue {
    view(entry, &[document(), empty()], None, &masthead())
}

/// What no look may leave out of an intro.
pub(super) fn must_introduce(entry: Entry) -> Vec<(&'static str, String)> {
    let intro = [
        ("the headline of the desk's words before the first brief", "Sample lead"),
        ("the desk's words before the first brief", "Sample greeting"),
        ("the sources of those words", "Sample intro source"),
    ];
    match entry {
        Entry::Subject | Entry::Index => vec![],
        _ => intro.map(|(what, words)| (what, words.to_owned())).into(),
    }
}

/// What no look may leave out, with its name for the message.
pub(super) fn must_have(entry: Entry) -> Vec<(&'static str, String)> {
    let slot = |slot: &str| format!("slot-{slot}-sample");
    let masthead = masthead();
    let body = [
        ("the headline", "Sample headline"),
        ("a paragraph of the text", "Sample paragraph"),
        ("a heading of the text", "Sample heading"),
        ("a list in the text", "Sample item"),
        ("a quotation in the text", "Sample quotation"),
        ("code in the text", "sample code"),
        ("a marker", "[4]"),
        ("a correction", "Sample correction"),
        ("a correction of an edition before, {{edition.earlier}}", "Sample note on it"),
        ("a source's title", "Sample source"),
        ("a source's publisher", "Sample publisher"),
        ("a source's date", "1 Mar. 2023"),
        ("a source's address", "https://example.org/sample-source"),
        ("what stands below the sources", TRAILING),
    ]
    .map(|(what, words)| (what, words.to_owned()));
    let report = ("the address for reporting errors", masthead.corrections.clone());
    let foot = ("the newsroom's own line at the foot", "Sample footer".to_owned());
    let letter = [
        foot.clone(),
        ("since when one is on the list, {{slot.since}}", slot("since")),
        ("the link for leaving the list, {{slot.unsubscribe}}", slot("unsubscribe")),
        ("the link to what a reader may choose, {{slot.preferences}}", slot("preferences")),
        ("the sender's postal address", masthead.postal.clone()),
        ("the link to the page", "https://example.org/sample-key/".to_owned()),
        report.clone(),
    ];
    match entry {
        Entry::Subject => vec![],
        Entry::Html | Entry::Text => body.into_iter().chain(letter).collect(),
        Entry::Page => {
            let digest = ("the edition's digest, {{slot.digest}}", slot("digest"));
            body.into_iter().chain([report, digest, foot]).collect()
        }
        Entry::Index => vec![
            ("the editions' titles", "Sample headline".to_owned()),
            ("what was put right since", "Sample correction".to_owned()),
        ],
    }
}

fn view(
    entry: Entry,
    documents: &[Document],
    intro: Option<&Document>,
    masthead: &Masthead,
) -> JsonValue {
    let occasion = Occasion {
        key: "sample-key".to_owned(),
        date: DAY,
        corrected: Some(DAY),
        earlier: vec![earlier()],
        ..Occasion::default()
    };
    let findings = [waived()];
    let coverage =
        Coverage { sentences: 4, cited: 1, covered: 1, uncited: 1, exempt: 1, unknown: 0 };
    let unchecked = Unchecked { links: 1, quotations: 1, sentences: 1, colours: 0 };
    let brief = |document| Brief { document, coverage, unchecked, findings: &findings };
    let contents = Contents {
        briefs: documents.iter().map(brief).collect(),
        // The archive's first page is not about one edition.
        intro: intro.filter(|_| entry != Entry::Index).map(brief),
    };
    let (place, slots) = match entry {
        Entry::Index => {
            let archived = ArchiveEntry {
                about: about(&contents, masthead, &occasion),
                published: Timestamp::UNIX_EPOCH,
                updated: Timestamp::UNIX_EPOCH,
                page: None,
                corrections: corrections(),
            };
            let some = documents.iter().any(|d| !d.blocks.is_empty());
            let entries = if some { vec![archived] } else { vec![] };
            return to_json(IndexView::new(&entries, masthead));
        }
        Entry::Page => (Place::Page, slots::PAGE),
        Entry::Subject => (Place::Mail, slots::SUBJECT),
        Entry::Html | Entry::Text => (Place::Mail, slots::MAIL),
    };
    let mut view = View::new(&contents, masthead, &occasion, place);
    view.slot = slots::samples(slots);
    to_json(view)
}

fn corrections() -> Vec<(Timestamp, Corrected)> {
    let note = Some("Sample correction".to_owned());
    let corrected = Corrected { label: "Correction".to_owned(), note, kind: None, date: Some(DAY) };
    vec![(Timestamp::UNIX_EPOCH, corrected)]
}

fn earlier() -> Earlier {
    Earlier {
        key: "sample-before".to_owned(),
        revision: 2,
        title: "Sample before".to_owned(),
        date: DAY,
        url: "https://example.org/sample-before/".to_owned(),
        corrections: vec![Corrected {
            label: "Correction".to_owned(),
            note: Some("Sample note on it".to_owned()),
            kind: None,
            date: Some(DAY),
        }],
    }
}

fn masthead() -> Masthead {
    Masthead {
        name: "Sample Newsroom".to_owned(),
        url: "https://example.org".to_owned(),
        postal: "1 Sample Street".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@example.org".to_owned(),
        list: "Sample List".to_owned(),
        theme: Theme::default(),
    }
}

/// With logo, footer and links.
fn dressed() -> Masthead {
    let logo = Logo {
        url: "https://example.org/logo.png".to_owned(),
        alt: "Sample Newsroom".to_owned(),
        width: 160,
        height: 40,
    };
    let link =
        FootLink { title: "Sample link".to_owned(), url: "https://example.org/about".to_owned() };
    let theme = Theme {
        logo: Some(logo),
        footer: Some("Sample footer".to_owned()),
        links: vec![link],
        ..Theme::default()
    };
    Masthead { theme, ..masthead() }
}

fn intro() -> Document {
    let mut intro = document();
    intro.front_matter.title = Some("Sample lead".to_owned());
    intro.blocks[0] = block(BlockKind::Paragraph, "Sample greeting", None);
    intro.references[0].number = Some(9);
    intro.references[0].title = field("Sample intro source");
    intro.references[0].publisher = field("Sample intro publisher");
    intro.references[0].date = field("2 Mar. 2023");
    intro.references[0].url = field("https://example.org/intro-source");
    intro
}

fn empty() -> Document {
    Document { path: "sample.md".to_owned(), ..Document::default() }
}

fn document() -> Document {
    let some = |text: &str| Some(text.to_owned());
    let span = Span::default();
    Document {
        text: TRAILING.to_owned(),
        front_matter: FrontMatter {
            title: some("Sample headline"),
            subject: some("Sample subject"),
            preheader: some("Sample preheader"),
            standfirst: some("Sample standfirst"),
            authors: vec!["Sample Author".to_owned()],
            editor: some("Sample Editor"),
            date: Some(DAY),
            place: some("Sampleton"),
            correction: Some(Correction {
                kind: CorrectionKind::Correction,
                note: some("Sample correction"),
                tell: None,
            }),
            ..FrontMatter::default()
        },
        blocks: vec![
            block(BlockKind::Paragraph, "Sample paragraph, cited", Some(0)),
            block(BlockKind::Heading { level: 2 }, "Sample heading", None),
            block(BlockKind::ListItem { number: None, depth: 0 }, "Sample item", None),
            block(BlockKind::Quote, "Sample quotation", None),
            block(BlockKind::Code, "sample code", None),
            block(BlockKind::Rule, "", None),
        ],
        markers: vec![Marker {
            span,
            bracket: span,
            kind: MarkerKind::Number(4),
            reference: Some(0),
            block: 0,
            note: None,
        }],
        references: vec![Reference {
            number: Some(4),
            key: None,
            origin: Origin::Entry,
            span,
            title: field("Sample source"),
            publisher: field("Sample publisher"),
            date: field("1 Mar. 2023"),
            parsed_date: None,
            url: field("https://example.org/sample-source"),
            identifiers: Vec::new(),
            rest: field("sample note").into_iter().collect(),
            parsed: true,
        }],
        trailing: vec![TrailingBlock {
            span: Span::new(0, TRAILING.len()),
            kind: TrailingKind::AfterReferences,
            pasted: None,
        }],
        ..empty()
    }
}

fn waived() -> Finding {
    let reason = "Sample reason".to_owned();
    let waived = Some(Waived { by: Some("Sample Editor".to_owned()), reason, until: None });
    let span = Span::default();
    Finding { waived, ..Finding::new("sample-check", Severity::Warning, span, "Sample warning") }
}

fn field(text: &str) -> Option<Field> {
    Some(Field { text: text.to_owned(), span: Span::default() })
}

fn block(kind: BlockKind, text: &str, marker: Option<usize>) -> Block {
    let span = Span::default();
    let text = Inline::Text { text: text.to_owned(), span };
    let markers = marker.map(|marker| Inline::Markers { markers: vec![marker], span });
    Block { kind, span, inlines: std::iter::once(text).chain(markers).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field that the sample leaves empty would be one that no template is
    /// tried on.
    #[test]
    fn the_full_sample_has_everything() {
        fn look(path: &str, value: &JsonValue) {
            match value {
                JsonValue::Null => panic!("{path} is empty"),
                JsonValue::Array(items) => {
                    assert!(!items.is_empty(), "{path} is empty");
                    look(&format!("{path}[0]"), &items[0]);
                }
                JsonValue::Object(fields) => {
                    fields.iter().for_each(|(name, value)| look(&format!("{path}.{name}"), value));
                }
                _ => {}
            }
        }
        for entry in [Entry::Html, Entry::Page, Entry::Index] {
            look(entry.name(), &full(entry));
        }
    }
}
