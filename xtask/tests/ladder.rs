//! The ladder of crates: arrows only go down. ARCHITECTURE.md says why.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read the workspace fails"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a crate may depend on. Its tests may use any crate on a lower rung.
enum May {
    /// These of ours, and no other.
    Use(&'static [&'static str]),
    /// Any of ours on a lower rung.
    UseAllBelow,
}

/// Every crate of ours, from the bottom up.
const LADDER: [(&str, May); 11] = [
    ("manuscript", May::Use(&[])),
    ("parsing", May::Use(&["manuscript"])),
    ("validation", May::Use(&["manuscript"])),
    ("rendering", May::Use(&["manuscript", "validation"])),
    ("ledger", May::Use(&["manuscript"])),
    ("distribution", May::Use(&["manuscript", "rendering", "ledger"])),
    ("pipeline", May::UseAllBelow),
    ("web", May::UseAllBelow),
    ("copydesk", May::UseAllBelow),
    ("proving", May::UseAllBelow),
    ("xtask", May::Use(&[])),
];

/// One dependency of one of our crates.
struct Arrow {
    to: String,
    /// A dev-dependency: it is not in what we ship.
    test: bool,
    ours: bool,
}

#[test]
fn every_crate_has_a_rung() {
    for name in arrows().keys() {
        assert!(
            rung(name).is_some(),
            "{name} is not on the ladder: give it a rung here and in ARCHITECTURE.md"
        );
    }
}

#[test]
fn arrows_only_go_down() {
    for (from, arrows) in arrows() {
        let Some(own) = rung(&from) else { continue };
        for arrow in arrows.iter().filter(|arrow| arrow.ours) {
            let to = &arrow.to;
            let below = rung(to).is_some_and(|target| target < own);
            match LADDER[own].1 {
                _ if arrow.test => assert!(below, "the tests of {from} use {to}, not below it"),
                May::UseAllBelow => assert!(below, "{from} depends on {to}, not below it"),
                May::Use(allowed) => assert!(
                    allowed.contains(&to.as_str()),
                    "{from} depends on {to}, which the ladder forbids"
                ),
            }
        }
    }
}

#[test]
fn nothing_depends_on_proving() {
    for (from, arrows) in arrows() {
        let proving = arrows.iter().any(|arrow| arrow.to == "proving");
        assert!(!proving, "{from} depends on proving, which is never shipped");
    }
}

#[test]
fn the_chores_depend_on_nothing() {
    let arrows = arrows();
    let needed: Vec<&str> =
        arrows["xtask"].iter().filter(|arrow| !arrow.test).map(|arrow| arrow.to.as_str()).collect();
    assert!(
        needed.is_empty(),
        "xtask speaks within a second because it has no dependency: {needed:?}"
    );
}

fn rung(name: &str) -> Option<usize> {
    LADDER.iter().position(|(crate_name, _)| *crate_name == name)
}

/// `copydesk-parsing` is called `parsing`, after its folder.
fn short(name: &str) -> &str {
    name.strip_prefix("copydesk-").unwrap_or(name)
}

/// All dependencies of all our crates, as cargo sees them.
fn arrows() -> BTreeMap<String, Vec<Arrow>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    packages
        .iter()
        .map(|package| {
            let arrows = package["dependencies"].as_array().expect("a list");
            (short(text(&package["name"])).to_owned(), arrows.iter().map(arrow).collect())
        })
        .collect()
}

fn arrow(dependency: &Value) -> Arrow {
    Arrow {
        to: short(text(&dependency["name"])).to_owned(),
        // `null` is a normal dependency; a build script's counts as one.
        test: dependency["kind"] == "dev",
        ours: dependency["path"].is_string(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}
