//! The drafts in a pipeline's folder.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use copydesk_pipeline::definition::DraftRule;
use copydesk_pipeline::{Newsroom, Pipeline};

use crate::allow_file;
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
    list(&folder, &pipeline.drafts).map(|listed| listed.drafts).map_err(|(folder, error)| {
        Trouble::of(folder.display(), format!("the drafts folder cannot be read: {error}"))
            .help(format!("`drafts: {{ folder: … }}` in {}", pipeline.file.display()))
            .exit(Exit::Usage)
    })
}

/// What to say of something that is called like a draft.
pub(crate) fn not_a_draft(path: &Path) -> Trouble {
    let shown: String = path.display().to_string().chars().flat_map(visibly).collect();
    let message = if is_conflict(&path.to_string_lossy()) {
        "a sync tool has put this beside the draft that it is another version of"
    } else if !has_plain_name(path) {
        "nobody could write this file's name in a message or an address"
    } else {
        match fs::symlink_metadata(path).map(|meta| meta.file_type()) {
            Ok(kind) if kind.is_dir() => "this is a folder, not a draft",
            Ok(kind) if kind.is_symlink() => {
                "this leads to no plain file of the drafts folder, so it is no draft"
            }
            Ok(kind) if kind.is_fifo() => "this is a pipe, not a draft",
            Ok(kind) if kind.is_block_device() || kind.is_char_device() => {
                "this is a device, not a draft"
            }
            _ => "this is no plain file, so it is no draft",
        }
    };
    let help = match is_conflict(&path.to_string_lossy()) {
        true => "keep one version under the draft's own name, and remove the other",
        false => "give it another name, or move it elsewhere",
    };
    Trouble::of(shown, message).help(help)
}

/// Control characters as one writes them in a program.
fn visibly(c: char) -> Vec<char> {
    if c.is_control() { c.escape_default().collect() } else { vec![c] }
}

/// What stands in a drafts folder.
#[derive(Default)]
pub(crate) struct Listed {
    /// In the order of their names; what looks like a draft and is none by its path.
    pub(crate) drafts: Vec<Result<Found, PathBuf>>,
    /// The files of waivers, whosever they are: most drafts have none, and ten thousand
    /// need not be asked one by one.
    pub(crate) waivers: HashSet<PathBuf>,
}

/// The drafts below `folder`; what cannot be read is named with the reason.
pub(crate) fn list(folder: &Path, rule: &DraftRule) -> Result<Listed, (PathBuf, io::Error)> {
    let named = |folder: &Path| {
        let folder = folder.to_owned();
        move |error| (folder, error)
    };
    let home = fs::canonicalize(folder).map_err(named(folder))?;
    let mut listed = Listed::default();
    scan(folder, &home, rule, false, &mut listed).map_err(named(folder))?;
    let ready = folder.join(READY);
    if ready.is_dir() {
        scan(&ready, &home, rule, true, &mut listed).map_err(named(&ready))?;
    }
    // As bytes: to compare the parts of ten thousand paths takes longer than to stat them.
    listed.drafts.sort_by(|a, b| bytes(a).cmp(bytes(b)));
    Ok(listed)
}

fn bytes(found: &Result<Found, PathBuf>) -> &[u8] {
    let path = found.as_ref().map_or_else(|path| path, |found| &found.path);
    path.as_os_str().as_encoded_bytes()
}

fn scan(
    folder: &Path,
    home: &Path,
    rule: &DraftRule,
    in_ready: bool,
    listed: &mut Listed,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // A name that is no text matches no pattern, and might have been meant.
        let text = name.to_str();
        if text.is_some_and(|name| name.ends_with(allow_file::ENDING)) {
            listed.waivers.insert(entry.path());
        }
        if text.is_some_and(|name| !rule.takes(name) || is_temporary(name)) {
            continue;
        }
        let path = entry.path();
        let sound = match entry.file_type() {
            // Gone since the folder was read.
            Err(_) => continue,
            Ok(kind) if kind.is_file() => true,
            // Asked of the target: a link within the folder is as good as a file.
            Ok(kind) if kind.is_symlink() => {
                fs::canonicalize(&path).is_ok_and(|real| real.starts_with(home) && real.is_file())
            }
            Ok(_) => false,
        };
        let sound = sound && has_plain_name(&path) && !text.is_some_and(is_conflict);
        listed.drafts.push(if sound { Ok(Found { path, in_ready }) } else { Err(path) });
    }
    Ok(())
}

/// UTF-8 without a control character.
fn has_plain_name(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| !name.chars().any(char::is_control))
}

/// Names that sync tools give to the loser of two saves.
fn is_conflict(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".sync-conflict-", "(conflicted copy", "conflicted copy ", "(case conflict", "_conflict-"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Names that editors and sync tools give to what they are still writing, or have
/// put by.
fn is_temporary(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || ["~$", "~syncthing~", "~wrd", "~wrl"].iter().any(|begin| lower.starts_with(begin))
        || [
            ".tmp",
            ".temp",
            ".part",
            ".partial",
            ".filepart",
            ".crdownload",
            ".download",
            ".swp",
            ".swo",
            ".swx",
            ".kate-swp",
            ".bak",
            ".orig",
            ".rej",
            ".lock",
        ]
        .iter()
        .any(|ending| lower.ends_with(ending))
        || ["___jb_tmp___", "___jb_old___", ".sb-"].iter().any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn what_editors_and_sync_tools_are_still_writing_is_no_draft() {
        for name in [
            "a.md~",
            "#a.md#",
            "~$a.md",
            "~syncthing~a.md.tmp",
            "a.md.swp",
            "a.md.kate-swp",
            "a.md.part",
            "a.md.filepart",
            "a.md___jb_tmp___",
            "a.md.sb-1f2e-Ab",
            "a.md.bak",
        ] {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["a.md", "tmp.md", "party.md", "a.sbc.md", "lock.txt"] {
            assert!(!is_temporary(name), "{name}");
        }
    }

    #[test]
    fn a_stranger_is_named_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("a.md")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", path("b.md")).unwrap();
        fs::write(path("c\nd.md"), "").unwrap();
        fs::write(path("e.sync-conflict-20240501-1.md"), "").unwrap();
        let said = |name: &str| not_a_draft(&path(name));
        assert!(said("a.md").message.contains("a folder"));
        assert!(said("b.md").message.contains("leads to no plain file"));
        assert!(said("c\nd.md").message.contains("file's name"));
        assert!(said("c\nd.md").path.unwrap().ends_with("c\\nd.md"));
        let conflict = said("e.sync-conflict-20240501-1.md");
        assert!(conflict.message.contains("another version"));
    }
}
