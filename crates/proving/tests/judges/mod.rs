//! The outside judges: scripts in `judges/`, run where their packages are.

#![allow(dead_code, reason = "no test asks all of them")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The folder where cargo builds: this test lies two folders below its programs.
pub(crate) fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

/// What a judge on Node.js prints.
pub(crate) fn ask<T: DeserializeOwned>(
    judge: &str,
    words: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> T {
    let mut node = Command::new("node");
    node.arg(script(judge)).args(words).current_dir(packages());
    answer(judge, &mut node, "Debian's package `nodejs`")
}

/// What Python's own reader makes of mails; it stops at the first defect.
pub(crate) fn messages(files: &[PathBuf]) -> Vec<Value> {
    let mut python = Command::new("python3");
    python.arg(script("message.py")).args(files);
    answer("message.py", &mut python, "Debian's package `python3`")
}

/// What feed readers' reader says of feeds.
pub(crate) fn feeds(files: &[PathBuf]) -> Vec<String> {
    let mut python = Command::new(target().join("judges-python/bin/python3"));
    python.arg(script("feeds.py")).args(files);
    answer("feeds.py", &mut python, "`cargo xtask test`, which fetches it")
}

/// The samples in figures: name, labels, value.
pub(crate) fn open_metrics(file: &Path) -> Vec<(String, BTreeMap<String, String>, f64)> {
    let mut python = Command::new(target().join("judges-python/bin/python3"));
    python.arg(script("openmetrics.py")).arg(file);
    answer("openmetrics.py", &mut python, "`cargo xtask test`, which fetches it")
}

/// What the Nu checker, W3C's validator, calls an error.
pub(crate) fn vnu(files: &[PathBuf]) -> Vec<Value> {
    let jar = packages().join("node_modules/vnu-jar/build/dist/vnu.jar");
    assert!(jar.is_file(), "{} is missing: `cargo xtask test` fetches it", jar.display());
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar);
    // What it finds is an exit code of its own, and not ours to fail at here.
    java.args(["--format", "json", "--stdout", "--exit-zero-always", "--errors-only"]).args(files);
    let found: Value = answer("vnu", &mut java, "Debian's package `default-jre-headless`");
    found["messages"].as_array().unwrap().clone()
}

/// The rules of SpamAssassin that hit, message by message. It asks no network.
pub(crate) fn spam_rules(files: &[PathBuf]) -> Vec<String> {
    let mut command = Command::new("spamassassin");
    command.args(["--local", "--test-mode", "--nocreate-prefs"]).args(files);
    let said = String::from_utf8(run("spamassassin", &mut command, "Debian's package")).unwrap();
    // `-1.0 MAILING_LIST_MULTI     Multiple indicators imply …`
    let rule = |line: &str| {
        let mut words = line.split_whitespace();
        let points: f64 = words.next()?.parse().ok()?;
        let name = words.next().filter(|name| {
            name.chars().all(|c| "_".contains(c) || c.is_ascii_uppercase() || c.is_ascii_digit())
        })?;
        Some(format!("{points} {name}"))
    };
    said.lines().filter_map(rule).collect()
}

/// What dkimpy says of each signature of each message; `records` are a JSON object
/// of what DNS would say.
pub(crate) fn dkimpy(records: &Value, files: &[PathBuf]) -> Vec<Vec<bool>> {
    let mut python = Command::new(target().join("judges-python/bin/python3"));
    python.arg(script("dkim_signatures.py")).arg(records.to_string()).args(files);
    answer("dkim_signatures.py", &mut python, "`cargo xtask test`, which fetches it")
}

/// What OpenDKIM says of a message, with its log.
pub(crate) fn opendkim(records: &Value, file: &Path) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let (keys, conf) = (folder.path().join("keys"), folder.path().join("conf"));
    let lines = records.as_object().unwrap().iter();
    let lines = lines.map(|(name, record)| format!("{name} {}\n", record.as_str().unwrap()));
    std::fs::write(&keys, lines.collect::<String>()).unwrap();
    let settings =
        format!("Mode v\nOn-Default reject\nSyslog no\nTestPublicKeys {}\n", keys.display());
    std::fs::write(&conf, settings).unwrap();
    let mut program = Command::new("/usr/sbin/opendkim");
    program.arg("-x").arg(&conf).args(["-v", "-v", "-t"]).arg(file);
    let said = program.output().expect("Debian's package `opendkim` is missing");
    let words = [said.stdout, said.stderr].concat();
    let words = String::from_utf8_lossy(&words).into_owned();
    // It ends well whatever it finds; what it would tell the mail server counts.
    (words.contains("mlfi_eom() returned SMFIS_ACCEPT"), words)
}

fn script(judge: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("judges").join(judge)
}

/// Where the packages from npm are.
fn packages() -> PathBuf {
    let folder = target().join("judges");
    assert!(folder.is_dir(), "the judges are missing: `cargo xtask test` fetches them");
    folder
}

fn answer<T: DeserializeOwned>(judge: &str, command: &mut Command, from: &str) -> T {
    serde_json::from_slice(&run(judge, command, from)).unwrap()
}

fn run(judge: &str, command: &mut Command, from: &str) -> Vec<u8> {
    let missing = |error| panic!("{judge} cannot run ({error}): it comes with {from}");
    let output = command.output().unwrap_or_else(missing);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{judge}: {said}");
    output.stdout
}

/// Debian's browser.
pub(crate) fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|program| program.is_file())
        .expect("chromium is missing: install Debian's package `chromium`")
}
