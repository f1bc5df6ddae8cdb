//! What `check` writes for programs and for browsers, before judges who know
//! nothing of us: SARIF's schema and its own tool, html-validate, axe.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod program;

use std::path::{Path, PathBuf};

use judges::chromium;
use program::copydesk;
use tempfile::TempDir;

const PROVING: &str = env!("CARGO_MANIFEST_DIR");

const SAMPLES: [&str; 5] =
    ["clear.md", "held.txt", "waived.md", "right-to-left.md", "hostile & “odd” 100%.txt"];

/// A draft alone, one that means harm alone, and all together with a file that is
/// not there.
fn runs() -> Vec<Vec<&'static str>> {
    let alone = [vec![SAMPLES[0]], vec![SAMPLES[4]]];
    let together = [SAMPLES.to_vec(), vec!["missing.txt"]].concat();
    alone.into_iter().chain([together]).collect()
}

/// Writes every run's report into a file of its own.
fn written(format: &str, ending: &str) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |(index, drafts): (usize, Vec<&str>)| {
        let output = copydesk(&Path::new(PROVING).join("samples"))
            .args(["check", "--format", format])
            .args(drafts)
            .output()
            .unwrap();
        let file = folder.path().join(format!("{index}.{ending}"));
        std::fs::write(&file, output.stdout).unwrap();
        file
    };
    let files = runs().into_iter().enumerate().map(write).collect();
    (folder, files)
}

/// What a judge says of these files: nothing, if all is well.
fn judged(judge: &str, before: &[&Path], files: &[PathBuf]) -> Vec<String> {
    judges::ask(judge, before.iter().copied().chain(files.iter().map(PathBuf::as_path)))
}

#[test]
fn every_log_is_sarif() {
    let (_folder, files) = written("sarif", "sarif");
    assert_eq!(judged("sarif.mjs", &[], &files), Vec::<String>::new());
}

#[test]
fn every_page_is_sound_in_light_in_dark_and_on_a_phone() {
    let (_folder, files) = written("html", "html");
    assert_eq!(
        judged("pages.mjs", &[&chromium(), Path::new("page")], &files),
        Vec::<String>::new()
    );
}

#[test]
fn the_judges_do_judge() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("bad.sarif");
    std::fs::write(&log, r#"{"version":"2.1.0","runs":[{"tool":{}}]}"#).unwrap();
    assert!(!judged("sarif.mjs", &[], &[log]).is_empty());
}
