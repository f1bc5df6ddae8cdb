//! The drafts in a pipeline's folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use copydesk_pipeline::definition::DraftRule;
use copydesk_pipeline::{Newsroom, Pipeline};

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// Below the drafts folder: drafts that are ready because they were put there.
pub(crate) const READY: &str = "ready";

/// A file that may be a draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// It lies in the folder that makes it ready, or was named to be published.
    pub(crate) in_ready: bool,
}

/// The drafts of a pipeline's folder in the order of their names, and what looks
/// like one but cannot be: a folder, or a link to somewhere else.
pub(crate) fn of(
    newsroom: &Newsroom,
    pipeline: &Pipeline,
) -> Result<Vec<Result<Found, PathBuf>>, Failure> {
    let folder = newsroom.root.join(&pipeline.drafts.folder);
    list(&folder, &pipeline.drafts).map_err(|error| {
        Trouble::of(folder.display(), format!("the drafts folder cannot be read: {error}"))
            .help(format!("`drafts: {{ folder: … }}` in {}", pipeline.file.display()))
            .exit(Exit::Usage)
    })
}

/// What to say of something that is called like a draft.
pub(crate) fn not_a_draft(path: &Path) -> Trouble {
    let message = if path.is_dir() {
        "this is a folder, not a draft"
    } else {
        "this is no plain file of the drafts folder with a name in UTF-8"
    };
    Trouble::of(path.display(), message).help("give it another name, or move it elsewhere")
}

fn list(folder: &Path, rule: &DraftRule) -> io::Result<Vec<Result<Found, PathBuf>>> {
    let mut found = scan(folder, folder, rule, false)?;
    let ready = folder.join(READY);
    if ready.is_dir() {
        found.extend(scan(&ready, folder, rule, true)?);
    }
    found.sort();
    Ok(found)
}

fn scan(
    folder: &Path,
    home: &Path,
    rule: &DraftRule,
    in_ready: bool,
) -> io::Result<Vec<Result<Found, PathBuf>>> {
    let home = fs::canonicalize(home)?;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            // Nobody could name it in a message, an address or a pattern.
            found.push(Err(path));
            continue;
        };
        if !rule.takes(name) || is_temporary(name) {
            continue;
        }
        // Asked of the target: a link within the folder is as good as a file.
        let inside = fs::canonicalize(&path).is_ok_and(|real| real.starts_with(&home));
        match fs::metadata(&path) {
            Ok(meta) if meta.is_file() && inside => found.push(Ok(Found { path, in_ready })),
            Ok(_) => found.push(Err(path)),
            // Gone since the folder was read.
            Err(_) => {}
        }
    }
    Ok(found)
}

/// Names that editors and sync tools give to what they are still writing.
fn is_temporary(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with("~$")
        || name.starts_with("~syncthing~")
        || [".tmp", ".part", ".crdownload", ".swp", ".swx", ".partial", ".filepart"]
            .iter()
            .any(|ending| lower.ends_with(ending))
        || lower.contains(".sync-conflict-")
}
