//! The program as people run it.

use std::path::Path;
use std::process::Command;

/// The program, in this folder, with nothing of our own environment.
pub(crate) fn copydesk(folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("copydesk");
    assert!(program.exists(), "the program is missing: cargo build -p copydesk");
    let mut command = Command::new(program);
    for name in ["COPYDESK_FORMAT", "COPYDESK_NEWSROOM", "COPYDESK_COLOR"] {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}
