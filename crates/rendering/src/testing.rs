//! What this crate's tests share: drafts to editions without a newsroom.

use copydesk_manuscript::{Document, Draft};
use copydesk_validation::{Policy, Verdict, validate};
use jiff::civil::date;

use crate::lineup::Brief;
use crate::render::compose;
use crate::view::{Place, View};
use crate::{Edition, Masthead, Occasion, Templates};

pub(crate) const BRIEF: &str = include_str!("../fixtures/brief.md");
pub(crate) const SECOND: &str = include_str!("../fixtures/second.txt");

pub(crate) fn masthead() -> Masthead {
    Masthead {
        name: "The Daily Brief".to_owned(),
        url: "https://brief.example.org".to_owned(),
        postal: "1 Fleet St, London".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@example.org".to_owned(),
        list: "The Daily Brief".to_owned(),
    }
}

pub(crate) fn occasion() -> Occasion {
    Occasion { key: "2023-03-03-brief".to_owned(), date: date(2023, 3, 3), subject: None }
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
        intro: false,
        document: verdict.document(),
        coverage: report.coverage,
        unchecked: report.unchecked,
        findings: &report.findings,
    }
}

pub(crate) fn view(document: &Document, place: Place) -> View {
    View::new(&[brief(&verdict(document))], &masthead(), &occasion(), place)
}

pub(crate) fn edition(documents: &[Document]) -> Edition {
    let verdicts: Vec<_> = documents.iter().map(verdict).collect();
    let briefs: Vec<_> = verdicts.iter().map(brief).collect();
    let templates = Templates::embedded().unwrap();
    compose(&briefs, &templates, &masthead(), &occasion()).unwrap()
}
