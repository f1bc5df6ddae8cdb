//! The program as people run it.

#![allow(dead_code, reason = "no test needs all of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use copydesk_proving::saving::room;

/// Where cargo has put it: beside the folder of this test.
pub(crate) fn path() -> PathBuf {
    let program = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("copydesk");
    assert!(program.exists(), "the program is missing: cargo build -p copydesk");
    program
}

/// The program, in this folder, with nothing of our own environment.
pub(crate) fn copydesk(folder: &Path) -> Command {
    room::command(&path(), folder)
}
