//! Live, a warning holds until somebody answers for it.

use std::sync::Arc;

use copydesk_ledger::SystemClock;
use copydesk_manuscript::{Companion, Draft, Role};
use copydesk_rendering::Slot;

use super::*;
use crate::{Desk, LeftOut, Memory, Outcome, Published, Submission, Why, dry_run};

const DRAFT: &str = "\
---
title: The long pier closes for repairs
date: 2023-03-03
---

The long pier closes on 6 March.[1] Two of its piles are rotten to the core.

1. “Minutes of the works committee” Harbour Board, 2 Mar. 2023, https://harbour.example/2
";

/// What becomes of a draft under the live profile.
fn published(text: &str, allow: Option<&str>) -> Published {
    let live = "{ transport: { smtp: { host: localhost, port: 2525, tls: none } }, approval: none,";
    let newsroom = changed(
        NEWSROOM,
        "{ transport: { smtp: { host: localhost, port: 2525, tls: none } },",
        live,
    );
    let folder = on_disk(&[
        ("copydesk.yaml", &newsroom),
        ("pipelines/door.yaml", PIPELINE),
        ("readers.csv", "address,name\nann@example.org,Ann\n"),
    ]);
    let newsroom = Newsroom::load(folder.path()).unwrap();
    let pipelines = Pipelines::load(&newsroom).unwrap();
    let profile = newsroom.profile(Some("live")).unwrap();
    let desk =
        Desk::open(&newsroom, pipelines.only().unwrap(), profile, Arc::new(SystemClock)).unwrap();
    let mut draft = Draft::new("drafts/pier.md", text);
    draft.companions.extend(allow.map(|text| Companion {
        role: Role::Waivers,
        name: "drafts/pier.md.allow.yaml".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    }));
    dry_run(&desk, vec![Submission::for_a_look(draft)], &Memory::default()).unwrap()
}

/// An entry for the warning of [`DRAFT`].
fn entry(rest: &str) -> String {
    let held = published(DRAFT, None);
    let findings = &held.left_out[0].verdict.report().findings;
    let [warning] = findings.as_slice() else { panic!("{findings:?}") };
    let print = warning.fingerprint.as_ref().unwrap();
    format!("- check: {}\n  fingerprint: {print}\n{rest}", warning.check)
}

fn is_held(published: &Published) -> bool {
    matches!(published.left_out.as_slice(), [LeftOut { why: Why::Held, .. }])
}

#[test]
fn a_warning_holds_a_live_draft_until_it_is_waived() {
    assert!(is_held(&published(DRAFT, None)));
    let commented = DRAFT.replace("core.", "core. <!-- allow sentence-uncited: seen -->");
    assert!(matches!(published(&commented, None).outcome, Outcome::DryRun(..)));
    let entry = entry("  reason: our reporter saw them\n  by: Ann Ortiz\n");
    let Outcome::DryRun(rendered, _) = published(DRAFT, Some(&entry)).outcome else {
        panic!("a waived warning holds");
    };
    let text = rendered.edition.text().fill(|_: Slot| String::new());
    let line = "Waived by Ann Ortiz (sentence-uncited): our reporter saw them.";
    assert!(text.contains(line), "{text}");
}

#[test]
fn an_answer_that_does_not_count_lets_nothing_out() {
    for rest in [
        "",
        "  reason: …\n",
        "  reason: seen\n  until: 2024-01-01\n",
        "  raeson: seen\n",
        "  reason: seen\n  until: soon\n",
    ] {
        let published = published(DRAFT, Some(&entry(rest)));
        assert!(is_held(&published), "{rest}");
    }
    let entry = entry("  reason: seen\n");
    let edited = DRAFT.replace("rotten", "eaten by worms");
    assert!(is_held(&published(&edited, Some(&entry))));
    let elsewhere = DRAFT.replace("6 March", "7 March");
    assert!(matches!(published(&elsewhere, Some(&entry)).outcome, Outcome::DryRun(..)));
}
