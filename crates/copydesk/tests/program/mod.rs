//! The program as people run it.

#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process::{Child, Command};

/// Where cargo has put it.
pub(crate) const PATH: &str = env!("CARGO_BIN_EXE_copydesk");

/// The program, in this folder.
pub(crate) fn copydesk(folder: &Path) -> Command {
    let mut command = Command::new(PATH);
    alone(&mut command);
    command.current_dir(folder);
    command
}

/// Takes from a program what our own environment says to Copydesk.
pub(crate) fn alone(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COPYDESK_") {
            command.env_remove(name);
        }
    }
}

/// The newsroom of the stories, without its drafts.
pub(crate) fn newsroom(folder: &Path) {
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/newsroom.in");
    for file in ["copydesk.yaml", "readers.csv", "pipelines/brief.yaml"] {
        let target = folder.join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(story.join(file), target).unwrap();
    }
}

/// A program that ends with its value, as by `kill -9`.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Sends it a signal, such as `-TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
