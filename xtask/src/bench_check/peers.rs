//! Who is measured: Copydesk as it is released, and textlint as npm gives it.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::folder::Folder;
use super::place;
use crate::measured::{self, Run};
use crate::{judges, machine};

/// Two of its simplest rules; ours are all on.
const RULES: &str = r#"{ "rules": { "max-comma": true, "sentence-length": true } }"#;

/// Both, ready to run.
pub(super) struct Peers {
    textlint: PathBuf,
    rules: PathBuf,
}

impl Peers {
    pub(super) fn provide() -> Result<Self, String> {
        let mut build = machine::cargo();
        build.args(["build", "--release", "-p", "copydesk", "-p", "copydesk-proving", "--bins"]);
        let built = build.status().map_err(|error| format!("cargo did not start: {error}"))?;
        if !built.success() {
            return Err("the release was not built; cargo says why above".to_owned());
        }
        let packages = judges::install("crates/proving/judges/bench-check", "bench-check/npm")?;
        let rules = place().join("textlintrc.json");
        fs::write(&rules, RULES).map_err(|error| format!("{}: {error}", rules.display()))?;
        Ok(Self { textlint: packages.join("node_modules/textlint/bin/textlint.js"), rules })
    }

    /// Checks a folder.
    pub(super) fn copydesk(&self, folder: &Folder) -> Result<Run, String> {
        measured::measure(&copydesk(folder))
    }

    /// Lets textlint read a folder.
    pub(super) fn textlint(&self, folder: &Folder) -> Result<Run, String> {
        measured::measure(&self.textlint_on(folder))
    }

    /// What does not read everything is soon done.
    pub(super) fn both_read_every_draft_of(&self, folder: &Folder) -> Result<(), String> {
        let both = [("copydesk", copydesk(folder)), ("textlint", self.textlint_on(folder))];
        for (name, mut command) in both {
            let output = command.stderr(Stdio::inherit()).output();
            let output = output.map_err(|error| format!("{name} did not start: {error}"))?;
            let said = String::from_utf8_lossy(&output.stdout);
            // Both answer in JSON, and paths are strings of it.
            let named: HashSet<&str> = said.split(['"', '/', '\\']).collect();
            let unread = folder.drafts.iter().filter(|draft| !named.contains(draft.as_str()));
            match unread.count() {
                0 => eprintln!("{name} reads all {} drafts", folder.drafts.len()),
                unread => return Err(format!("{name} says nothing of {unread} drafts")),
            }
        }
        Ok(())
    }

    fn textlint_on(&self, folder: &Folder) -> Command {
        let mut command = Command::new("node");
        command.arg(&self.textlint).arg("--config").arg(&self.rules);
        command.args(["--format", "json", "."]).current_dir(&folder.path);
        command
    }
}

fn copydesk(folder: &Folder) -> Command {
    let mut command = Command::new(measured::built("copydesk"));
    command.args(["check", "--format", "json"]).args(&folder.drafts).current_dir(&folder.path);
    command
}
