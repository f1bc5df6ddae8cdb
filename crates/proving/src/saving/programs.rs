//! Saving by the real programs, as Debian has them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::terminal::Terminal;
use crate::trial::TrialError;

/// Where Debian has the other end of scp's line.
const SFTP_SERVER: &str = "/usr/lib/openssh/sftp-server";

/// Where a program of this name lies.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    if name.starts_with('/') {
        return Some(PathBuf::from(name)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The programs that scp needs.
pub(super) const SCP: &[&str] = &["scp", SFTP_SERVER];

/// The words to be saved, as a file outside the watched folder.
struct Words(PathBuf);

impl Words {
    fn of(draft: &Path, text: &str) -> Result<Self, TrialError> {
        let name = draft.file_name().unwrap_or_default().to_string_lossy();
        let path = std::path::absolute(draft)?;
        let folder = path.ancestors().nth(2).unwrap_or(Path::new("/tmp"));
        let words = folder.join(format!("words-of-{name}"));
        fs::write(&words, text)?;
        Ok(Self(words))
    }

    fn shown(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        // A leftover outside the watched folder hurts nobody.
        let _ = fs::remove_file(&self.0);
    }
}

fn run(command: &mut Command) -> Result<(), TrialError> {
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let name = command.get_program().display();
    Err(TrialError::Broken(format!("{name} ended with {}: {said}", output.status)))
}

pub(super) fn vim(draft: &Path, text: &str) -> Result<(), TrialError> {
    vim_with(draft, text, "set backupcopy=auto")
}

pub(super) fn vim_in_place(draft: &Path, text: &str) -> Result<(), TrialError> {
    vim_with(draft, text, "set backupcopy=yes")
}

fn vim_with(draft: &Path, text: &str, setting: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    let read = format!("0read {}", words.shown());
    let mut command = Command::new("vim");
    command.args(["-e", "-s", "-u", "NONE", "-i", "NONE", "-N", "-c", setting]);
    command.args(["-c", "silent! %delete _", "-c", &read, "-c", "wq"]).arg(draft);
    run(&mut command)
}

pub(super) fn emacs(draft: &Path, text: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    let draft = std::path::absolute(draft)?;
    // Its strings are quoted as ours are.
    let lisp = format!(
        "(progn (find-file {:?}) (erase-buffer) (insert-file-contents {:?}) (save-buffer))",
        draft.display().to_string(),
        words.shown()
    );
    run(Command::new("emacs").args(["-Q", "--batch", "--eval", &lisp]))
}

pub(super) fn nano(draft: &Path, text: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    let folder = draft.parent().unwrap_or(Path::new("."));
    let name = draft.file_name().unwrap_or_default().to_string_lossy();
    let mut terminal = Terminal::run(&format!("nano --ignorercfiles {name}"), folder)?;
    // M-\ goes to the beginning, M-T cuts to the end, ^R inserts a file.
    terminal.answer("Exit", "\x1b\\\x1bt\x12")?;
    terminal.answer("to insert", &format!("{}\r", words.shown()))?;
    terminal.answer("Read", "\x0f")?;
    terminal.answer("to Write", "\r")?;
    terminal.answer("Wrote", "\x18")?;
    terminal.end()
}

pub(super) fn rsync(draft: &Path, text: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    run(Command::new("rsync").arg("--ignore-times").arg(&words.0).arg(draft))
}

pub(super) fn rsync_in_place(draft: &Path, text: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    run(Command::new("rsync").args(["--ignore-times", "--inplace"]).arg(&words.0).arg(draft))
}

/// The real client, and the real server that writes the file; the line between them is a
/// pipe instead of SSH.
pub(super) fn scp(draft: &Path, text: &str) -> Result<(), TrialError> {
    let words = Words::of(draft, text)?;
    let line = words.0.with_extension("line");
    fs::write(&line, format!("#!/bin/sh\nexec {SFTP_SERVER}\n"))?;
    fs::set_permissions(&line, Permissions::from_mode(0o755))?;
    let target = format!("there:{}", std::path::absolute(draft)?.display());
    let copied = run(Command::new("scp").arg("-q").arg("-S").arg(&line).arg(&words.0).arg(target));
    fs::remove_file(line)?;
    copied
}

/// Somebody marks a finished draft as ready.
pub(super) fn sed(draft: &Path, text: &str) -> Result<(), TrialError> {
    fs::write(draft, text.replacen("status: ready", "status: draft", 1))?;
    run(Command::new("sed").args(["-i", "s/^status: draft$/status: ready/"]).arg(draft))
}
