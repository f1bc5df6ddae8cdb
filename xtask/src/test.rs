//! `cargo xtask test`: everything that must hold before a change goes in.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::steps::{Step, deny, steps};
use crate::{exit, judges, machine, services};

/// Runs the steps and stops at the first that fails.
pub(crate) fn run(quick: bool) -> ExitCode {
    let start = Instant::now();
    let provide = || services::provide().and_then(|()| judges::provide());
    if !quick && let Err(message) = provide() {
        eprintln!("error: {message}");
        return exit::machine();
    }

    let mut steps = steps(quick);
    let mut remark = "";
    if quick {
        remark = "; --quick left out services, examples, documentation and licences";
    } else if machine::has_subcommand("deny") {
        steps.push(deny());
    } else {
        remark = "; licences were not checked: `cargo install --locked cargo-deny`";
    }

    for (index, step) in steps.iter().enumerate() {
        eprintln!(
            "\n[{}/{}] {}: cargo {}",
            index + 1,
            steps.len(),
            step.name,
            step.words.join(" ")
        );
        let began = Instant::now();
        if let Err(how) = call(step) {
            println!(
                "FAILED at {} after {}: `cargo {}` {how}",
                step.name,
                spoken(start.elapsed()),
                step.words.join(" ")
            );
            return exit::FOUND;
        }
        eprintln!("      {} {}", step.name, spoken(began.elapsed()));
    }
    println!("\nPassed: {} steps in {}{remark}.", steps.len(), spoken(start.elapsed()));
    exit::DONE
}

/// Runs one step; an error says how it ended.
fn call(step: &Step) -> Result<(), String> {
    let mut command = machine::cargo();
    command.args(&step.words);
    if let Some((name, value)) = step.environment {
        command.env(name, value);
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(match status.code() {
            Some(code) => format!("ended with {code}"),
            None => "was interrupted".to_owned(),
        }),
        Err(error) => Err(format!("did not start: {error}")),
    }
}

/// A time as people say it.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_spoken() {
        assert_eq!(spoken(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(spoken(Duration::from_secs(187)), "3 min 07 s");
    }
}
