//! The outside judges: scripts in `judges/`, run where their packages are.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::de::DeserializeOwned;

/// The folder where cargo builds: this test lies two folders below its programs.
pub(crate) fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

/// What a judge prints.
pub(crate) fn ask<T: DeserializeOwned>(
    judge: &str,
    words: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> T {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges").join(judge);
    let output = Command::new("node")
        .arg(script)
        .args(words)
        .current_dir(target().join("judges"))
        .output()
        .expect("the judges are missing: `cargo xtask test` fetches them");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{judge}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Debian's browser.
pub(crate) fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|program| program.is_file())
        .expect("chromium is missing: install Debian's package `chromium`")
}
