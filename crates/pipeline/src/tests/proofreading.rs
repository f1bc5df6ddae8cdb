//! An edition that its own checks hold goes nowhere.

use super::chain::{Chain, HandClock};
use super::*;
use crate::{Outcome, Published};

const SOUND: &str = "---\ntitle: The pier is next\ndate: 2024-04-30\nstatus: ready\n---\n\n\
    The pier is next.[1]\n\n1. “Plan” Board, 29 Apr. 2024, https://board.example/1\n";

fn newsroom() -> TempDir {
    on_disk(&[
        (
            "copydesk.yaml",
            &changed(
                NEWSROOM,
                "archive: www",
                "archive: { folder: www, verify: false }, approval: none",
            ),
        ),
        ("pipelines/door.yaml", PIPELINE),
        ("readers.csv", "address\nann@example.org\n"),
    ])
}

fn publish(folder: &TempDir, profile: &str, text: &str) -> Published {
    let clock = HandClock::at("2024-05-01T06:00:00Z");
    let chain = Chain { root: folder.path(), profile, clock };
    chain.publish("door", &[("pier.md", text.to_owned())])
}

fn held(published: &Published) -> Vec<&'static str> {
    let Outcome::Held(rendered) = &published.outcome else { panic!("{published:?}") };
    rendered.proof.report().findings.iter().map(|finding| finding.check).collect()
}

/// What there is beside what the newsroom wrote.
fn files(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut made: Vec<_> =
        names.filter(|name| ["outbox", "public", "www"].contains(&name.as_str())).collect();
    made.sort();
    made
}

#[test]
fn nothing_is_frozen_or_written_until_it_is_mended() {
    let folder = newsroom();
    let greeting = SOUND.replace("The pier is next.[1]", "Dear {{name}}, the pier is next.[1]");
    assert_eq!(held(&publish(&folder, "rehearsal", &greeting)), ["variable-unresolved"]);
    assert_eq!(files(&folder), [""; 0]);

    // Nothing under its key stands in the way of the mended one.
    let published = publish(&folder, "rehearsal", SOUND);
    assert!(matches!(published.outcome, Outcome::Distributed(..)), "{published:?}");
    assert_eq!(files(&folder), ["outbox", "public"]);
}

#[test]
fn a_live_send_wants_an_answer_to_a_warning() {
    let folder = newsroom();
    let long =
        SOUND.replace("The pier is next\n", &format!("{}\n", "The pier is next, ".repeat(8)));
    assert_eq!(held(&publish(&folder, "live", &long)), ["subject-too-long"]);
    assert_eq!(files(&folder), [""; 0]);
    let waiver = "---\n<!-- allow subject-too-long: the board wants it whole -->\n\nThe";
    let waived = long.replace("---\n\nThe", waiver);
    let published = publish(&folder, "live", &waived);
    assert!(matches!(published.outcome, Outcome::Distributed(..)), "{published:?}");
}
