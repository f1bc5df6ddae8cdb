//! Drafts in `fixtures/<check>/`: those named `fires…` must fire the check,
//! those named `silent…` must not, and beside each lies what all checks say.
//! `UPDATE_EXPECT=1 cargo test` writes that anew; read the difference.
#![allow(clippy::disallowed_methods, reason = "tests read their fixtures")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_manuscript::{Companion, Document, Draft, LineIndex, Severity};
use jiff::civil::date;

use crate::{Level, Policy, Verdict, catalogue, validate};

fn policy() -> Policy {
    Policy::rehearsal(date(2024, 6, 1))
}

fn verdict(name: &str, bytes: &[u8]) -> Verdict {
    validate(copydesk_parsing::parse(&Draft::new(name, bytes)), &policy())
}

/// The verdict over a fixture, read with the files beside it that it wants.
fn verdict_of(path: &Path) -> Verdict {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut draft = Draft::new(name, fs::read(path).unwrap());
    let read = |wanted: copydesk_parsing::Wanted| Companion {
        role: wanted.role,
        bytes: fs::read(path.with_file_name(&wanted.name)).map_err(|_| "is not there".to_owned()),
        name: wanted.name,
    };
    draft.companions = copydesk_parsing::companions(&draft).into_iter().map(read).collect();
    validate(copydesk_parsing::parse(&draft), &policy())
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
        writeln!(out, "{}: {} [{}]", group.severity.as_str(), group.headline, group.check).unwrap();
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
        name.starts_with(prefix) && !name.ends_with(".expect")
    });
    found.sort();
    assert!(!found.is_empty(), "{check} has no draft named {prefix}…");
    found
}

#[test]
fn every_check_has_drafts_that_fire_it_and_drafts_that_do_not() {
    for check in catalogue() {
        for (prefix, fires) in [("fires", true), ("silent", false)] {
            for path in drafts(check.name, prefix) {
                let verdict = verdict_of(&path);
                let fired = verdict.report().findings.iter().any(|f| f.check == check.name);
                assert_eq!(fired, fires, "{} and {}", check.name, path.display());
                let expected = path.with_extension("expect");
                if std::env::var_os("UPDATE_EXPECT").is_some() {
                    fs::write(&expected, summary(&verdict)).unwrap();
                }
                let expected = fs::read_to_string(expected).unwrap_or_default();
                assert_eq!(summary(&verdict), expected, "{}", path.display());
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
