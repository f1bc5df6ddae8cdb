//! The outside judges that tests call, and the peers that benches measure: packages
//! from npm and PyPI at the versions that `crates/proving/judges/` pins, in the folder
//! where cargo builds. Nothing goes into the system, and none of their install scripts
//! runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine;

/// Where the peers of our sender are.
pub(crate) const BENCH_DELIVERY: &str = "crates/proving/judges/bench-delivery";

/// Those in Python: by version and hash.
const REQUIREMENTS: &str = "crates/proving/judges/requirements.txt";

/// Where they are installed.
const PYTHON: &str = "judges-python";

/// The oldest Node.js that all of them run on.
const NODE: (u32, u32) = (20, 19);

/// What says which they are.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Written last: the lock file that was installed from.
const STAMP: &str = "installed.json";

/// Makes sure that those of the tests are there, and are those that the lock file
/// names.
///
/// # Errors
/// A message that says what is missing.
pub(crate) fn provide() -> Result<(), String> {
    install("crates/proving/judges", "judges")?;
    provide_nodemailer()?;
    provide_python()
}

/// Only the peer that our sender is measured beside; says where its packages are.
///
/// # Errors
/// A message that says what is missing.
pub(crate) fn provide_nodemailer() -> Result<PathBuf, String> {
    install(BENCH_DELIVERY, "bench-delivery/npm")
}

/// Only those in Python.
///
/// # Errors
/// A message that says what is missing.
pub(crate) fn provide_python() -> Result<(), String> {
    install_python(REQUIREMENTS, PYTHON)
}

/// The Python that knows them.
pub(crate) fn python() -> PathBuf {
    machine::target().join(PYTHON).join("bin/python3")
}

/// The same for Python, with an environment of its own in the folder `to`.
fn install_python(from: &str, to: &str) -> Result<(), String> {
    let (from, to) = (machine::root().join(from), machine::target().join(to));
    let wanted = fs::read(&from).map_err(|error| format!("{}: {error}", from.display()))?;
    if fs::read(to.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("fetching what {} names into {}", from.display(), to.display());
    let (folder, list) = (to.display().to_string(), from.display().to_string());
    run(machine::program("python3").args(["-m", "venv", "--clear", &folder]))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let safely = ["--require-hashes", "--only-binary", ":all:", "--requirement", &list];
    run(machine::program(to.join("bin/python3")).args(pip).args(safely))?;
    fs::write(to.join(STAMP), wanted)
        .map_err(|error| format!("{} cannot be written: {error}", to.join(STAMP).display()))
}

/// Makes sure that what the folder `from` of the checkout pins is in the folder
/// `to` of the target folder, and says where that is.
///
/// # Errors
/// A message that says what is missing.
pub(crate) fn install(from: &str, to: &str) -> Result<PathBuf, String> {
    let (from, to) = (machine::root().join(from), machine::target().join(to));
    let lock = fs::read(from.join(FILES[1]))
        .map_err(|error| format!("{} cannot be read: {error}", from.join(FILES[1]).display()))?;
    if fs::read(to.join(STAMP)).is_ok_and(|installed| installed == lock) {
        return Ok(to);
    }
    node_is_new_enough()?;
    eprintln!("fetching what {} names into {}", from.display(), to.display());
    let copied = copy(&from, &to);
    copied.map_err(|error| format!("{} cannot be written: {error}", to.display()))?;
    let words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(machine::program("npm").args(words).current_dir(&to))?;
    fs::write(to.join(STAMP), lock)
        .map_err(|error| format!("{} cannot be written: {error}", to.join(STAMP).display()))?;
    Ok(to)
}

/// Runs a program whose words matter only if it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end()))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for file in FILES {
        fs::copy(from.join(file), to.join(file))?;
    }
    Ok(())
}

fn node_is_new_enough() -> Result<(), String> {
    let output = Command::new("node").arg("--version").output();
    let said = output.map_err(|error| format!("node did not start: {error}"))?.stdout;
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    match version(&said) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(format!(
            "the outside judges need Node.js {}.{} or newer, and `node --version` says {said}; \
             install it, or run `cargo xtask test --quick`",
            NODE.0, NODE.1
        )),
    }
}

/// `v20.19.1` as major and minor.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("v20.20.2").unwrap() > NODE);
        assert!(version("v100.1.0").unwrap() > NODE);
        assert!(version("v18.20.4").unwrap() < NODE);
        assert_eq!(version("node"), None);
    }
}
