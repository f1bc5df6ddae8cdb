//! Drafts in `fixtures/<check>/`: those named `fires…` must fire the check,
//! those named `silent…` must not, and beside each lies what all checks say.
//! `UPDATE_EXPECT=1 cargo test` writes that anew; read the difference. What is asked
//! of an edition has a folder for each, with its parts and its drafts.
#![allow(clippy::disallowed_methods, reason = "tests read their fixtures")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_manuscript::{Companion, Document, Draft, LineIndex, Role, Severity};
use jiff::civil::date;

use crate::{Check, Level, Part, Parts, Policy, Proof, Retractions, Verdict, catalogue, validate};

fn policy() -> Policy {
    let retracted = [("10.5555/retracted.7".to_owned(), "3 May 2021".to_owned())];
    let retracted = Arc::new(Retractions::new(retracted));
    Policy { retracted, ..Policy::rehearsal(date(2024, 6, 1)) }
}

/// The same, and this check is asked even if it is off by default.
fn policy_asking(check: &Check) -> Policy {
    let mut policy = policy();
    if !check.on {
        policy.levels.insert(check.name.to_owned(), Level::On(check.severity));
    }
    policy
}

fn verdict(name: &str, bytes: &[u8]) -> Verdict {
    validate(copydesk_parsing::parse(&Draft::new(name, bytes)), &policy())
}

/// The verdict over a fixture, read with the files beside it that it wants.
fn verdict_of(check: &Check, path: &Path) -> Verdict {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut draft = Draft::new(name.clone(), fs::read(path).unwrap());
    let read = |wanted: copydesk_parsing::Wanted| Companion {
        role: wanted.role,
        bytes: fs::read(path.with_file_name(&wanted.name)).map_err(|_| "is not there".to_owned()),
        name: wanted.name,
    };
    draft.companions = copydesk_parsing::companions(&draft).into_iter().map(read).collect();
    let name = format!("{name}.allow.yaml");
    if let Ok(bytes) = fs::read(path.with_file_name(&name)) {
        draft.companions.push(Companion { role: Role::Waivers, name, bytes: Ok(bytes) });
    }
    validate(copydesk_parsing::parse(&draft), &policy_asking(check))
}

/// The verdict, the counts, and each finding as
/// `severity line:column check: message`.
fn summary(verdict: &Verdict) -> String {
    let (document, report) = (verdict.document(), verdict.report());
    let held = matches!(verdict, Verdict::Held(_));
    let c = report.coverage;
    let mut out = format!(
        "{}: {} sentences, {} cited, {} covered, {} uncited, {} exempt\n",
        if held { "held" } else { "clear" },
        c.sentences,
        c.cited,
        c.covered,
        c.uncited,
        c.exempt
    );
    let lines = LineIndex::new(&document.text);
    for group in &report.groups {
        let severity = group.severity.as_str();
        let waived = if group.waived { "waived " } else { "" };
        writeln!(out, "{waived}{severity}: {} [{}]", group.headline, group.check).unwrap();
        if let Some(waived) = &report.findings[group.findings.start].waived {
            let until = waived.until.map(|day| format!(" until {day}")).unwrap_or_default();
            let by = waived.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            writeln!(out, "  waived{by}{until}: {}", waived.reason).unwrap();
        }
        for finding in &report.findings[group.findings.clone()] {
            let at = lines.position(&document.text, finding.point);
            let label = finding.label.as_deref().unwrap_or_default();
            writeln!(out, "  {}:{} {label}", at.line, at.column).unwrap();
            for fix in &finding.fixes {
                writeln!(out, "    {:?} {}", fix.applicability, edits(document, &fix.edits))
                    .unwrap();
            }
        }
        if let Some(help) = &group.help {
            writeln!(out, "  → {help}").unwrap();
        }
    }
    out
}

fn edits(document: &Document, edits: &[copydesk_manuscript::Edit]) -> String {
    let shown = edits.iter().map(|e| format!("{:?}→{:?}", &document.text[e.start..e.end], e.text));
    shown.collect::<Vec<_>>().join(" ")
}

fn drafts(check: &str, prefix: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(check);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(prefix) && !name.ends_with(".expect") && !name.ends_with(".allow.yaml")
    });
    found.sort();
    assert!(!found.is_empty(), "{check} has no draft named {prefix}…");
    found
}

