//! `cargo xtask fuzz`: every reader of what people write gets bytes that nobody
//! would write, for an hour. What the property tests do in each run of the tests,
//! this does until somebody has the time to wait.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode};
use std::thread;

use crate::{exit, machine};

/// A fuzzer of `crates/proving/fuzz`, and the ending of the fixtures it starts from.
type Reader = (&'static str, &'static str);

/// All of them.
const READERS: [Reader; 5] = [
    ("plain_text", "txt"),
    ("markdown", "md"),
    ("bibtex", "bib"),
    ("csl_json", "json"),
    ("waivers", "yaml"),
];

/// Longer drafts say nothing new and take longer.
const LONGEST: usize = 6_000;

/// So many seconds for one draft are a time-out.
const PATIENCE: u32 = 10;

/// Gives each reader so many seconds; `only` names those that are meant, if not all.
pub(crate) fn run(only: &[String], seconds: u32) -> ExitCode {
    match fuzz(only, seconds) {
        Ok(true) => exit::DONE,
        Ok(false) => exit::FOUND,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

/// Whether nothing was found.
fn fuzz(only: &[String], seconds: u32) -> Result<bool, String> {
    let chosen = chosen(only)?;
    if !machine::has_subcommand("fuzz") {
        return Err("cargo-fuzz is missing: `cargo install --locked cargo-fuzz`".to_owned());
    }
    let built = cargo_fuzz("build").status();
    if !built.map_err(|error| format!("cargo did not start: {error}"))?.success() {
        return Err("the fuzzers were not built; cargo says why above".to_owned());
    }
    let cores = thread::available_parallelism().map_or(1, Into::into);
    eprintln!("{seconds} s for each of {} readers, {cores} at a time", chosen.len());
    let mut clean = true;
    for side_by_side in chosen.chunks(cores) {
        let mut running = Vec::new();
        for reader in side_by_side {
            let failed = |error: io::Error| format!("{} did not start: {error}", reader.0);
            running.push((reader.0, start(*reader, seconds).map_err(failed)?));
        }
        for (name, mut child) in running {
            let ended = child.wait().map_err(|error| format!("{name}: {error}"))?;
            println!("{}", told(name, ended.success()));
            clean &= ended.success();
        }
    }
    Ok(clean)
}

fn chosen(only: &[String]) -> Result<Vec<Reader>, String> {
    if only.is_empty() {
        return Ok(READERS.to_vec());
    }
    let reader = |name: &String| {
        let names = READERS.map(|(name, _)| name).join(", ");
        let found = READERS.into_iter().find(|(reader, _)| reader == name);
        found.ok_or_else(|| format!("`{name}` is no reader; they are {names}"))
    };
    only.iter().map(reader).collect()
}

/// Starts from the fixtures, and from what earlier runs found worth keeping.
fn start((name, ending): Reader, seconds: u32) -> io::Result<Child> {
    let corpus = place().join("corpus").join(name);
    fs::create_dir_all(&corpus)?;
    seed(&machine::root().join("crates"), ending, &corpus)?;
    let log = File::create(log(name))?;
    let mut command = cargo_fuzz("run");
    command.arg(name).arg(&corpus).arg("--").args([
        format!("-max_total_time={seconds}"),
        format!("-timeout={PATIENCE}"),
        format!("-max_len={LONGEST}"),
        format!("-artifact_prefix={}-", place().join(name).display()),
        "-print_final_stats=1".to_owned(),
    ]);
    command.stdout(log.try_clone()?).stderr(log).spawn()
}

/// Copies the fixtures with this ending below `folder`.
fn seed(folder: &Path, ending: &str, corpus: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            seed(&path, ending, corpus)?;
        } else if path.extension().is_some_and(|found| found == ending) {
            // Many fixtures are called `fires.txt`.
            let name: Vec<_> = path.components().rev().take(2).map(|c| c.as_os_str()).collect();
            fs::copy(&path, corpus.join(name.join("-".as_ref())))?;
        }
    }
    Ok(())
}

/// One line on how it went.
fn told(name: &str, clean: bool) -> String {
    let said = fs::read_to_string(log(name)).unwrap_or_default();
    let count = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let tried = count.map_or_else(|| "?".to_owned(), |count| count.trim().to_owned());
    let log = log(name);
    match clean {
        true => format!("{name}: clean after {tried} inputs"),
        false => format!("{name}: FAILED after {tried} inputs; see the end of {}", log.display()),
    }
}

fn cargo_fuzz(verb: &str) -> std::process::Command {
    let mut command = machine::cargo();
    // The sanitizers are not stable, the compiler we pin has them all the same.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.args(["fuzz", verb, "--fuzz-dir"]);
    command.arg(machine::root().join("crates/proving/fuzz"));
    command.arg("--target-dir").arg(place());
    command
}

fn log(name: &str) -> PathBuf {
    place().join(format!("{name}.log"))
}

/// Where everything is written.
fn place() -> PathBuf {
    machine::target().join("fuzz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_called_by_name() {
        assert_eq!(chosen(&[]).unwrap().len(), READERS.len());
        assert_eq!(chosen(&["bibtex".to_owned()]).unwrap(), [("bibtex", "bib")]);
        let refused = chosen(&["bibtax".to_owned()]).unwrap_err();
        assert!(refused.contains("`bibtax` is no reader"), "{refused}");
    }

    #[test]
    fn every_reader_has_a_fuzzer() {
        let fuzzers = machine::root().join("crates/proving/fuzz/fuzz_targets");
        for (name, _) in READERS {
            assert!(fuzzers.join(format!("{name}.rs")).is_file(), "{name}");
        }
        assert_eq!(fs::read_dir(fuzzers).unwrap().count(), READERS.len());
    }
}
