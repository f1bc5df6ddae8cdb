//! An edition with everything that a message can trip over.

use copydesk_ledger::{
    Balance, Candidate, EditionId, EditionSummary, NewEdition, StoredEdition, World,
};
use copydesk_manuscript::Digest;
use copydesk_rendering::{About, Corrected, Piece, Prepared, Slot, Syntax};

use crate::freeze::Ingredients;
use crate::{Definition, RecipientKey, Rule, Sender};

pub(crate) fn candidate(address: &str, name: Option<&str>) -> Candidate {
    Candidate {
        address: address.to_owned(),
        name: name.map(str::to_owned),
        list: "subscribers".to_owned(),
        since: name.map(|_| jiff::civil::date(2024, 5, 1)),
    }
}

pub(crate) fn composer_parts() -> (Sender, RecipientKey) {
    let from = "The Daily Brief <brief@news.example.org>";
    let sender = Sender::parse(from, Some("desk@example.org")).unwrap();
    (sender, RecipientKey::new([7; 32]))
}

fn prepared(syntax: Syntax, template: &str) -> Prepared {
    let mut pieces = Vec::new();
    for (index, piece) in template.split('|').enumerate() {
        pieces.push(match (index % 2, piece) {
            (0, fixed) => Piece::Fixed(fixed.to_owned()),
            (_, "name") => Piece::Slot(Slot::Name),
            (_, "address") => Piece::Slot(Slot::Address),
            (_, "since") => Piece::Slot(Slot::Since),
            (_, "unsubscribe") => Piece::Slot(Slot::Unsubscribe),
            (_, "preferences") => Piece::Slot(Slot::Preferences),
            (_, "digest") => Piece::Slot(Slot::Digest),
            (_, other) => panic!("{other}"),
        });
    }
    Prepared { syntax, pieces }
}

/// `more` ends the text part.
pub(crate) fn sealed(key: &str, world: World, rule: &Rule, more: &str) -> NewEdition {
    revised(key, world, rule, more, 1, vec![])
}

/// The same, as the revision that puts something right.
pub(crate) fn revised(
    key: &str,
    world: World,
    rule: &Rule,
    more: &str,
    revision: u32,
    corrections: Vec<Corrected>,
) -> NewEdition {
    let about = About {
        key: key.to_owned(),
        title: "Köln’s bridges close".to_owned(),
        summary: "Three of seven.".to_owned(),
        preheader: "Three of seven.".to_owned(),
        date: jiff::civil::date(2026, 11, 7),
        language: "en-GB".to_owned(),
        authors: vec!["A. Writer".to_owned()],
        url: format!("https://brief.example.org/{key}/"),
        corrections,
        tells: Vec::new(),
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><title>Köln</title>\n<p>Dear |name|,</p>\n\
         <p>{} <a href=\"{}#s-1\">[1]</a></p>\n<p>|since| <a href=\"|unsubscribe|\">Leave</a> <a href=\"|preferences|\">Choose</a></p></html>\n",
        "A long line of the brief. ".repeat(50),
        about.url,
    );
    let text = format!(
        "Dear |name|,\n\n.A line that begins with a dot\n..and one with two\n.\nFrom Köln with = signs  \n\
         Leave: |unsubscribe|\nTo |address|, |digest|\n{more}"
    );
    Ingredients {
        about: &about,
        subject: "Köln’s bridges close: three of seven, and what the city’s engineers say",
        html: &prepared(Syntax::Html, &html),
        text: &prepared(Syntax::Text, &text),
        page: &prepared(
            Syntax::Html,
            "<head><meta content=\"|digest|\"></head><main><h1>Köln</h1></main>\n",
        ),
        rule,
        pipeline: &Definition { name: "brief".to_owned(), digest: Digest::of(b"pipeline") },
        revision,
    }
    .seal(world, vec![Digest::of(b"draft")])
    .unwrap()
}

/// As the ledger would give it back.
pub(crate) fn stored() -> StoredEdition {
    let rule = Rule::List {
        name: "subscribers".to_owned(),
        title: "The Daily Brief".to_owned(),
        segment: None,
    };
    let new = sealed("2026-11-07-brief", World::Rehearsal, &rule, "");
    StoredEdition {
        summary: EditionSummary {
            id: EditionId(1),
            world: new.world,
            key: new.key,
            revision: new.revision,
            pipeline: Some(new.pipeline),
            digest: new.digest,
            opened_at: "2026-11-07T06:30:00Z".parse().unwrap(),
            closed_at: None,
            stopped_at: None,
            cancelled_at: None,
            not_after: None,
            balance: Balance::default(),
        },
        parts: new.parts,
    }
}