/// What the checks say of the edition in a folder: parts by the names that they are
/// written under, any other file a draft; `largest` has the bytes of its HTML.
fn proof_of(folder: &Path) -> String {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let [subject, html, text, page] = Part::ALL.map(|part| read(part.file()));
    let largest = read("largest").trim().parse().unwrap_or(html.len());
    let url = "https://brief.example/2023-03-03-quay/".to_owned();
    let subject = subject.trim_end().to_owned();
    let parts = Parts { subject, html, text, page, largest, url };
    let is_part = |name: &str| Part::ALL.iter().any(|part| part.file() == name);
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !is_part(name) && name != "largest" && name != "expect")
        .collect();
    names.sort();
    let drafts: Vec<Document> = names
        .iter()
        .map(|name| copydesk_parsing::parse(&Draft::new(name.clone(), read(name))))
        .collect();
    let drafts: Vec<&Document> = drafts.iter().collect();
    let proof = Proof::read(parts, &drafts, &policy());

    let mut out = format!("{}\n", if proof.report().holds() { "held" } else { "clear" });
    for group in &proof.report().groups {
        let waived = if group.waived { "waived " } else { "" };
        let severity = group.severity.as_str();
        writeln!(out, "{waived}{severity}: {} [{}]", group.headline, group.check).unwrap();
        for at in group.findings.clone() {
            let (name, text) = proof.place(at, &drafts);
            let point = proof.report().findings[at].point;
            let at = LineIndex::new(text).position(text, point);
            writeln!(out, "  {name}:{}:{}", at.line, at.column).unwrap();
        }
        if let Some(help) = &group.help {
            writeln!(out, "  → {help}").unwrap();
        }
    }
    out
}

/// What all checks say of a draft or an edition, and where that stands.
fn judged(check: &Check, path: &Path) -> (String, PathBuf) {
    match check.is_of_edition() {
        true => (proof_of(path), path.join("expect")),
        false => (summary(&verdict_of(check, path)), path.with_extension("expect")),
    }
}

#[test]
fn every_check_has_drafts_that_fire_it_and_drafts_that_do_not() {
    for check in catalogue() {
        for (prefix, fires) in [("fires", true), ("silent", false)] {
            for path in drafts(check.name, prefix) {
                let (said, expected) = judged(check, &path);
                let fired = said.contains(&format!("[{}]", check.name));
                assert_eq!(fired, fires, "{} and {}", check.name, path.display());
                if std::env::var_os("UPDATE_EXPECT").is_some() {
                    fs::write(&expected, &said).unwrap();
                }
                let expected = fs::read_to_string(expected).unwrap_or_default();
                assert_eq!(said, expected, "{}", path.display());
            }
        }
    }
}

#[test]
fn every_check_explains_itself() {
    for check in catalogue() {
        for heading in
            ["# What it looks for", "# Why it matters to a reader", "# Example", "# How to fix it"]
        {
            assert!(check.doc.contains(heading), "{}: {heading}", check.name);
        }
        assert_eq!(catalogue().filter(|c| c.name == check.name).count(), 1);
    }
}

#[test]
fn a_safe_fix_mends_what_it_was_offered_for() {
    let path = &drafts("leftover-boilerplate", "fires")[0];
    let mut text = fs::read_to_string(path).unwrap();
    let verdict = verdict("a.txt", text.as_bytes());
    let mut edits: Vec<_> =
        verdict.report().findings.iter().flat_map(|f| &f.fixes).flat_map(|f| &f.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.start));
    for edit in edits {
        text.replace_range(edit.start..edit.end, &edit.text);
    }
    let mended = self::verdict("a.txt", text.as_bytes());
    assert_eq!(mended.report().count(Severity::Error), 0, "{text}");
}

#[test]
fn a_pipeline_sets_levels_and_a_profile_where_to_hold() {
    let draft = "Title\n\nThe board shut the quay last year. It will meet again next spring.";
    let document = || copydesk_parsing::parse(&Draft::new("a.txt", draft));
    let mut policy = policy();
    assert!(matches!(validate(document(), &policy), Verdict::Clear(_)));
    policy.hold_at = Severity::Warning;
    assert!(matches!(validate(document(), &policy), Verdict::Held(_)));
    policy.levels.insert("no-citations".into(), Level::Off);
    policy.levels.insert("dateline-missing".into(), Level::On(Severity::Info));
    assert!(matches!(validate(document(), &policy), Verdict::Clear(_)));
    policy.levels.insert("dateline-missing".into(), Level::On(Severity::Error));
    assert!(matches!(validate(document(), &policy), Verdict::Held(_)));
}

