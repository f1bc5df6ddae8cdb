//! Files that others see: whole or not at all, and only touched when they change.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file or folder of ours that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {source}", .path.display())]
pub struct FileProblem {
    /// Which.
    pub path: PathBuf,
    /// `write`, `make`, …
    pub doing: &'static str,
    /// Why.
    pub source: io::Error,
}

impl FileProblem {
    pub(crate) fn new(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), doing, source }
    }
}

/// Writes `bytes` to `path` through a file beside it, so that a reader finds the
/// former bytes or these. Folders are made. `false` if these bytes stood there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<bool, FileProblem> {
    if fs::read(path).is_ok_and(|former| former == bytes) {
        return Ok(false);
    }
    replace(path, bytes).map(|()| true).map_err(|source| FileProblem::new("write", path, source))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = beside(path)?;
    let written = File::create_new(&temporary)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // Nothing more can be done about a leftover than to try.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    File::open(folder)?.sync_all()
}

/// A name in the same folder that nobody else uses, hidden from web servers and
/// file listings.
pub(crate) fn beside(path: &Path) -> io::Result<PathBuf> {
    let unique = getrandom::u64().map_err(io::Error::from)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{unique:016x}.new")))
}

/// Removes the folders that runs which died left beside `place`. Only for who
/// alone writes there.
pub(crate) fn remove_leftovers(place: &Path) -> io::Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let ours = |entry: &std::ffi::OsStr| {
        let entry = entry.to_string_lossy();
        let unique = entry.strip_prefix('.').and_then(|e| e.strip_prefix(&*name));
        let unique = unique.and_then(|e| e.strip_prefix('.')).and_then(|e| e.strip_suffix(".new"));
        unique.is_some_and(|u| u.len() == 16 && u.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let Ok(entries) = fs::read_dir(place.parent().unwrap_or(Path::new("."))) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        if ours(&entry.file_name()) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether `name` can be a folder's name below ours, and nothing else.
pub(crate) fn is_folder_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && !name.contains(['/', '\\', '\0'])
        && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.html");
        assert!(write_whole(&path, b"1").unwrap());
        assert!(!write_whole(&path, b"1").unwrap());
        assert!(write_whole(&path, b"2").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_dead_run_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("quay");
        for name in [".quay.0123456789abcdef.new", ".quay-2.0123456789abcdef.new", ".quay", "quay"]
        {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(beside(&place).unwrap(), "a file of the archive's").unwrap();
        remove_leftovers(&place).unwrap();
        assert!(!folder.path().join(".quay.0123456789abcdef.new").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    fn a_key_cannot_leave_its_folder() {
        assert!(is_folder_name("2026-11-07-brief"));
        for bad in ["", "..", ".git", "a/b", "a\\b", "a\nb"] {
            assert!(!is_folder_name(bad), "{bad:?}");
        }
    }
}
