//! YAML in, message out.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use copydesk_manuscript::FrontMatter;
use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kitchen {
    name: String,
    #[serde(default)]
    seats: Option<u16>,
    #[serde(default)]
    dishes: Vec<Dish>,
    #[serde(default)]
    prices: BTreeMap<String, i64>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
enum Dish {
    Soup,
    Pie(Pie),
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Pie {
    filling: Option<String>,
}

/// The whole problem in one line, as a person would see it.
fn refused<T: serde::de::DeserializeOwned>(text: &str) -> String {
    match read::<T>(text) {
        Ok(_) => "accepted".to_owned(),
        Err(problem) => match &problem.help {
            Some(help) => format!("{problem} | {help}"),
            None => problem.to_string(),
        },
    }
}

#[track_caller]
fn check<T: serde::de::DeserializeOwned>(table: &[(&str, &str)]) {
    let found: Vec<_> = table.iter().map(|(yaml, _)| refused::<T>(yaml)).collect();
    let wanted: Vec<_> = table.iter().map(|(_, message)| *message).collect();
    assert_eq!(found, wanted, "found: {found:#?}");
}

#[test]
fn a_word_may_stand_alone_or_with_options() {
    let text = "name: Blue Door\ndishes:\n  - soup\n  - soup:\n  - pie\n  - pie: {}\n  - pie: { filling: leek }\n";
    let kitchen: Kitchen = read(text).unwrap();
    let leek = Pie { filling: Some("leek".to_owned()) };
    let dishes = vec![
        Dish::Soup,
        Dish::Soup,
        Dish::Pie(Pie::default()),
        Dish::Pie(Pie::default()),
        Dish::Pie(leek),
    ];
    assert_eq!(kitchen.dishes, dishes);
}

#[test]
fn text_is_taken_as_it_was_written() {
    for (yaml, name) in [
        ("name: 007", "007"),
        ("name: 1984", "1984"),
        ("name: 1.50", "1.50"),
        ("name: true", "true"),
        ("name: 0x1F", "0x1F"),
        ("\u{feff}name: Caf\u{e9}", "Caf\u{e9}"),
        ("name: 'it''s'\r\nseats: 3\r\n", "it's"),
        ("name: &n x\nprices: {}", "x"),
        ("name: |\n  two\n  lines\n", "two\nlines\n"),
    ] {
        assert_eq!(read::<Kitchen>(yaml).unwrap().name, name, "{yaml}");
    }
}

#[test]
fn problems_name_place_key_and_what_is_accepted() {
    check::<Kitchen>(&[
        (
            "nmae: x",
            "1:1: unknown key `nmae` | did you mean `name`? accepted: name, seats, dishes, prices",
        ),
        (
            "\u{feff}nmae: x",
            "1:1: unknown key `nmae` | did you mean `name`? accepted: name, seats, dishes, prices",
        ),
        ("seats: 4", "the key `name` is missing"),
        ("", "the key `name` is missing"),
        ("# only a comment\n", "the key `name` is missing"),
        ("name: é\nseats: many", "2:8: `seats` must be a whole number from 0 to 65535, not `many`"),
        (
            "name: é\nseats: 70000",
            "2:8: `seats` must be a whole number from 0 to 65535, not `70000`",
        ),
        ("name: [a]", "1:7: `name` must be text, not a list"),
        ("name:", "1:1: `name` must be text, not nothing"),
        ("name: x\nname: y", "2:1: `name` stands here twice | keep one of the two"),
        (
            "name: x\nprices:\n  soup: 1\n  soup: 2",
            "4:3: `soup` stands here twice | keep one of the two",
        ),
        ("name: x\nprices: { soup: cheap }", "2:17: `soup` must be a whole number, not `cheap`"),
        ("name: x\ndishes: soup", "2:9: `dishes` must be a list, not `soup`"),
        (
            "name: x\ndishes: [soop]",
            "2:10: unknown dish `soop` | did you mean `soup`? accepted: soup, pie",
        ),
        (
            "name: x\ndishes:\n  - pei: {}",
            "3:5: unknown dish `pei` | did you mean `pie`? accepted: soup, pie",
        ),
        ("name: x\ndishes:\n  - { pie: , soup: }", "3:5: this must be one dish, not 2 (pie, soup)"),
        ("name: x\ndishes:\n  - soup: { hot: true }", "3:11: `soup` takes no options"),
        (
            "name: x\ndishes:\n  - pie: { filing: x }",
            "3:12: `pie` has no key `filing` | did you mean `filling`? accepted: filling",
        ),
        ("name: x\ndishes:\n  -\n", "3:4: this must be one dish, not nothing"),
        (
            "name: a: b",
            "1:8: this is not YAML: mapping values are not allowed in this context | text with a colon in it stands in quotation marks: \"A: b\"",
        ),
        (
            "name: x\n\tseats: 4",
            "2:1: this is not YAML: found a tab character that violates indentation, while scanning a plain scalar | this is a tab; YAML is indented with spaces",
        ),
        (
            "name: @desk",
            "1:7: this is not YAML: found character that cannot start any token, while scanning for the next token | text that begins with this sign stands in quotation marks",
        ),
        (
            "name: \"x",
            "1:9: this is not YAML: found unexpected end of stream, while scanning a quoted scalar",
        ),
        (
            "name: x\n seats: 2",
            "2:7: this is not YAML: mapping values are not allowed in this context | text with a colon in it stands in quotation marks: \"A: b\"",
        ),
        (
            "name: !secret x",
            "1:7: a YAML tag means nothing here | text that begins with `!` stands in quotation marks",
        ),
        ("name: x\n---\nname: y", "a line `---` starts a second document; one is read"),
        ("- name", "1:1: this must be keys with values, not a list"),
        (
            "name: *nobody",
            "1:7: this is not YAML: unknown anchor | text that begins with this sign stands in quotation marks",
        ),
        ("{ [a]: b }", "1:3: a key must be text"),
        ("name: é\u{7}", "1:8: this is not YAML: control characters are not allowed"),
        ("<<: { name: x }", "1:1: unknown key `<<` | accepted: name, seats, dishes, prices"),
    ]);
}

#[test]
fn front_matter_is_read_by_the_same_rules() {
    check::<FrontMatter>(&[
        (
            "title: A\nauthor: B",
            "2:1: unknown key `author` | did you mean `authors`? accepted: title, subject, preheader, standfirst, authors, editor, date, place, lang, status, edition, format, bibliography, list, tags, weight, send_at, not_after, correction",
        ),
        (
            "status: redy",
            "1:9: `status` cannot be `redy` | did you mean `ready`? accepted: ready, draft",
        ),
        ("date: 23 November", "1:7: `date` must be a date such as 2026-11-23, not `23 November`"),
        (
            "date: 2026-02-30",
            "1:7: `date` must be a date such as 2026-11-23, not `2026-02-30` | the calendar has no such day, or the clock no such time",
        ),
        (
            "date: 2026-11-23T07:00:00Z",
            "1:7: `date` must be a date such as 2026-11-23, not `2026-11-23T07:00:00Z` | this is a moment; leave the time away",
        ),
        (
            "send_at: 2026-11-23T07:00:00",
            "1:10: `send_at` must be a moment such as 2026-11-23T07:00:00Z, not `2026-11-23T07:00:00` | say how far from UTC it is: Z, or +01:00, at the end",
        ),
        (
            "send_at: tomorrow",
            "1:10: `send_at` must be a moment such as 2026-11-23T07:00:00Z, not `tomorrow`",
        ),
        ("send_at: 2026-11-23T07:00:00+00:00[Europe/London]", "accepted"),
        ("authors: Jane", "1:10: `authors` must be a list, not `Jane`"),
        (
            "correction: { kind: tpyo }",
            "1:21: `kind` cannot be `tpyo` | did you mean `typo`? accepted: typo, clarification, correction, retraction",
        ),
        ("correction: {}", "1:1: `correction` lacks the key `kind`"),
        ("weight: heavy", "1:9: `weight` must be a whole number, not `heavy`"),
    ]);
}

#[test]
fn spans_cover_the_word() {
    let text = "\u{feff}name: x\nseats: 'many' # people\n";
    let problem = read::<Kitchen>(text).unwrap_err();
    assert_eq!(&text[problem.span.unwrap()], "'many'");
    let problem = read::<Kitchen>("nmae: x").unwrap_err();
    assert_eq!(problem.span, Some(0..4));
}

#[test]
fn keys_and_values_are_found_by_path() {
    let text = "stages:\n  - parse\n  - validate:\n      checks: { a: off, \"b\": on }\n";
    let checks = Path::root().key("stages").index(1).key("validate").key("checks");
    assert_eq!(checks.to_string(), "stages[1].validate.checks");
    let at = |path: &Path, part| locate(text, path, part).map(|p| (p.line, p.column));
    assert_eq!(at(&checks, Part::Key), Some((4, 7)));
    assert_eq!(at(&checks, Part::Value), Some((4, 15)));
    assert_eq!(at(&checks.key("b"), Part::Key), Some((4, 25)));
    assert_eq!(at(&checks.key("b"), Part::Value), Some((4, 30)));
    assert_eq!(at(&checks.key("c"), Part::Value), None);
    assert_eq!(at(&Path::root().key("stages").index(7), Part::Value), None);
    assert_eq!(at(&Path::root(), Part::Key), None);
    assert_eq!(at(&Path::root(), Part::Value), Some((1, 1)));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test asks how long it took")]
fn monsters_are_refused_at_once() {
    let bomb = {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let item = format!("*a{}", level - 1);
            text += &format!("a{level}: &a{level} [{}]\n", vec![item; 9].join(", "));
        }
        text
    };
    let deep = TOO_DEEP;
    let many_keys: String = (0..9_000).map(|n| format!("k{n}: 1\n")).collect();
    for (name, text, message) in [
        ("bomb", bomb, deep),
        ("loop", "a: &a [*a]".to_owned(), deep),
        ("brackets", "[".repeat(60_000), deep),
        ("braces", "{a: ".repeat(15_000), deep),
        ("dashes", "- ".repeat(30_000), deep),
        ("questions", "? ".repeat(30_000), ""),
        ("long", "x".repeat(70_000), "this YAML is longer than 64 kB"),
        ("keys", many_keys, ""),
        ("quotes", "\"".repeat(60_001), ""),
    ] {
        let started = Instant::now();
        let found = refused::<Kitchen>(&text);
        assert!(found.contains(message), "{name}: {found}");
        assert!(found.len() < 500, "{name}: {found}");
        assert!(started.elapsed() < Duration::from_secs(2), "{name}");
    }
}

const TOO_DEEP: &str = "this YAML is too deeply nested, or repeats itself too often";

proptest! {
    /// Whatever is typed, the answer is a value or a problem with a real place.
    #[test]
    fn nothing_typed_can_break_the_reader(
        signs in proptest::collection::vec(proptest::sample::select(SIGNS), 0..40),
    ) {
        let text = signs.concat();
        let kitchen = read::<Kitchen>(&text).err();
        let front_matter = read::<FrontMatter>(&text).err();
        for problem in [kitchen, front_matter].into_iter().flatten() {
            if let Some(span) = problem.span {
                prop_assert!(text.get(span).is_some(), "{text:?}");
            }
            prop_assert!(problem.line.is_none_or(|line| line <= text.lines().count().max(1) + 1));
        }
    }
}

const SIGNS: &[&str] = &[
    "name",
    "dishes",
    "pie",
    "title",
    "a",
    "1",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\n",
    "\n  ",
    "\n    ",
    "\r\n",
    "\t",
    " ",
    "&a ",
    "*a",
    "!t ",
    "!!str ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\",
    "#",
    " # ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: ",
    "~",
    "é",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "\u{7}",
    "@",
    "`",
];
