//! Files that others see: whole or not at all, and only touched when they change.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

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
///
/// # Errors
/// What kept it from being written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<bool, FileProblem> {
    Ok(write_all_whole(&[(path, bytes)])? > 0)
}

/// The same for several, which appear in this order; says how many of them had other
/// bytes. They wait for the disk together: one after the other would take as many times
/// as long.
pub(crate) fn write_all_whole(files: &[(&Path, &[u8])]) -> Result<usize, FileProblem> {
    let other =
        |(path, bytes): &&(&Path, &[u8])| !fs::read(path).is_ok_and(|former| former == *bytes);
    let files: Vec<_> = files.iter().filter(other).collect();
    let mut written = Vec::new();
    let replaced = files.iter().try_for_each(|(path, bytes)| {
        let file = Written::beside(path, bytes);
        written.push(file.map_err(|source| FileProblem::new("write", path, source))?);
        Ok(())
    });
    replaced.and_then(|()| show(&written))?;
    Ok(written.len())
}

/// A file beside the one whose place it takes. Dropped before that, it is removed.
struct Written<'a> {
    path: &'a Path,
    temporary: PathBuf,
    file: File,
}

impl<'a> Written<'a> {
    fn beside(path: &'a Path, bytes: &[u8]) -> io::Result<Self> {
        fs::create_dir_all(folder(path))?;
        let temporary = beside(path)?;
        let file = File::create_new(&temporary)?;
        let mut written = Self { path, temporary, file };
        written.file.write_all(bytes)?;
        Ok(written)
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        // In its place it has this name no more; else nothing more can be done about a
        // leftover than to try.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Each on the disk, then in its place, then its folder on the disk.
fn show(written: &[Written<'_>]) -> Result<(), FileProblem> {
    let problem = |path: &Path| {
        let path = path.to_owned();
        move |source| FileProblem { path, doing: "write", source }
    };
    thread::scope(|scope| {
        let synced: Vec<_> = written
            .iter()
            .map(|file| {
                let sync = || file.file.sync_all();
                (file.path, thread::Builder::new().spawn_scoped(scope, sync))
            })
            .collect();
        synced.into_iter().try_for_each(|(path, synced)| {
            synced
                .and_then(|synced| {
                    synced.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
                })
                .map_err(problem(path))
        })
    })?;
    let mut folders: Vec<&Path> = Vec::new();
    for Written { path, temporary, .. } in written {
        fs::rename(temporary, path).map_err(problem(path))?;
        folders.push(folder(path));
    }
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(problem(folder))?;
    }
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
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
    fn several_files_are_written_together_or_the_first_problem_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("a/1"), folder.path().join("2"));
        assert_eq!(write_all_whole(&[(&one, b"1"), (&two, b"2")]).unwrap(), 2);
        assert_eq!(write_all_whole(&[(&one, b"1"), (&two, b"3")]).unwrap(), 1);
        assert_eq!((fs::read(&one).unwrap(), fs::read(&two).unwrap()), (b"1".into(), b"3".into()));
        // A folder stands in the way of the second: neither is changed for it.
        let way = folder.path().join("2/b");
        let problem = write_all_whole(&[(&one, b"4"), (&way, b"5")]).unwrap_err();
        assert_eq!(problem.path, way);
        assert_eq!(fs::read(&one).unwrap(), b"1");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
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
