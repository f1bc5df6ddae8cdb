//! Whatever the text, there is a document, and every span lies inside it on
//! character boundaries.

use copydesk_manuscript::{Block, Document, Inline, Passages, Scope, Span};
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
        for span in spans(&document) {
            prop_assert!(document.text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
        }
        for sentence in &document.sentences {
            prop_assert!(!sentence.span.is_empty());
            prop_assert!(sentence.markers.iter().all(|m| *m < document.markers.len()));
        }
        for marker in &document.markers {
            prop_assert!(marker.block < document.blocks.len());
            prop_assert!(marker.reference.is_none_or(|r| r < document.references.len()));
        }
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
                for span in spans(&document) {
                    prop_assert!(document.text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
                }
            }
        }
    }
}

fn spans(document: &Document) -> Vec<Span> {
    let mut spans: Vec<Span> = document.front_matter_span.into_iter().collect();
    spans.extend(document.title.iter().map(|title| title.span));
    for Block { span, inlines, .. } in &document.blocks {
        spans.push(*span);
        collect(inlines, &mut spans);
    }
    spans.extend(document.sentences.iter().map(|s| s.span));
    spans.extend(document.quotations.iter().map(|q| q.span));
    spans.extend(document.markers.iter().flat_map(|m| [m.span, m.bracket]));
    let notes = document.markers.iter().filter_map(|m| m.note.as_ref());
    spans.extend(notes.flat_map(|n| [&n.before, &n.after]).flatten().map(|field| field.span));
    for r in &document.references {
        spans.push(r.span);
        spans.extend(r.identifiers.iter().map(|id| id.field.span));
        let fields = [&r.title, &r.publisher, &r.date, &r.url].into_iter().flatten().chain(&r.rest);
        spans.extend(fields.map(|field| field.span));
    }
    spans.extend(document.trailing.iter().map(|t| t.span));
    spans.extend(document.problems.iter().map(|p| p.span));
    for waiver in &document.waivers {
        spans.extend(waiver.checks.iter().map(|check| check.span));
        if let Scope::Comment { span, answers, .. } = &waiver.scope {
            spans.extend([*span, *answers]);
        }
    }
    spans.extend(Passages::of(document).as_slice().iter().map(|passage| passage.span));
    spans
}

fn collect(inlines: &[Inline], spans: &mut Vec<Span>) {
    for inline in inlines {
        spans.push(inline.span());
        match inline {
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => collect(children, spans),
            _ => {}
        }
    }
}
