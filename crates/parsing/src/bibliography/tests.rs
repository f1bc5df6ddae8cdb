//! What a bibliography that is no good costs, and how a draft is told.
#![allow(clippy::disallowed_methods, reason = "tests read the clock")]

use std::time::Instant;

use copydesk_manuscript::{Document, ProblemKind};

use crate::tests::read_with;

const DRAFT: &str = "---\nbibliography: a\n---\nTitle\n\nOne [@k1]. Two [@k2], as @k3 says.";

fn problems(document: &Document) -> Vec<String> {
    let said = document.problems.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::Bibliography { message, .. } => Some(message.clone()),
        _ => None,
    });
    said.collect()
}

fn said(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    problems(&read_with(DRAFT, name, bytes)).join("; ")
}

#[test]
fn what_is_no_bibliography_is_told() {
    assert_eq!(said("a.yaml", "- id: a"), "a.yaml is YAML, which is not read as a bibliography");
    assert_eq!(said("a.bib", ""), "a.bib is empty");
    assert_eq!(said("a.json", "\u{feff} \n"), "a.json is empty");
    assert_eq!(said("a.bib", b"@misc{a,\n title = {\xe9}}"), "a.bib is not UTF-8 (line 2)");
    assert_eq!(
        said("a.bib", "Dear all"),
        "a.bib is no bibliography: it has no entry such as  @article{key, …}"
    );
    for json in ["{\"a\": 1}", "[1, 2]", "\"a\"", "[[{}]]"] {
        assert!(said("a.json", json).contains("is no CSL-JSON"), "{json}");
    }
    assert_eq!(said("a.json", "[]"), "");
    assert!(said("a.json", "nonsense").contains("(1:2: expected ident)"));
}

#[test]
fn a_byte_order_mark_and_line_endings_change_nothing() {
    let bib = "\u{feff}@misc{k1,\r\n  title = {One}\r\n}\r\n@misc{k2, title = {Two}}\r\n";
    let document = read_with(DRAFT, "a", bib);
    assert_eq!(problems(&document), Vec::<String>::new());
    assert_eq!(document.references.len(), 2);
}

#[test]
fn one_mistake_costs_one_entry() {
    for (bib, lost) in [
        (
            "@misc{k1, title = {One}\n@misc{k2, title = {Two}}",
            "a.bib:1:1: this entry, `k1`, is never closed",
        ),
        (
            "@misc{k2}\n  @misc{k1, title = {One\n  @misc{k3, title = {Three}}",
            "a.bib:2:3: this entry, `k1`, is never closed",
        ),
        (
            "@misc{k2}@misc{k1, title {One}}@misc{k3,}",
            "a.bib:1:20: `title` has no value: a `=` is missing",
        ),
        (
            "@misc{k2}\n@misc k1, title = {One}}\n@misc{k3,}",
            "a.bib:2:1: a brace is missing after `@misc`",
        ),
        ("@misc{k2}\n@misc{title = {One}}\n@misc{k3,}", "a.bib:2:7: the entry has no key"),
    ] {
        let document = read_with(DRAFT, "a.bib", bib);
        let said = problems(&document).join("; ");
        assert!(said.starts_with(lost), "{said}");
        let usable = document.bibliographies[0].usable;
        let right = bib.matches("@misc").count() - 1;
        assert_eq!(usable, Some(right), "{bib}: {said}");
        assert!(said.contains(&format!("{right} of {} entries", right + 1)), "{said}");
    }
}

#[test]
fn an_at_sign_between_entries_is_a_sign() {
    let bib =
        "% @misc{no, title = {No}}\nMail mo@ferry.example or @mo {soon}.\n@misc{k1, title = {One}}";
    assert_eq!(said("a.bib", bib), "");
    assert_eq!(said("a.bib", "@comment{ @misc{k2, }\n}\n@misc{k1, title = {One}}"), "");
}

/// Each must be read, or refused, in linear time and without calling itself.
#[test]
fn hostile_bibliographies_cost_no_more_than_others() {
    let many = |piece: &str| piece.repeat(200_000 / piece.len());
    let strings: String =
        (0..40).map(|i| format!("@string{{s{i} = s{0} # s{0}}}\n", i + 1)).collect();
    // Forty to the seventh parts, and not one letter.
    let empty: String = (0..7)
        .map(|i| {
            format!(
                "@string{{s{} = {}}}\n",
                i + 1,
                [&format!("s{i}"); 40].map(|s| s.as_str()).join(" # ")
            )
        })
        .collect();
    let empty = format!("@string{{s0 = \"\"}}\n{empty}");
    let files = [
        ("a.bib", format!("@misc{{k1, title = {{{}", many("{"))),
        ("a.bib", format!("@misc{{k1, title = {{{}x{}}}}}", many("\\a{"), many("}  "))),
        ("a.bib", many("@misc{k1, title = {\n")),
        ("a.bib", many("  @misc{k1, title = {\n")),
        ("a.bib", many("@comment{\n")),
        ("a.bib", many("@misc{k1, a\n")),
        ("a.bib", many("@misc{k1}")),
        ("a.bib", many("@")),
        ("a.bib", many("@a{")),
        ("a.bib", format!("{strings}@misc{{k1, title = s0, author = s0}}")),
        ("a.bib", format!("{empty}@misc{{k1, title = s7}}")),
        ("a.bib", many("@a{k, x={ ")),
        (
            "a.json",
            r#"[{"id": "k1", "issued": {"date-parts": [[2021, -9223372036854775808, 1]]}}]"#.into(),
        ),
        (
            "a.bib",
            "@string{a = a}@string{b = c # b}@string{c = b # c}@misc{k1, title = a # b}".into(),
        ),
        ("a.bib", "@misc{k1, crossref = {k2}}@misc{k2, crossref = {k1}}".into()),
        ("a.bib", format!("@misc{{k1, author = {{{}}}}}", many("A and "))),
        ("a.bib", format!("@misc{{k1, title = {{{}}}}}", many("{a}"))),
        ("a.json", many("[")),
        ("a.json", many("[{\"id\": \"k1\", ")),
        ("a.json", format!("[{{\"id\": \"k1\", \"title\": {}", many("["))),
        (
            "a.json",
            format!("[{{\"id\": \"k1\", \"x\": {}{}}}]", "[".repeat(100_000), "]".repeat(100_000)),
        ),
        ("a.json", format!("[{}]", many("{\"id\": \"k1\"},"))),
        ("a.json", many("{\"id\": \"\n")),
    ];
    for (name, text) in files {
        let start = Instant::now();
        read_with(DRAFT, name, text.as_str());
        let took = start.elapsed();
        let shown: String = text.chars().take(40).collect();
        assert!(took.as_secs() < 20, "{took:?} for {shown:?}");
    }
}

#[test]
fn five_thousand_entries_all_cited() {
    let bib: String = (0..5_000)
        .map(|i| {
            format!(
                "@misc{{k{i},\n title = {{Source {i}}},\n abstract = {{{}}}\n}}\n",
                "words ".repeat(300)
            )
        })
        .collect();
    let markers: String = (0..5_000).map(|i| format!("Claim {i} is true [@k{i}].\n\n")).collect();
    let draft = format!("---\nbibliography: a.bib\n---\nTitle\n\n{markers}");
    let document = read_with(&draft, "a.bib", bib);
    assert_eq!(document.references.len(), 5_000);
    assert!(document.markers.iter().all(|marker| marker.reference.is_some()));
}
