//! Whole editions beside what they must become. `UPDATE_EXPECT=1 cargo test`
//! writes the files anew; look at the difference before you commit it.
#![allow(clippy::disallowed_methods, reason = "tests read and write fixtures")]

use std::path::Path;

use crate::testing::{BRIEF, SECOND, edition, masthead, parse};
use crate::{ArchiveEntry, Slot, Templates, render_feed, render_index};

fn expect(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/expected").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} has changed; see UPDATE_EXPECT");
}

fn slot(slot: Slot) -> String {
    match slot {
        Slot::Name => "Rosa <Reader>".to_owned(),
        Slot::Address => "rosa@example.org".to_owned(),
        Slot::Unsubscribe => "https://brief.example.org/u/token?a=1&b=2".to_owned(),
        Slot::Digest => "0".repeat(64),
    }
}

#[test]
fn an_edition_of_one_brief() {
    let edition = edition(&[parse(BRIEF)]);
    expect("brief.subject.txt", edition.subject());
    expect("brief.html", &edition.html().fill(slot));
    expect("brief.txt", &edition.text().fill(slot));
    expect("brief.page.html", &edition.page().fill(slot));
}

#[test]
fn an_edition_of_several_briefs() {
    let edition = edition(&[parse(BRIEF), parse(SECOND), parse(SECOND)]);
    expect("several.subject.txt", edition.subject());
    expect("several.html", &edition.html().fill(slot));
    expect("several.txt", &edition.text().fill(slot));
    expect("several.page.html", &edition.page().fill(slot));
}

#[test]
fn the_archive() {
    let (one, other) = (edition(&[parse(SECOND)]), edition(&[parse(BRIEF)]));
    let entries = [
        ArchiveEntry {
            about: one.about().clone(),
            published: "2023-03-01T06:00:00Z".parse().unwrap(),
        },
        ArchiveEntry {
            about: other.about().clone(),
            published: "2023-03-03T06:00:00Z".parse().unwrap(),
        },
    ];
    let templates = Templates::embedded().unwrap();
    expect("index.html", &render_index(&entries, &templates, &masthead()).unwrap());
    expect("empty.index.html", &render_index(&[], &templates, &masthead()).unwrap());
    expect("feed.xml", &render_feed(&entries, &masthead()).unwrap());
}
