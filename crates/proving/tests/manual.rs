//! The manual of checks is what the checks say of themselves, and what was measured
//! is what they do: `cargo xtask mutate --write` writes both anew.

use std::fs;
use std::path::Path;

use copydesk_manuscript::Severity;
use copydesk_proving::{corpus, manual};
use copydesk_validation::validate;

#[test]
fn the_manual_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks.md");
    let written = fs::read_to_string(path).unwrap_or_default();
    let true_now = manual::page(&corpus::drafts().unwrap(), &corpus::policy());
    let differing = true_now.lines().zip(written.lines()).find(|(now, then)| now != then);
    assert!(
        written == true_now,
        "docs/checks.md has drifted: `cargo xtask mutate --write`. First line that differs, \
         as it must be and as it is: {differing:#?}"
    );
}

/// A warning about a draft that an editor would send is a false alarm.
#[test]
fn nothing_is_held_against_a_clean_draft() {
    let mut alarms = Vec::new();
    for draft in corpus::drafts().unwrap() {
        let verdict = validate(copydesk_parsing::parse(&draft), &corpus::policy());
        let held = verdict.report().findings.iter().filter(|f| f.severity != Severity::Info);
        alarms.extend(held.map(|f| format!("{}: {}: {}", draft.path, f.check, f.message)));
    }
    assert!(alarms.is_empty(), "{alarms:#?}");
}

/// Drafts of all formats, and enough of them.
#[test]
fn the_corpus_is_wide() {
    let drafts = corpus::drafts().unwrap();
    assert!(drafts.len() >= 40, "{}", drafts.len());
    let of = |kind: &str| drafts.iter().filter(|d| d.path.starts_with(kind)).count();
    for (kind, least) in [
        ("agency/", 8),
        ("digest/", 4),
        ("linked/", 10),
        ("interview/", 2),
        ("letter/", 2),
        ("footnotes/", 4),
        ("definitions/", 2),
        ("pandoc/", 3),
    ] {
        assert!(of(kind) >= least, "{kind}: {}", of(kind));
    }
}
