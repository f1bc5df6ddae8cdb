//! What this program needs to know of the machine: the checkout, cargo, and
//! which programs are installed.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout's root, wherever in it the chore was called.
pub(crate) fn root() -> PathBuf {
    // cargo says at run time where the package lies; the path it was built
    // under is only right until somebody moves the checkout.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_path_buf)
}

/// Where cargo builds: this very program lies two folders below.
pub(crate) fn target() -> PathBuf {
    let program = std::env::current_exe().ok();
    let target = program.as_deref().and_then(|program| program.ancestors().nth(2));
    target.map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// The cargo that called us, to be run in the checkout's root.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// A program to be run in the checkout's root, as if a person had called it.
pub(crate) fn program(path: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(path);
    command.current_dir(root());
    // Set for us by `cargo run`. They say that we are xtask, which our child is
    // not, and some build scripts would run again because of them.
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// Where a program of this name lies.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    find_in(&path, name)
}

/// Whether cargo has this subcommand: beside the programs it installed, or on
/// the path.
pub(crate) fn has_subcommand(name: &str) -> bool {
    let file = format!("cargo-{name}");
    let own = std::env::var_os("CARGO_HOME").map(|home| Path::new(&home).join("bin"));
    own.is_some_and(|folder| find_in(folder.as_os_str(), &file).is_some()) || find(&file).is_some()
}

/// As [`find`], in the folders of `path` and where Debian puts what only root
/// has on the path, or what no person calls.
fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/usr/lib/openssh"].map(PathBuf::from))
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap_or_default();
        assert!(manifest.contains("[workspace]"), "{}", root().display());
    }

    #[test]
    fn a_program_is_a_file_in_one_of_the_folders() {
        let path = std::env::join_paths([root().join("xtask"), root().join(".ci")]).unwrap();
        assert_eq!(find_in(&path, "run"), Some(root().join(".ci/run")));
        // A folder is no program, and a name nobody has is nowhere.
        assert_eq!(find_in(&path, "src"), None);
        assert_eq!(find_in(&path, "copydesk-has-no-such-program"), None);
    }
}
