//! `cargo xtask kill`: what happens to mail when its sender is killed, dies at a
//! named point or is stopped. The trials are in `crates/proving`.

use std::process::{ExitCode, Stdio};

use crate::measured::built;
use crate::{exit, machine, section};

/// The page with the last result.
const PAGE: &str = "docs/reliability.md";

/// Kills so many times, and perhaps writes the page.
pub(crate) fn run(kills: u32, seed: u32, write: bool) -> ExitCode {
    match kill(kills, seed, write) {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn kill(kills: u32, seed: u32, write: bool) -> Result<(), String> {
    let mut build = machine::cargo();
    build.args(["build", "--quiet", "--release", "-p", "copydesk-proving"]);
    build.args(["--bin", "kill", "--bin", "sender", "--features", "fail-points"]);
    match build.status() {
        Ok(status) if status.success() => {}
        _ => return Err("the trials were not built; the reason stands above".to_owned()),
    }
    let mut command = std::process::Command::new(built("kill"));
    command.args([kills.to_string(), seed.to_string()]).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("the trials did not start: {error}"))?;
    let table = String::from_utf8_lossy(&output.stdout);
    let words = format!(
        "{}\n\n`cargo xtask kill --kills {kills} --seed {seed}` at {}.",
        table.trim(),
        section::commit()
    );
    println!("{words}");
    if !output.status.success() {
        return Err("something does not hold; the reason stands above".to_owned());
    }
    if write { section::write(PAGE, "kill", &words) } else { Ok(()) }
}
