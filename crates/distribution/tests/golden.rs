//! Whole messages, from drafts to bytes, against files that any mail client opens.
//! `UPDATE_EXPECT=1 cargo test -p copydesk-distribution` writes them anew; look at
//! the difference, and at the mail, before you commit it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod letters;

use std::path::Path;

use copydesk_distribution::{Composer, FrozenEdition};
use letters::{TITLE, URL, candidate, edition, sender};

fn golden(name: &str, edition: &FrozenEdition, address: &str, called: Option<&str>) -> String {
    let (sender, key) = sender();
    let composer = Composer::new(edition, &sender, &key, URL, TITLE);
    let message = composer.compose(&candidate(address, called)).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, message.bytes()).unwrap();
    }
    let expected = std::fs::read(&path).unwrap_or_default();
    assert!(message.bytes() == expected, "{name} has changed; see UPDATE_EXPECT");
    String::from_utf8(expected).unwrap()
}

#[test]
fn a_brief() {
    let edition = edition("brief", None, &["brief.md"]);
    let eml = golden("brief.eml", &edition, "ann@example.org", Some("Ann Ames"));
    let (_headers, body) = eml.split_once("\r\n\r\n").unwrap();
    assert!(body.lines().all(|line| line.len() <= 76), "a line that is no quoted-printable");
}

#[test]
fn a_digest_with_an_intro() {
    let edition = edition("digest", Some("intro.md"), &["brief.md", "second.txt", "arabic.md"]);
    let eml = golden("digest.eml", &edition, "nobody@example.org", None);
    assert!(eml.contains("Subject: Three things to know\r\n"));
}

#[test]
fn right_to_left() {
    let edition = edition("brief", None, &["arabic.md"]);
    golden("right-to-left.eml", &edition, "layla@example.org", Some("ليلى حداد"));
}

#[test]
fn a_title_of_three_hundred_characters_with_line_breaks() {
    let edition = edition("brief", None, &["long-title.md"]);
    let eml = golden("long-title.eml", &edition, "ann@example.org", None);
    let (headers, _) = eml.split_once("\r\n\r\n").unwrap();
    assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
    let subject = headers.split("Subject: ").nth(1).unwrap();
    let subject: Vec<_> = subject.lines().take_while(|l| !l.starts_with("Message-ID")).collect();
    assert!(subject.len() > 5, "{subject:?}");
    let words = subject.iter().flat_map(|line| line.split_whitespace());
    assert!(words.clone().all(|word| word.len() <= 75), "{subject:?}");
    assert!(subject[1..].iter().all(|line| line.starts_with(' ')), "{subject:?}");
}
