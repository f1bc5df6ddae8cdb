//! `cargo xtask publish`: build the product, then be `copydesk publish`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::{compiler, exit, machine};

/// How long the first build takes: `cargo build -p copydesk` in an empty target
/// folder on two cores, crates already downloaded (3 min 51 s in November 2026).
/// Measure again when the tree grows.
const FIRST_BUILD_MINUTES: u32 = 4;

/// Builds and publishes.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let binary = match binary() {
        Ok(binary) => binary,
        Err(message) => {
            eprintln!("error: {message}");
            return exit::machine();
        }
    };
    let first = !binary.is_file();
    // On stderr, so that `--format json` stays one object a line.
    eprintln!("{}", opening(first));

    let mut build = machine::cargo();
    build.args(["build", "-p", "copydesk"]);
    if first && let Err(message) = compiler::choose(&mut build) {
        eprint!("\n{message}");
        return exit::machine();
    }
    match build.status() {
        Ok(status) if status.success() => {}
        Ok(_) => {
            eprintln!("error: Copydesk was not built; cargo says why above");
            return exit::machine();
        }
        Err(error) => {
            eprintln!("error: cargo did not start: {error}");
            return exit::machine();
        }
    }
    eprintln!();

    let root = machine::root();
    let here = std::env::current_dir().unwrap_or_else(|_| root.clone());
    let mut publish = machine::program(&binary);
    publish.arg("publish").args(arguments.iter().map(|word| from_root(word, &here, &root)));
    become_it(publish)
}

/// The first words, said before anything is built.
fn opening(first: bool) -> String {
    let build = if first {
        format!(" It is built once: about {FIRST_BUILD_MINUTES} minutes on two cores.")
    } else {
        String::new()
    };
    format!(
        "Copydesk takes drafts/ through parse, validate, collect, render and\n\
         distribute, into outbox/ (mail) and public/ (web).{build}"
    )
}

/// Where cargo puts the product: beside this very program, whatever target
/// folder is configured.
pub(crate) fn binary() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    Ok(own.with_file_name(format!("copydesk{}", std::env::consts::EXE_SUFFIX)))
}

/// A draft named from the folder one stands in, as seen from the root. Any
/// other word stays as it is.
fn from_root(word: &str, here: &Path, root: &Path) -> PathBuf {
    let meant = here.join(word);
    if here == root || word.starts_with('-') || !meant.is_file() {
        return PathBuf::from(word);
    }
    match meant.strip_prefix(root) {
        Ok(inside) => inside.to_path_buf(),
        Err(_) => meant,
    }
}

/// Becomes the product, so that signals, input, output and exit code are its own.
#[cfg(unix)]
fn become_it(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    eprintln!("error: Copydesk did not start: {error}");
    exit::machine()
}

/// Runs the product and ends as it ends.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> ExitCode {
    match command.status() {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(exit::machine(), ExitCode::from),
        Err(error) => {
            eprintln!("error: Copydesk did not start: {error}");
            exit::machine()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_is_only_announced_when_there_will_be_one() {
        assert!(opening(true).contains("built once: about"));
        assert!(opening(false).ends_with("public/ (web)."));
    }

    #[test]
    fn a_draft_is_named_from_where_one_stands() {
        let root = machine::root();
        let here = root.join("xtask");
        assert_eq!(from_root("Cargo.toml", &here, &root), PathBuf::from("xtask/Cargo.toml"));
        assert_eq!(from_root("--yes", &here, &root), PathBuf::from("--yes"));
        assert_eq!(from_root("live", &here, &root), PathBuf::from("live"));
        assert_eq!(from_root("Cargo.toml", &root, &root), PathBuf::from("Cargo.toml"));
    }
}
