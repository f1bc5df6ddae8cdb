//! The long trials: `cargo xtask kill` and `faults`, what becomes of mail when its sender
//! dies or its relay fails; `saves` and `soak`, what becomes of drafts in a watched
//! folder, and what watching costs. They are in `crates/proving`.

use std::process::{Command, ExitCode, Stdio};

use crate::measured::built;
use crate::{exit, machine, section, services};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// Senders that are killed, die at named points, are held up or stopped.
    Kill,
    /// A relay that fails in every way.
    Faults,
    /// Saves in every style, under `kill -9`.
    Saves,
    /// How long, how much, and whether it grows.
    Soak,
}

impl Trial {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Faults => "faults",
            Self::Saves => "saves",
            Self::Soak => "soak",
        }
    }

    /// The option that says how many, and how many if nobody does.
    pub(crate) fn count(self) -> (&'static str, u32) {
        match self {
            Self::Kill => ("--kills", 1_000),
            Self::Faults => ("--each", 200),
            Self::Saves => ("--saves", 2_000),
            Self::Soak => ("--saves", 100_000),
        }
    }

    /// The page with the last result.
    fn page(self) -> &'static str {
        match self {
            Self::Kill | Self::Faults | Self::Saves => "docs/reliability.md",
            Self::Soak => "docs/performance.md",
        }
    }

    /// What is built for it.
    fn built(self) -> Vec<Vec<&'static str>> {
        let own = vec!["copydesk-proving", "--bin", self.name()];
        match self {
            Self::Kill | Self::Faults => {
                vec![[own, vec!["--bin", "sender", "--features", "fail-points"]].concat()]
            }
            Self::Saves | Self::Soak => vec![vec!["copydesk"], own],
        }
    }
}

/// Tries so often, and perhaps writes the page.
pub(crate) fn run(trial: Trial, count: u32, seed: u32, write: bool) -> ExitCode {
    match try_out(trial, count, seed, write) {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn try_out(trial: Trial, count: u32, seed: u32, write: bool) -> Result<(), String> {
    if trial == Trial::Saves {
        services::provide()?;
    }
    for package in trial.built() {
        let mut build = machine::cargo();
        build.args(["build", "--quiet", "--release", "-p"]).args(package);
        match build.status() {
            Ok(status) if status.success() => {}
            _ => return Err("the trial was not built; the reason stands above".to_owned()),
        }
    }
    let mut command = Command::new(built(trial.name()));
    command.args([count.to_string(), seed.to_string()]).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("the trial did not start: {error}"))?;
    let words = format!(
        "{}\n\n`cargo xtask {} {} {count} --seed {seed}` at {}.",
        String::from_utf8_lossy(&output.stdout).trim(),
        trial.name(),
        trial.count().0,
        section::commit()
    );
    println!("{words}");
    if !output.status.success() {
        return Err("something does not hold; the reason stands above".to_owned());
    }
    if write { section::write(trial.page(), trial.name(), &words) } else { Ok(()) }
}
