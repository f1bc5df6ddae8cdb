//! The ways in which drafts are saved, by who saves so: the real program where it is
//! installed, else its habit in our own words.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use super::programs;
use crate::trial::TrialError;

type Save = fn(&Path, &str) -> Result<(), TrialError>;

/// A way to save.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whose, and how.
    pub name: &'static str,
    /// What must be installed for the real one.
    needs: &'static [&'static str],
    real: Option<Save>,
    habit: Save,
}

/// All of them.
pub const STYLES: [Style; 15] = [
    Style {
        name: "vim: the old file aside, a new one in its place",
        needs: &["vim"],
        real: Some(programs::vim),
        habit: old_aside,
    },
    Style {
        name: "vim with `backupcopy=yes`: truncated in place",
        needs: &["vim"],
        real: Some(programs::vim_in_place),
        habit: whole,
    },
    Style {
        name: "emacs: a lock, the old file aside",
        needs: &["emacs"],
        real: Some(programs::emacs),
        habit: autosaved,
    },
    Style {
        name: "nano: truncated in place",
        needs: &["nano", "script"],
        real: Some(programs::nano),
        habit: whole,
    },
    Style {
        name: "rsync: a hidden file, renamed",
        needs: &["rsync"],
        real: Some(programs::rsync),
        habit: |path, text| renamed(path, ".", ".Xy7z", text),
    },
    Style {
        name: "rsync --inplace",
        needs: &["rsync"],
        real: Some(programs::rsync_in_place),
        habit: |path, text| pieces(path, text, 3, 5),
    },
    Style {
        name: "scp: in place, as it arrives",
        needs: programs::SCP,
        real: Some(programs::scp),
        habit: |path, text| pieces(path, text, 8, 20),
    },
    Style {
        name: "sed -i: a nameless file, renamed",
        needs: &["sed"],
        real: Some(programs::sed),
        habit: |path, text| renamed(path, "", ".sed", text),
    },
    Style {
        name: "cp over a slow line",
        needs: &[],
        real: None,
        habit: |path, text| pieces(path, text, 4, 250),
    },
    Style {
        name: "VS Code: in place, in two pieces",
        needs: &[],
        real: None,
        habit: |path, text| pieces(path, text, 2, 5),
    },
    Style {
        name: "gedit: a hidden file, renamed",
        needs: &[],
        real: None,
        habit: |path, text| renamed(path, ".goutputstream-", "", text),
    },
    Style {
        name: "Syncthing: a name of its own, renamed",
        needs: &[],
        real: None,
        habit: |path, text| renamed(path, "~syncthing~", ".tmp", text),
    },
    Style {
        name: "a browser's download: .part, renamed",
        needs: &[],
        real: None,
        habit: |path, text| renamed(path, "", ".part", text),
    },
    Style {
        name: "JetBrains: beside, the old one aside, renamed",
        needs: &[],
        real: None,
        habit: both_aside,
    },
    Style {
        name: "Word: a lock, truncated in place, in pieces",
        needs: &[],
        real: None,
        habit: locked,
    },
];

impl Style {
    /// Whether the program itself saves here.
    pub fn is_real(&self) -> bool {
        self.real.is_some() && self.missing().is_none()
    }

    /// What is not installed, so that only the habit can be tried.
    pub fn missing(&self) -> Option<&'static str> {
        self.needs.iter().copied().find(|name| programs::find(name).is_none())
    }

    /// Saves these words there, and returns when all is written.
    ///
    /// # Errors
    /// If the machine or the program fails.
    pub fn save(&self, draft: &Path, text: &str) -> Result<(), TrialError> {
        match self.real {
            Some(real) if self.is_real() => real(draft, text),
            _ => (self.habit)(draft, text),
        }
    }
}

fn beside(path: &Path, before: &str, after: &str) -> std::path::PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{before}{name}{after}"))
}

fn whole(path: &Path, text: &str) -> Result<(), TrialError> {
    Ok(fs::write(path, text)?)
}

fn old_aside(path: &Path, text: &str) -> Result<(), TrialError> {
    let backup = beside(path, "", "~");
    // There may be no old one.
    let _ = fs::rename(path, &backup);
    fs::write(path, text)?;
    let _ = fs::remove_file(backup);
    Ok(())
}

fn autosaved(path: &Path, text: &str) -> Result<(), TrialError> {
    let autosave = beside(path, "#", "#");
    fs::write(&autosave, text.get(..text.len() / 2).unwrap_or_default())?;
    fs::write(path, text)?;
    Ok(fs::remove_file(autosave)?)
}

fn renamed(path: &Path, before: &str, after: &str, text: &str) -> Result<(), TrialError> {
    let beside = beside(path, before, after);
    pieces(&beside, text, 2, 5)?;
    Ok(fs::rename(beside, path)?)
}

fn both_aside(path: &Path, text: &str) -> Result<(), TrialError> {
    let old = beside(path, "", "___jb_old___");
    let had = fs::rename(path, &old).is_ok();
    renamed(path, "", "___jb_tmp___", text)?;
    if had {
        fs::remove_file(old)?;
    }
    Ok(())
}

fn locked(path: &Path, text: &str) -> Result<(), TrialError> {
    let lock = beside(path, "~$", "");
    fs::write(&lock, "lock")?;
    pieces(path, text, 3, 50)?;
    Ok(fs::remove_file(lock)?)
}

/// In so many pieces, with pauses of so many milliseconds: less than it takes for a
/// file to count as quiet.
fn pieces(path: &Path, text: &str, count: usize, pause: u64) -> Result<(), TrialError> {
    let mut file = File::create(path)?;
    for piece in text.as_bytes().chunks(text.len().div_ceil(count)) {
        file.write_all(piece)?;
        std::thread::sleep(Duration::from_millis(pause));
    }
    Ok(())
}
