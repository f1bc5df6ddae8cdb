//! Rendering's own drafts, rendered and frozen: what a composer is given.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use copydesk_distribution::{
    Audience, Definition, FrozenEdition, RecipientKey, Sender, Subscribers, freeze,
};
use copydesk_ledger::{Balance, Candidate, EditionId, EditionSummary, StoredEdition, World};
use copydesk_manuscript::{Digest, Draft};
use copydesk_rendering::{Lineup, Masthead, Occasion, Templates, Theme, proofread, render};
use copydesk_validation::{Checked, Policy, Verdict, validate};
use jiff::civil::date;

/// The archive's address.
pub(crate) const URL: &str = "https://brief.example.org";

/// What readers know the list by.
pub(crate) const TITLE: &str = "The Daily Brief";

/// From whom, and the key behind tokens.
pub(crate) fn sender() -> (Sender, RecipientKey) {
    let from = "The Daily Brief <brief@news.example.org>";
    (Sender::parse(from, Some("desk@example.org")).unwrap(), RecipientKey::new([7; 32]))
}

/// A person on the list.
pub(crate) fn candidate(address: &str, name: Option<&str>) -> Candidate {
    Candidate {
        address: address.to_owned(),
        name: name.map(str::to_owned),
        list: "subscribers".to_owned(),
        since: name.map(|_| date(2024, 5, 1)),
    }
}

fn checked(draft: &str) -> Checked {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../rendering/fixtures/");
    let text = std::fs::read_to_string(format!("{folder}{draft}")).unwrap();
    let document = copydesk_parsing::parse(&Draft::new(draft, text));
    match validate(document, &Policy::rehearsal(date(2026, 11, 7))) {
        Verdict::Clear(checked) => checked,
        Verdict::Held(held) => panic!("{draft} is held: {:?}", held.report.findings),
    }
}

/// An edition of these drafts, dressed in one of our looks, as the ledger would give
/// it back.
pub(crate) fn edition(look: &str, intro: Option<&str>, drafts: &[&str]) -> FrozenEdition {
    let briefs = drafts.iter().map(|draft| checked(draft)).collect();
    let mut lineup = Lineup::collect(briefs).unwrap();
    if let Some(intro) = intro {
        lineup = lineup.with_intro(checked(intro));
    }
    let subject = intro.map(|_| "Three things to know".to_owned());
    let masthead = Masthead {
        name: "The Daily Brief".to_owned(),
        url: URL.to_owned(),
        postal: "1 Sample Street, Exampleton".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@example.org".to_owned(),
        list: TITLE.to_owned(),
        theme: Theme::default(),
    };
    let occasion = Occasion {
        key: format!("2026-11-07-{look}"),
        date: date(2026, 11, 7),
        subject,
        ..Occasion::default()
    };
    let templates = Templates::built_in(look, []).unwrap();
    let day = date(2026, 11, 7);
    let edition = render(&lineup, &templates, &masthead, &occasion).unwrap();
    let audience = Audience::of_list("subscribers", TITLE, Subscribers::of([]));
    let pipeline = Definition { name: look.to_owned(), digest: Digest::of(b"pipeline") };
    let read = proofread(edition, &lineup, &Policy::rehearsal(day));
    let passed = read.passed().unwrap_or_else(|| panic!("{:?}", read.proof().report()));
    let new = freeze(passed, World::Rehearsal, &audience, &pipeline, Vec::new(), 1).unwrap();
    let summary = EditionSummary {
        id: EditionId(1),
        world: new.world,
        pipeline: Some(new.pipeline),
        key: new.key,
        revision: new.revision,
        digest: new.digest,
        opened_at: "2026-11-07T06:30:00Z".parse().unwrap(),
        closed_at: None,
        stopped_at: None,
        cancelled_at: None,
        not_after: None,
        balance: Balance::default(),
    };
    FrozenEdition::thaw(StoredEdition { summary, parts: new.parts }).unwrap()
}
