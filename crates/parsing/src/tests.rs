//! Drafts in `fixtures/<format>/` and, beside each, what must be read from it.
//! `UPDATE_EXPECT=1 cargo test` writes the outlines anew; read the difference.
#![allow(clippy::disallowed_methods, reason = "tests read their fixtures")]

mod arbitrary;
mod outline;

use std::fs;
use std::path::Path;

use copydesk_manuscript::{Companion, Document, Draft, Role};

use crate::{Wanted, companions, parse};
use outline::outline;

fn read(name: &str, text: &str) -> Document {
    parse(&Draft::new(name, text))
}

/// A draft with one bibliography beside it.
pub(crate) fn read_with(text: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Document {
    let mut draft = Draft::new("a.md", text);
    let bytes = Ok(bytes.into());
    draft.companions = vec![Companion { role: Role::Bibliography, name: name.to_owned(), bytes }];
    parse(&draft)
}

fn check(folder: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| ["outline", "bib", "json"].iter().any(|no| e == *no)) {
            continue;
        }
        seen += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut draft = Draft::new(name, fs::read(&path).unwrap());
        draft.companions = beside(&draft, &folder);
        let found = outline(&parse(&draft));
        let beside = path.with_extension("outline");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&beside, &found).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
    }
    assert!(seen > 0, "no drafts in {}", folder.display());
}

/// The files that a draft wants, from its own folder.
fn beside(draft: &Draft, folder: &Path) -> Vec<Companion> {
    let read = |wanted: Wanted| Companion {
        role: wanted.role,
        bytes: fs::read(folder.join(&wanted.name)).map_err(|_| "is not there".to_owned()),
        name: wanted.name,
    };
    companions(draft).into_iter().map(read).collect()
}

#[test]
fn numbered_briefs() {
    check("numbered");
}

#[test]
fn footnotes() {
    check("footnotes");
}

#[test]
fn pandoc_citations() {
    check("pandoc");
}

#[test]
fn linked_prose() {
    check("linked");
}

#[test]
fn line_endings_and_a_byte_order_mark_change_nothing_but_offsets() {
    let plain = include_str!("../fixtures/numbered/zero-based.txt");
    let dos = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let (one, other) = (read("a.txt", plain), read("a.txt", &dos));
    let words = |d: &Document| -> Vec<String> {
        d.sentences.iter().map(|s| d.words(s.span).to_owned()).collect()
    };
    assert_eq!(words(&one), words(&other));
    assert_eq!(one.references.len(), other.references.len());
    assert_eq!(one.title.map(|t| t.text), other.title.map(|t| t.text));
}

#[test]
fn what_is_no_text_is_a_problem_not_a_failure() {
    for bytes in [&b""[..], b" \n\n", b"ab\xff\xfe", &[0xef, 0xbb, 0xbf]] {
        let document = parse(&Draft::new("x.txt", bytes));
        assert!(document.unreadable().is_some(), "{bytes:?}");
        assert!(document.blocks.is_empty());
    }
}

#[test]
fn no_comment_reaches_anybody() {
    let text = include_str!("../fixtures/numbered/waivers.md");
    for name in ["a.md", "a.txt"] {
        let mut document = read(name, text);
        // What they say stands there, for the checks alone, and nowhere else.
        assert_eq!(document.waivers.len(), 5);
        assert!(document.waivers.iter().all(|waiver| waiver.reason.contains("SECRET")));
        document.waivers.clear();
        assert!(!format!("{document:?}").contains("SECRET"), "{document:#?}");
    }
}

#[test]
fn an_escaped_handle_is_words_in_both_kinds_of_text() {
    for name in ["a.md", "a.txt"] {
        let document = read(name, "---\nformat: pandoc\n---\nTitle\n\nAsk \\@mo, he knows.");
        let shown = format!("{:?}", document.blocks[0].inlines);
        assert!(document.markers.is_empty() && !shown.contains('\\'), "{shown}");
    }
}

#[test]
fn the_newsletters_own_links_are_no_sources() {
    let text = "# Bees\n\n[Bees fly](https://bees.example/fly).\n\n\
                You signed up. [Unsubscribe](https://brief.example/u).\n";
    let document = read("a.md", text);
    assert_eq!((document.markers.len(), document.references.len()), (1, 1));
}

/// Each of these once took quadratic time or overflowed the stack. A fifth of a
/// megabyte of any is read in well under the patience of a test, or never.
#[test]
fn hostile_repetition_costs_no_more_than_prose() {
    let many = |piece: &str| piece.repeat(200_000 / piece.len());
    let drafts = [
        many("1. abcd efg\n"),
        many("<!-- a "),
        many("<!-- allow a: "),
        many("<!-- allow a-b: c -->"),
        many("One. <!-- allow a-b: c --> "),
        many("<!-- allow a-b: c -->\n"),
        many("One.\n<!-- allow a-b: c -->\n\n"),
        format!("<!-- allow {}: c -->", many("a-b, ")),
        format!("<!-- allow a-b: {} -->", many("why ")),
        many("a.a."),
        format!("https://a{}", many(")")),
        many("ahttp://b"),
        many("share\n\n"),
        format!("Title\n\nText.\n\n{}", many("share\n\n")),
        format!("<div {}", many("<a ")),
        format!("{}x{}", many("*a _b "), many(" b_ a*")),
        many("“"),
        many(".“"),
        many("(a. "),
        many("A 1. "),
        many("“A b. "),
        format!("{}{}", many("‘a. "), many("b” ")),
        format!("{}{}", many("“A b. "), many("C d.” ")),
        many("[1] see above\n"),
        many("[@a; "),
        many("[[@a] "),
        many("@a [p. "),
        many("[@a *b* "),
        many("[@a\n"),
        format!("“He left.{}”", many("[1]")),
        many("Further reading\n1. “A” B, 2023\n"),
        format!("A.^[x]\r\n\r\n{}", many("Words `a` here.\r\n\r\n")),
        (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect(),
    ];
    for text in drafts {
        for name in ["a.txt", "a.md"] {
            let start = std::time::Instant::now();
            read(name, &format!("Title\n\n{text}"));
            let took = start.elapsed();
            let shown: String = text.chars().take(20).collect();
            assert!(took.as_secs() < 20, "{took:?} for {shown:?} as {name}");
        }
    }
}
