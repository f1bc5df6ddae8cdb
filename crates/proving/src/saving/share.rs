//! A drafts folder on a share that is taken away while its daemon runs, and comes
//! back. For mounting one must be root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::room::{Reviews, Room, TOLD, wait};
use crate::trial::TrialError;

const PATIENCE: Duration = Duration::from_secs(60);

/// What a share's absence came to.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The daemon said that the folder is not what it was.
    pub degraded: bool,
    /// And that it can be read again.
    pub sound: bool,
    /// Editions that went out, of two drafts: one saved before, one after.
    pub editions: usize,
}

/// A folder mounted over another; taken off with its value.
struct Mount(PathBuf);

impl Mount {
    fn over(target: &Path, words: &[&str], source: &Path) -> Result<Self, TrialError> {
        run(Command::new("mount").args(words).arg(source).arg(target))?;
        Ok(Self(target.to_owned()))
    }

    fn take_off(self) {
        drop(self);
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Takes a share away and gives it back.
///
/// # Errors
/// [`TrialError`] if nothing can be mounted.
pub fn share(program: Option<&Path>) -> Result<Share, TrialError> {
    let room = Room::open(program, Reviews::None)?;
    let (disk, drafts) = (room.path("disk"), room.path("drafts"));
    fs::create_dir(&disk)?;
    fs::remove_dir(drafts.join("ready"))?;
    let _disk = Mount::over(&disk, &["-t", "tmpfs"], Path::new("tmpfs"))?;
    let share = Mount::over(&drafts, &["--bind"], &disk)?;
    let daemon = room.watch()?;
    room.save("first.md", &draft("first", "The quay is open again since Monday."))?;
    let out = |key: &str| wait(PATIENCE, || Ok(room.page(key).is_file()));
    let said =
        |words: &str| wait(PATIENCE, || Ok(fs::read_to_string(room.path(TOLD))?.contains(words)));
    out("first")?;
    share.take_off();
    let degraded = said("was it unmounted?")?;
    let _share = Mount::over(&drafts, &["--bind"], &disk)?;
    room.save("second.md", &draft("second", "Ferries call twice a day until autumn ends."))?;
    let sound = out("second")?;
    drop(daemon);
    Ok(Share { degraded, sound, editions: room.editions()?.len() })
}

fn draft(key: &str, words: &str) -> String {
    format!("---\ntitle: {words}\nedition: {key}\nstatus: ready\n---\n\n{words}\n")
}

fn run(command: &mut Command) -> Result<(), TrialError> {
    let output = command.output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(TrialError::Broken(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}
