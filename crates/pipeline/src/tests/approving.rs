//! Who must say yes, and to what.

use copydesk_ledger::Ledger;

use super::chain::{Chain, HandClock};
use super::*;
use crate::{Outcome, Published, Refusal};

/// A newsroom that reaches the web alone, once two people have said yes.
struct Desk {
    folder: TempDir,
    clock: std::sync::Arc<HandClock>,
}

const BRIEF: &str = "\
---
title: The abbey reopens
status: ready
---

The abbey reopens on 6 May 2024 after a winter of works.[1]

1. “Works done on the abbey” Harbour Board, 29 Apr. 2024, https://harbour.example/abbey
";

impl Desk {
    fn new() -> Self {
        let approval =
            "archive: { folder: www, verify: false }, approval: { needed: 2 }, hold_at: warning";
        let newsroom = changed(NEWSROOM, "archive: www", approval);
        let pipeline =
            changed(PIPELINE, "[archive, feed, { email: { list: readers } }]", "[archive, feed]");
        let folder = on_disk(&[
            ("copydesk.yaml", &newsroom),
            ("pipelines/door.yaml", &pipeline),
            ("readers.csv", "address,name\n"),
        ]);
        Self { folder, clock: HandClock::at("2024-05-01T06:00:00Z") }
    }

    fn chain(&self) -> Chain<'_> {
        let clock = std::sync::Arc::clone(&self.clock);
        Chain { root: self.folder.path(), profile: "live", clock }
    }

    fn publish(&self, text: &str) -> Published {
        self.chain().publish("door", &[("abbey.md", text.to_owned())])
    }

    /// `name` answers to what was proposed last.
    fn answer(&self, name: &str, approved: bool, comment: &str) {
        let newsroom = self.chain().desk("door").newsroom;
        let ledger = newsroom.ledger(std::sync::Arc::clone(&self.clock) as _).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let digest = newest(&*ledger).await.digest;
            ledger.answer(&digest, name, approved, comment).await.unwrap();
        });
    }
}

async fn newest(ledger: &dyn Ledger) -> copydesk_ledger::NewProposal {
    ledger.proposals().await.unwrap().remove(0).proposed
}

/// `1 of 2`, or who has rejected it; empty if it went out.
fn state(published: &Published) -> String {
    match &published.outcome {
        Outcome::Distributed(..) => String::new(),
        Outcome::Refused(_, Refusal::NotApproved { given, needed, .. }) => {
            format!("{given} of {needed}")
        }
        Outcome::Refused(_, Refusal::Rejected { by, comment, .. }) => format!("{by}: {comment}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_edition_leaves_when_two_different_people_have_said_yes_to_it() {
    let desk = Desk::new();
    assert_eq!(state(&desk.publish(BRIEF)), "0 of 2");
    desk.answer("Ann", true, "");
    desk.answer("Ann", true, "");
    assert_eq!(state(&desk.publish(BRIEF)), "1 of 2");
    desk.answer("Bo", true, "");
    assert_eq!(state(&desk.publish(BRIEF)), "");
}

#[test]
fn one_word_changed_after_the_approval_is_another_edition() {
    let desk = Desk::new();
    desk.publish(BRIEF);
    desk.answer("Ann", true, "");
    desk.answer("Bo", true, "");
    let changed = BRIEF.replace("a winter", "two winters");
    assert_eq!(state(&desk.publish(&changed)), "0 of 2");
    // So is the same text through a changed pipeline.
    let file = desk.folder.path().join("pipelines/door.yaml");
    let pipeline = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{pipeline}# changed\n")).unwrap();
    assert_eq!(state(&desk.publish(BRIEF)), "0 of 2");
    // What was approved still is.
    fs::write(&file, pipeline).unwrap();
    assert_eq!(state(&desk.publish(BRIEF)), "");
}

#[test]
fn a_no_counts_until_its_sayer_says_yes() {
    let desk = Desk::new();
    desk.publish(BRIEF);
    desk.answer("Ann", true, "");
    desk.answer("Bo", true, "");
    desk.answer("Bo", false, "which abbey?");
    assert_eq!(state(&desk.publish(BRIEF)), "Bo: which abbey?");
    desk.answer("Bo", true, "");
    assert_eq!(state(&desk.publish(BRIEF)), "");
}

#[test]
fn warnings_are_for_those_who_approve() {
    let desk = Desk::new();
    let more = "works.[1]\n\nIts tower was struck by lightning in 1912 and rebuilt by 400 masons.";
    let uncited = BRIEF.replace("works.[1]", more);
    assert_eq!(state(&desk.publish(&uncited)), "0 of 2");
    let newsroom = desk.chain().desk("door").newsroom;
    let ledger = newsroom.ledger(std::sync::Arc::clone(&desk.clock) as _).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let proposed = runtime.block_on(newest(&*ledger));
    assert_eq!(proposed.warnings, ["sentence-uncited"]);
    assert!(proposed.text.contains("rebuilt by 400 masons"));
}
