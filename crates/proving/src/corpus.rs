//! Clean drafts of many kinds, below `corpus/`: an editor would send each of them.
//!
//! They are ours, written for this; a warning about one of them is a false alarm.

use std::fs;
use std::io;
use std::path::Path;

use copydesk_manuscript::{Companion, Draft};
use copydesk_parsing::Wanted;
use copydesk_validation::Policy;
use jiff::civil::date;

/// The day on which the corpus is read.
const TODAY: jiff::civil::Date = date(2026, 11, 2);

/// The rules of a live send: a warning holds.
pub fn policy() -> Policy {
    Policy { hold_at: copydesk_manuscript::Severity::Warning, ..Policy::rehearsal(TODAY) }
}

/// Our own drafts, in the order of their names.
///
/// # Errors
/// The folder cannot be read.
pub fn drafts() -> io::Result<Vec<Draft>> {
    drafts_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
}

/// The drafts of a folder and of the folders in it, in the order of their names.
///
/// # Errors
/// The folder cannot be read.
pub fn drafts_below(root: &Path) -> io::Result<Vec<Draft>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_dir() {
            for file in fs::read_dir(path)? {
                paths.push(file?.path());
            }
        } else {
            paths.push(path);
        }
    }
    paths.retain(|path| is_draft(path));
    paths.sort();
    paths.iter().map(|path| read(root, path)).collect()
}

fn is_draft(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "md" || ending == "txt")
}

fn read(root: &Path, path: &Path) -> io::Result<Draft> {
    let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let mut draft = Draft::new(name, fs::read(path)?);
    for Wanted { role, name } in copydesk_parsing::companions(&draft) {
        let bytes = fs::read(path.with_file_name(&name)).map_err(|error| error.to_string());
        draft.companions.push(Companion { role, name, bytes });
    }
    Ok(draft)
}
