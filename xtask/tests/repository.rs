//! The rules of this repository that a compiler does not know.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot read the checkout fails")]

mod checkout;
mod markdown;

use checkout::{files, none, read, root, shown};

#[test]
fn nothing_is_left_to_do() {
    // Spelt in halves, so that this file does not find itself.
    let leftovers = [concat!("todo", "!("), concat!("dbg", "!("), concat!("unimplemented", "!(")];
    let mut found = Vec::new();
    for path in files("rs") {
        let source = read(&path);
        for leftover in leftovers {
            if source.contains(leftover) {
                found.push(format!("{} says {leftover}…)", shown(&path)));
            }
        }
    }
    none(&found);
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut found = Vec::new();
    for path in files("rs") {
        if !path.components().any(|part| part.as_os_str() == "src") {
            continue;
        }
        let source = read(&path);
        let first = source.lines().next().unwrap_or_default();
        // `//! x` says nothing; the name of a check says enough, since its
        // explanation stands right below.
        let says = first.strip_prefix("//! ").is_some_and(|words| words.len() > 3);
        if !says {
            found.push(format!("{} does not open with `//!` and what it is for", shown(&path)));
        }
    }
    none(&found);
}

#[test]
fn the_pure_crates_deny_clock_disk_and_network() {
    for name in ["parsing", "validation", "rendering"] {
        let path = root().join("crates").join(name).join("src/lib.rs");
        assert!(
            read(&path).contains("#![deny(clippy::disallowed_methods)]"),
            "{} no longer denies what clippy.toml lists",
            shown(&path)
        );
    }
}

/// A dependency and the crates that may name it; `proving` has what it measures beside
/// ours.
#[test]
fn some_dependencies_have_one_door() {
    for (dependency, doors) in [
        ("notify", &["copydesk"][..]),
        ("serde_yaml", &["parsing"]),
        ("pulldown-cmark", &["parsing"]),
        // Editions, and the pages for subscribers.
        ("handlebars", &["rendering", "web"]),
        ("rusqlite", &["ledger"]),
        ("lettre", &["distribution", "proving"]),
        ("clap", &["copydesk"]),
        ("indicatif", &["copydesk"]),
    ] {
        for manifest in files("toml") {
            if !manifest.ends_with("Cargo.toml") || manifest == root().join("Cargo.toml") {
                continue;
            }
            let named = read(&manifest).lines().any(|line| {
                line.split(['.', ' ', '=']).next().is_some_and(|word| word == dependency)
            });
            let door =
                |door: &&str| manifest == root().join("crates").join(door).join("Cargo.toml");
            assert!(
                !named || doors.iter().any(door),
                "{} names {dependency}: only {doors:?} may",
                shown(&manifest)
            );
        }
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = read(&root().join("Cargo.toml"));
    let mut explained = false;
    let mut seen = 0;
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    for line in lines {
        if line.trim().is_empty() {
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if !line.starts_with([' ', '}', ']']) {
            seen += 1;
            assert!(explained, "no comment says why the workspace has: {line}");
        }
    }
    assert!(seen > 10, "the list of dependencies was not found");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut found = Vec::new();
    for path in files("md") {
        let folder = path.parent().expect("a file lies in a folder");
        for link in markdown::relative_links(&read(&path)) {
            if !folder.join(&link).exists() {
                found.push(format!("{} links to {link}, which is not there", shown(&path)));
            }
        }
    }
    none(&found);
}

#[test]
fn the_readme_shows_both_commands() {
    let readme = read(&root().join("README.md"));
    for command in ["cargo xtask publish", "cargo xtask test"] {
        assert!(readme.contains(command), "README.md does not show {command}");
    }
}

#[test]
fn continuous_integration_runs_what_everybody_runs() {
    let script = read(&root().join(".ci/run"));
    assert!(script.starts_with("#!/usr/bin/env bash\n"));
    assert!(script.contains("set -euo pipefail"));
    assert!(script.contains("cargo xtask test"));
}
