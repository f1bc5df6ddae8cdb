//! The files that are read with a draft: bibliographies, and its waivers.
//!
//! A draft is text from anybody, so what it may name is narrow: a regular file
//! below its own folder, no link that leads out of it, nothing hidden. What a
//! pipeline names is the operator's, and may lie anywhere. A file that cannot be
//! had is a finding about the draft, so no reason to stop here.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use copydesk_manuscript::{Companion, Draft, Role};

use super::read_at_most;
use crate::allow_file;

/// The most bytes that one of these files may have: 10 MiB.
const LIMIT: u64 = 10 * 1024 * 1024;

/// More bibliographies than these are not read.
const MOST_BIBLIOGRAPHIES: usize = 8;

/// Reads everything that belongs to `draft`, which lies at `path`: what it names
/// itself, else what its pipeline gives, and the waivers beside it.
pub(super) fn gather(path: &Path, draft: &Draft, given: &[(String, PathBuf)]) -> Vec<Companion> {
    let wanted = copydesk_parsing::companions(draft);
    let mut companions: Vec<Companion> = Vec::new();
    for (count, wanted) in wanted.iter().enumerate() {
        let found = match count < MOST_BIBLIOGRAPHIES {
            true => below(folder(path), &wanted.name).and_then(|file| read(&file)),
            false => Err(format!("is one too many: {MOST_BIBLIOGRAPHIES} files are read")),
        };
        companions.push(Companion { role: wanted.role, name: wanted.name.clone(), bytes: found });
    }
    // Without an `@` nothing can cite by key.
    let named = wanted.iter().any(|wanted| wanted.role == Role::Bibliography);
    if !named && draft.bytes.contains(&b'@') {
        companions.extend(given.iter().map(|(name, file)| Companion {
            role: Role::Bibliography,
            name: name.clone(),
            bytes: read(file),
        }));
    }
    if path != Path::new("-") {
        companions.extend(allow_file::beside(path));
    }
    companions
}

/// A draft's own folder; for a draft from stdin, this one.
fn folder(draft: &Path) -> &Path {
    draft.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file that a draft in `folder` names, if it may be read.
fn below(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let relative = Path::new(name);
    let plain = relative.components().all(|part| match part {
        Component::Normal(part) => !part.to_string_lossy().starts_with('.'),
        Component::CurDir => true,
        Component::Prefix(_) | Component::RootDir | Component::ParentDir => false,
    });
    // A backslash is a separator elsewhere.
    if !plain || name.trim().is_empty() || name.contains(['\\', '\0']) {
        return Err("is no name of a file in the draft's folder".to_owned());
    }
    let folder = fs::canonicalize(folder).map_err(|error| unreadable(&error))?;
    let file = fs::canonicalize(folder.join(relative)).map_err(|error| unreadable(&error))?;
    match file.starts_with(&folder) {
        true => Ok(file),
        false => Err("lies outside the draft's folder".to_owned()),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    // A pipe or a device would be waited for without end.
    match fs::metadata(file) {
        Ok(meta) if meta.is_file() => {}
        Ok(_) => return Err("is no regular file".to_owned()),
        Err(error) => return Err(unreadable(&error)),
    }
    let bytes = File::open(file)
        .and_then(|file| read_at_most(file, LIMIT, 0))
        .map_err(|error| unreadable(&error))?;
    match bytes.len() as u64 > LIMIT {
        true => Err(format!("is larger than a bibliography may be ({LIMIT} bytes)")),
        false => Ok(bytes),
    }
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_names_files_below_its_own_folder_only() {
        let home = tempfile::tempdir().unwrap();
        let drafts = home.path().join("drafts");
        fs::create_dir_all(drafts.join("more/.hidden")).unwrap();
        for file in
            ["outside.bib", "drafts/a.bib", "drafts/more/b.bib", "drafts/more/.hidden/c.bib"]
        {
            fs::write(home.path().join(file), "@misc{a, title = {A}}").unwrap();
        }
        let draft = drafts.join("brief.md");
        let found = |name: &str| below(folder(&draft), name).and_then(|file| read(&file));
        assert!(found("a.bib").is_ok());
        assert!(found("./more/b.bib").is_ok());
        let outside = home.path().join("outside.bib");
        for name in ["../outside.bib", "more/../../outside.bib", outside.to_str().unwrap(), ""] {
            assert!(found(name).unwrap_err().contains("no name of a file"), "{name}");
        }
        assert!(found("more/.hidden/c.bib").is_err());
        assert_eq!(found("none.bib").unwrap_err(), "is not there");
        assert_eq!(found("more").unwrap_err(), "is no regular file");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_refused() {
        use std::os::unix::fs::symlink;

        let home = tempfile::tempdir().unwrap();
        let drafts = home.path().join("drafts");
        fs::create_dir(&drafts).unwrap();
        fs::write(home.path().join("outside.bib"), "secret").unwrap();
        fs::write(drafts.join("a.bib"), "@misc{a, title = {A}}").unwrap();
        symlink("../outside.bib", drafts.join("out.bib")).unwrap();
        symlink("..", drafts.join("up")).unwrap();
        symlink("a.bib", drafts.join("in.bib")).unwrap();
        let found = |name: &str| below(&drafts, name).and_then(|file| read(&file));
        assert!(found("in.bib").is_ok());
        for name in ["out.bib", "up/outside.bib"] {
            assert_eq!(found(name).unwrap_err(), "lies outside the draft's folder", "{name}");
        }
    }
}
