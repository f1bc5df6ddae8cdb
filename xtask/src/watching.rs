//! `cargo xtask saves` and `cargo xtask soak`: what becomes of drafts in a watched
//! folder, and what watching costs. The trials are in `crates/proving`.

use std::process::{Command, ExitCode, Stdio};

use crate::measured::built;
use crate::{exit, machine, section, services};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// Saves in every style, under `kill -9`.
    Saves,
    /// How long, how much, and whether it grows.
    Soak,
}

impl Trial {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Saves => "saves",
            Self::Soak => "soak",
        }
    }

    /// How many saves, if nobody says.
    pub(crate) fn usual(self) -> u32 {
        match self {
            Self::Saves => 2_000,
            Self::Soak => 100_000,
        }
    }

    /// The page with the last result.
    fn page(self) -> &'static str {
        match self {
            Self::Saves => "docs/reliability.md",
            Self::Soak => "docs/performance.md",
        }
    }
}

/// Saves so many times, and perhaps writes the page.
pub(crate) fn run(trial: Trial, saves: u32, seed: u32, write: bool) -> ExitCode {
    match try_out(trial, saves, seed, write) {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn try_out(trial: Trial, saves: u32, seed: u32, write: bool) -> Result<(), String> {
    if trial == Trial::Saves {
        services::provide()?;
    }
    for package in [&["copydesk"][..], &["copydesk-proving", "--bin", trial.name()]] {
        let mut build = machine::cargo();
        build.args(["build", "--quiet", "--release", "-p"]).args(package);
        match build.status() {
            Ok(status) if status.success() => {}
            _ => return Err("the trial was not built; the reason stands above".to_owned()),
        }
    }
    let mut command = Command::new(built(trial.name()));
    command.args([saves.to_string(), seed.to_string()]).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("the trial did not start: {error}"))?;
    let words = format!(
        "{}\n\n`cargo xtask {} --saves {saves} --seed {seed}` at {}.",
        String::from_utf8_lossy(&output.stdout).trim(),
        trial.name(),
        section::commit()
    );
    println!("{words}");
    if !output.status.success() {
        return Err("something does not hold; the reason stands above".to_owned());
    }
    if write { section::write(trial.page(), trial.name(), &words) } else { Ok(()) }
}
