//! `cargo xtask mutate`: how many slips the checks see, and the manual of checks
//! with that table in it. The words and the figures are made by `crates/proving`.

use std::fs;
use std::io;
use std::process::{ExitCode, Stdio};

use crate::{exit, machine};

/// The manual, from the checkout's root.
const MANUAL: &str = "docs/checks.md";

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The table.
    Table,
    /// The mutants that nobody saw.
    Missed,
    /// The manual, into its file.
    Manual,
}

/// Runs the release: a debug build needs a minute for it.
pub(crate) fn run(wanted: Wanted, folder: Option<&str>) -> ExitCode {
    match mutate(wanted, folder) {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn mutate(wanted: Wanted, folder: Option<&str>) -> Result<(), String> {
    let mut command = machine::cargo();
    command.args(["run", "--quiet", "--release", "-p", "copydesk-proving", "--bin", "mutate"]);
    command.arg("--").arg(match wanted {
        Wanted::Table => "table",
        Wanted::Missed => "missed",
        Wanted::Manual => "manual",
    });
    command.args(folder).stderr(Stdio::inherit());
    let failed = |error: io::Error| format!("cargo did not start: {error}");
    let (status, page) = match wanted {
        Wanted::Table | Wanted::Missed => (command.status().map_err(failed)?, None),
        Wanted::Manual => {
            let output = command.output().map_err(failed)?;
            (output.status, Some(output.stdout))
        }
    };
    if !status.success() {
        return Err("the mutants were not judged; the reason stands above".to_owned());
    }
    if let Some(page) = page {
        let path = machine::root().join(MANUAL);
        fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{MANUAL} is written");
    }
    Ok(())
}