#[test]
fn an_error_holds_whatever_is_said_and_a_waived_warning_holds_nobody() {
    let draft = "---\ndate: 2023-03-03\ntitle: Quay\n---\n\nThe old quay was shut.[1] It opens again \
                 next week. <!-- allow sentence-uncited, marker-undefined: seen -->\n\n\
                 1. “Quay” Post, 2 Mar. 2023, https://post.example/quay\n";
    let mut policy = policy();
    policy.hold_at = Severity::Warning;
    policy.levels.insert("waiver-unused".into(), Level::Off);
    let parse = |text: &str| copydesk_parsing::parse(&Draft::new("a.md", text));
    let clear = validate(parse(draft), &policy);
    let report = clear.report();
    assert!(!report.holds(), "{}", summary(&clear));
    assert_eq!((report.count(Severity::Warning), report.unanswered()), (1, 0));
    assert_eq!(report.things_to_do(Severity::Warning), 0);
    assert_eq!(report.waived().count(), 1);
    policy.levels.insert("sentence-uncited".into(), Level::On(Severity::Error));
    assert!(validate(parse(draft), &policy).report().holds());
}

#[test]
fn a_note_may_be_waived_and_a_check_that_is_off_needs_no_waiver() {
    let draft = "---\ntitle: Quay\n---\n<!-- allow dateline-missing: it is of no day -->\n\nThe quay \
                 was shut.[1] <!-- allow stray-markup: seen -->\n\n\
                 1. “Quay” Post, 2 Mar. 2023, https://post.example/quay\n";
    let mut policy = policy();
    policy.levels.insert("stray-markup".into(), Level::Off);
    let verdict = validate(copydesk_parsing::parse(&Draft::new("a.md", draft)), &policy);
    let report = verdict.report();
    assert_eq!(report.waived().count(), 1, "{}", summary(&verdict));
    assert_eq!(report.findings.len(), 1, "{}", summary(&verdict));
}

#[test]
fn many_waivers_cost_no_more_than_prose() {
    let list = "\n\n1. “Quay” Post, 2 Mar. 2023, https://post.example/quay\n";
    let many =
        |piece: &str, n: usize| format!("Quay\n\nIt was shut.[1]\n\n{}{list}", piece.repeat(n));
    let names = (0..20_000).map(|i| format!("a-b{i}")).collect::<Vec<_>>().join(", ");
    for draft in [
        many("The old quay is shut. <!-- allow sentence-uncited: x --> ", 20_000),
        many("<!-- allow sentence-uncited: x -->\nThe old quay is shut.\n\n", 20_000),
        many("<!-- allow sentence-uncited: x -->\n", 50_000)
            + &many("The old quay is shut. ", 20_000),
        many(&format!("The old quay is shut. <!-- allow {names}: x -->"), 1),
        many(&format!("The old quay is shut. <!-- allow a-b: {} -->", "why ".repeat(250_000)), 1),
    ] {
        let start = std::time::Instant::now();
        verdict("a.txt", draft.as_bytes());
        let took = start.elapsed();
        assert!(took.as_secs() < 20, "{took:?} for {}", &draft[..80]);
    }
}

/// Each of these once took the square of its length, in time or in memory.
#[test]
fn hostile_drafts_cost_no_more_than_prose() {
    let lines = |each: &dyn Fn(usize) -> String| (0..5_000).map(each).collect::<String>();
    let words = |n: usize| (0..n).map(|i| format!("word{i} ")).collect::<String>();
    let drafts = [
        format!("Title\n\n{}", "[999] ".repeat(20_000))
            + &lines(&|i| format!("{}. “A” B, 2 Mar. 2023\n", 2 * i + 1)),
        format!("{}\n\n", words(5_000)) + &lines(&|i| format!("Nobody cites word{i}.\n\n")),
        format!("Title\n\nGENEVA, 2 March 2023 — Open {}.", "on Thursday, ".repeat(10_000)),
        format!("Title\n\nThey won 1{}.", ":1".repeat(40_000)),
        format!("Title\n\n{}[1]\n\n", "The board counted again [1] and ".repeat(20_000))
            + &lines(&|i| format!("{}. “A” B, 2 Mar. 2023\n", i + 1)),
        format!("Title\n\n{}", "“A word” said he. ".repeat(10_000)),
        format!("Title\n\n{}", "“a ‘b ".repeat(10_000) + &"’ ”".repeat(10_000)),
    ];
    for draft in drafts {
        let start = std::time::Instant::now();
        let verdict = verdict("a.txt", draft.as_bytes());
        let took = start.elapsed();
        let shown: String = draft.chars().take(40).collect();
        assert!(took.as_secs() < 20, "{took:?} for {shown:?}");
        let edits = verdict.report().findings.iter().flat_map(|f| &f.fixes);
        let edits: usize = edits.map(|fix| fix.edits.len()).sum();
        assert!(edits < draft.len(), "{edits} edits for {shown:?}");
    }
}
