//! Whole editions beside what they must become. `UPDATE_EXPECT=1 cargo test`
//! writes the files anew; look at the difference before you commit it.
#![allow(clippy::disallowed_methods, reason = "tests read and write fixtures")]

use std::path::Path;

use crate::testing::{ARABIC, BRIEF, INTRO, SECOND, digest, dressed, edition, masthead, parse};
use crate::{
    ArchiveEntry, Edition, FootLink, Logo, Masthead, Palette, Slot, Templates, Theme, render_feeds,
    render_index, render_sitemap,
};

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
        Slot::Since => "On the list since 1 May 2024.".to_owned(),
        Slot::Preferences => "https://brief.example.org/preferences/0123".to_owned(),
        Slot::Digest => "0".repeat(64),
    }
}

/// All parts of an edition.
fn expect_all(name: &str, edition: &Edition) {
    expect(&format!("{name}.subject.txt"), edition.subject());
    expect(&format!("{name}.html"), &edition.html().fill(slot));
    expect(&format!("{name}.txt"), &edition.text().fill(slot));
    expect(&format!("{name}.page.html"), &edition.page().fill(slot));
}

#[test]
fn an_edition_of_one_brief() {
    expect_all("brief", &edition(&[parse(BRIEF)]));
}

#[test]
fn an_edition_of_several_briefs() {
    expect_all("several", &edition(&[parse(BRIEF), parse(SECOND), parse(SECOND)]));
}

#[test]
fn a_digest_with_an_intro_in_two_languages() {
    let briefs = [parse(BRIEF), parse(SECOND), parse(ARABIC)];
    expect_all("digest", &digest(&parse(INTRO), &briefs));
}

/// Right to left, with a logo, colours and a footer of the newsroom's own.
#[test]
fn an_edition_in_a_newsroom_s_own_clothes() {
    let colour = |text: &str| text.parse().unwrap();
    let light = Palette { accent: colour("#0b5c3b"), ..Palette::LIGHT };
    let theme = Theme {
        logo: Some(Logo {
            url: "https://brief.example.org/logo.png".to_owned(),
            alt: "موجز النهر".to_owned(),
            width: 180,
            height: 48,
        }),
        light,
        footer: Some("موجز النهر مؤسسة غير ربحية.".to_owned()),
        links: vec![FootLink {
            title: "من نحن".to_owned(),
            url: "https://brief.example.org/about".to_owned(),
        }],
        ..Theme::default()
    };
    let masthead = Masthead { language: "ar".to_owned(), theme, ..masthead() };
    expect_all("own", &dressed("brief", None, &[parse(ARABIC)], &masthead));
}

#[test]
fn the_archive() {
    let (one, other) = (edition(&[parse(SECOND)]), edition(&[parse(BRIEF)]));
    let entries = [
        ArchiveEntry {
            about: one.about().clone(),
            published: "2023-03-01T06:00:00Z".parse().unwrap(),
            updated: "2023-03-01T06:00:00Z".parse().unwrap(),
            page: Some(one.page().fill(slot)),
            corrections: vec![],
        },
        ArchiveEntry {
            about: other.about().clone(),
            published: "2023-03-03T06:00:00Z".parse().unwrap(),
            updated: "2023-03-04T07:30:00Z".parse().unwrap(),
            page: Some(other.page().fill(slot)),
            corrections: other
                .about()
                .corrections
                .iter()
                .map(|c| ("2023-03-04T07:30:00Z".parse().unwrap(), c.clone()))
                .collect(),
        },
    ];
    let templates = Templates::embedded().unwrap();
    expect("index.html", &render_index(&entries, &templates, &masthead()).unwrap());
    expect("empty.index.html", &render_index(&[], &templates, &masthead()).unwrap());
    let feeds = render_feeds(&entries, &masthead()).unwrap();
    expect("feed.xml", &feeds.atom);
    expect("rss.xml", &feeds.rss);
    expect("feed.json", &feeds.json);
    expect("sitemap.xml", &render_sitemap(&entries, &masthead()).unwrap());
}
