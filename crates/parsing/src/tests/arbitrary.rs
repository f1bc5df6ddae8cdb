//! Whatever the text, there is a document, and every span lies inside it on
//! character boundaries.

use proptest::prelude::*;

use super::{read, read_with};

/// Pieces that make the readers work: brackets, marks, lists, headings, markup.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "[0]",
            "[1]",
            "[1,2]",
            "[1–3]",
            "[",
            "]",
            "](",
            "“",
            "”",
            "\"",
            "‘",
            "’",
            "«",
            ". ",
            "… ",
            ". . . ",
            "!",
            "\n",
            "\n\n",
            "\r\n",
            "1. ",
            "[1] ",
            "[2]: ",
            "References\n",
            "## Sources\n",
            "https://example.org/a",
            "http://",
            "<https://a.b>",
            "[x](https://a.b)",
            "<!--",
            "<!-- allow a-b: c -->",
            "<!-- allow a-b\n",
            "-->",
            "<b>",
            "<div>\n",
            "---\n",
            "***",
            "**",
            "*",
            "_",
            "`",
            "```\n",
            "    ",
            "> ",
            "- ",
            "# ",
            "2 Mar. 2023",
            "31 Feb. 2023",
            "U.S. ",
            "Mr. ",
            "\u{feff}",
            "\u{1}",
            "é",
            "日本。",
            "\u{200f}",
            "title: x\n",
            "&amp;",
            "\\*",
            "0 comments",
            "(",
            ") ",
            "• ",
            "a. ",
            "2) ",
            "„",
            "»",
            "‚",
            "p.m. ",
            "؟ ",
            ".” Hale said. ",
            "\u{2}",
            "”,",
            "[^a]",
            "[^a]: ",
            "^[",
            "[x][a]",
            "[a]: http://",
            "@",
            "@key",
            "-@key",
            "[@key",
            "[see @key, p. 3; ",
            "@{",
            "; ",
            "---\nbibliography: a.bib\n---\n",
            "*x*",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z ]{1,12}",
        "\\PC{0,6}",
    ]
}

/// Pieces of both kinds of bibliography.
fn entry_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "@misc{key, ",
            "@misc(a, ",
            "@string{a = a # b",
            "@string{b = \"x\" # a}",
            "@comment{",
            "@preamble{",
            "title = {",
            "author = {",
            "A and B, c and {D}",
            "date = {2021-0",
            "crossref = {key}",
            "year = a # 1",
            "howpublished = {\\url{http://a",
            "{",
            "}",
            "\"",
            ",",
            " = ",
            "#",
            "%",
            "\\",
            "\\'",
            "\\v{",
            "$",
            "--",
            "\n",
            "@",
            "[",
            "]",
            "{\"id\": \"key\", ",
            "{\"id\": 1",
            "\"title\": ",
            "\"x\"",
            ":",
            "null",
            "\"issued\": {\"date-parts\": [[2021, 13, 99]]}",
            "\"author\": [{\"family\": ",
            "{\"items\": [",
            "é",
            "\u{feff}",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

fn draft() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_a_piece_of_the_text(text in draft(), markdown: bool) {
        let document = read(if markdown { "a.md" } else { "a.txt" }, &text);
        prop_assert_eq!(document.flaw(), None, "{:?}", text);
    }

    #[test]
    fn any_text_at_all(text in "\\PC*", markdown: bool) {
        read(if markdown { "a.md" } else { "a.txt" }, &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bibliography_at_all(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        pieces in prop::collection::vec(entry_piece(), 0..40),
        text in draft(),
    ) {
        let pieces = pieces.concat();
        for name in ["a.bib", "a.json", "a"] {
            for bytes in [bytes.clone(), pieces.clone().into_bytes()] {
                let text = format!("---\nbibliography: [{name}]\n---\nTitle\n\n[@key] @a {text}");
                let document = read_with(&text, name, bytes);
                prop_assert_eq!(document.flaw(), None, "{:?}", text);
            }
        }
    }
}
