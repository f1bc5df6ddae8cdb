//! One run of a program, measured from outside.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::machine;

/// What a run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of all cores.
    pub(crate) cpu: f64,
    /// The most memory it held, in kB.
    pub(crate) peak: u64,
}

/// A program of this workspace, as `--release` builds it.
pub(crate) fn built(name: &str) -> PathBuf {
    machine::target().join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a command to its end, nobody reading what it says. 0 and 1 are answers:
/// nothing found, and something.
pub(crate) fn measure(command: &Command) -> Result<Run, String> {
    measure_saying(command, &[0, 1]).map(|(run, _)| run)
}

/// The same with what it says, if it ends with one of these codes.
pub(crate) fn measure_saying(command: &Command, ends: &[i32]) -> Result<(Run, String), String> {
    let said = machine::target().join("time.txt");
    let mut timed = Command::new("/usr/bin/time");
    timed.arg("--quiet").args(["--format", "%U %S %M", "--output"]).arg(&said);
    timed.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        timed.current_dir(folder);
    }
    timed.stdout(Stdio::piped()).stderr(Stdio::null());
    let began = Instant::now();
    let output = timed.output().map_err(|error| {
        format!("GNU time did not start: {error}; on Debian: apt-get install -y time")
    })?;
    let wall = began.elapsed().as_secs_f64();
    if !output.status.code().is_some_and(|code| ends.contains(&code)) {
        return Err(format!("{} ended with {}", command.get_program().display(), output.status));
    }
    let words = fs::read_to_string(&said).map_err(|error| format!("time: {error}"))?;
    let run = read(&words, wall).ok_or_else(|| format!("GNU time said `{}`", words.trim()))?;
    Ok((run, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// What time said: user and system seconds, kB.
fn read(words: &str, wall: f64) -> Option<Run> {
    let mut words = words.split_whitespace();
    let (user, system): (f64, f64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(Run { wall, cpu: user + system, peak: words.next()?.parse().ok()? })
}

/// The middle of the runs, each figure by itself.
pub(crate) fn median(runs: &[Run]) -> Run {
    let middle = |mut figures: Vec<f64>| {
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Run {
        wall: middle(runs.iter().map(|run| run.wall).collect()),
        cpu: middle(runs.iter().map(|run| run.cpu).collect()),
        peak: middle(runs.iter().map(|run| run.peak as f64).collect()) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_time_says_is_read() {
        assert_eq!(read("1.50 0.25 9000\n", 1.0), Some(Run { wall: 1.0, cpu: 1.75, peak: 9000 }));
        assert_eq!(read("Command terminated by signal 9", 1.0), None);
    }

    #[test]
    fn the_median_is_of_each_figure() {
        let run = |wall, peak| Run { wall, cpu: 1.0, peak };
        assert_eq!(median(&[run(3.0, 1), run(1.0, 2), run(2.0, 3)]), run(2.0, 2));
    }
}
