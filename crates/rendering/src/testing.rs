//! What this crate's tests share: drafts to editions without a newsroom.

use std::sync::LazyLock;

use copydesk_manuscript::{Document, Draft};
use copydesk_validation::{Policy, Verdict, validate};
use jiff::civil::date;

use crate::lineup::{Brief, Contents};
use crate::render::compose;
use crate::view::{Place, View};
use crate::{Edition, Masthead, Occasion, Templates, Theme};

pub(crate) const BRIEF: &str = include_str!("../fixtures/brief.md");
pub(crate) const SECOND: &str = include_str!("../fixtures/second.txt");
pub(crate) const INTRO: &str = include_str!("../fixtures/intro.md");
pub(crate) const ARABIC: &str = include_str!("../fixtures/arabic.md");

pub(crate) fn masthead() -> Masthead {
    Masthead {
        name: "The Daily Brief".to_owned(),
        url: "https://brief.example.org".to_owned(),
        postal: "1 Fleet St, London".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@example.org".to_owned(),
        list: "The Daily Brief".to_owned(),
        theme: Theme::default(),
    }
}

pub(crate) fn occasion() -> Occasion {
    Occasion {
        key: "2023-03-03-brief".to_owned(),
        date: date(2023, 3, 3),
        subject: None,
        ..Occasion::default()
    }
}

pub(crate) fn parse(text: &str) -> Document {
    copydesk_parsing::parse(&Draft::new("drafts/brief.md", text))
}

/// What the checks say of it; it need not pass them.
fn verdict(document: &Document) -> Verdict {
    validate(document.clone(), &Policy::rehearsal(occasion().date))
}

fn brief(verdict: &Verdict) -> Brief<'_> {
    let report = verdict.report();
    Brief {
        document: verdict.document(),
        coverage: report.coverage,
        unchecked: report.unchecked,
        findings: &report.findings,
    }
}

pub(crate) fn view(document: &Document, place: Place) -> View {
    let verdict = verdict(document);
    let contents = Contents { briefs: vec![brief(&verdict)], intro: None };
    View::new(&contents, &masthead(), &occasion(), place)
}

/// Our own looks, loaded once.
fn templates(look: &str) -> &'static Templates {
    static LOOKS: LazyLock<[Templates; 2]> =
        LazyLock::new(|| Templates::BUILT_IN.map(|name| Templates::built_in(name, []).unwrap()));
    let at = Templates::BUILT_IN.iter().position(|name| *name == look).unwrap();
    &LOOKS[at]
}

/// Dressed as a brief.
pub(crate) fn edition(documents: &[Document]) -> Edition {
    dressed("brief", None, documents, &masthead())
}

/// Dressed as a digest, with an intro.
pub(crate) fn digest(intro: &Document, documents: &[Document]) -> Edition {
    dressed("digest", Some(intro), documents, &masthead())
}

pub(crate) fn dressed(
    look: &str,
    intro: Option<&Document>,
    documents: &[Document],
    masthead: &Masthead,
) -> Edition {
    let verdicts: Vec<_> = documents.iter().map(verdict).collect();
    let intro = intro.map(verdict);
    let contents =
        Contents { briefs: verdicts.iter().map(brief).collect(), intro: intro.as_ref().map(brief) };
    compose(&contents, templates(look), masthead, &occasion()).unwrap()
}
