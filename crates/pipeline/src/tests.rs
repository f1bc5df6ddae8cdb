//! YAML in, messages out.
//!
//! Each row of a table is a change to a sound file and what is said of it. The
//! first half of a row is replaced by its second, so that a reader sees what is
//! wrong and not the file around it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{LoadProblem, Newsroom, Pipelines};

mod approving;
mod audiences;
mod chain;
mod collecting;
mod correcting;
mod narrowing;
mod newsroom;
mod pipelines;
mod proofreading;
mod scheduling;
mod schema;
mod sent;
mod serving;
mod shipped;
mod theme;
mod waivers;

/// A sound `copydesk.yaml` of 15 lines.
const NEWSROOM: &str = "\
newsroom:
  name: Blue Door
  url: https://door.example.org/
  postal: 1 Blue Street
  language: en-GB
  time_zone: Europe/London
  corrections: errors@example.org
sender: { from: Blue Door <door@example.org>, reply_to: desk@example.org }
lists:
  readers: { title: Blue Door weekly, file: readers.csv, editions_per_day: 2 }
store: .copydesk/ledger.sqlite
limits: { draft: 2 MiB }
profiles:
  rehearsal: { transport: outbox, archive: public }
  live: { transport: { smtp: { host: localhost, port: 2525, tls: none } }, archive: www }
";

/// A sound `pipelines/door.yaml` of 11 lines.
const PIPELINE: &str = "\
name: door
drafts: { folder: drafts, match: [\"*.md\"], ready: marked, review: beside }
stages:
  - parse
  - validate:
      coverage: trailing
      checks:
        marker-undefined: error
        sentence-uncited: warning
  - render: { template: brief }
  - distribute: [archive, feed, { email: { list: readers } }]
";

/// A newsroom on disk.
fn on_disk(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Everything that is wrong with the newsroom and its pipelines, one line each:
/// `file:line:column: message | help`.
fn problems(root: &Path) -> Vec<String> {
    let found = match Newsroom::load(root) {
        Err(problems) => problems,
        Ok(newsroom) => Pipelines::load(&newsroom).err().unwrap_or_default(),
    };
    found.iter().map(|problem| shown(root, problem)).collect()
}

fn shown(root: &Path, problem: &LoadProblem) -> String {
    let line = problem.to_string();
    let folder = format!("{}/", root.display());
    let line = line.strip_prefix(&folder).unwrap_or(&line).to_owned();
    match &problem.help {
        Some(help) => format!("{line} | {help}"),
        None => line,
    }
}

/// `text` with the first `from` replaced by `to`.
#[track_caller]
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sound file has no {from:?}");
    text.replacen(from, to, 1)
}

/// Judges every row, then shows all that differ.
#[track_caller]
fn check_rows(rows: &[(&str, &str, &str)], problems_of: impl Fn(&str, &str) -> Vec<String>) {
    let mut wrong = Vec::new();
    for (from, to, expected) in rows {
        let found = problems_of(from, to).join("\n");
        if found != *expected {
            wrong.push(format!("{from:?} → {to:?}\n{found}\n-- expected --\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
