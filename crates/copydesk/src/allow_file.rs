//! `<draft>.allow.yaml`: the file of waivers beside a draft.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use copydesk_manuscript::{Companion, Role};

use crate::files;

/// More is no list that people write.
pub(crate) const MOST_BYTES: u64 = 1024 * 1024;

/// Of the names of such files, behind the draft's.
pub(crate) const ENDING: &str = ".allow.yaml";

/// Where a draft's waivers stand.
pub(crate) fn path_of(draft: &Path) -> PathBuf {
    let mut name = draft.file_name().unwrap_or_default().to_os_string();
    name.push(ENDING);
    draft.with_file_name(name)
}

/// The file beside a draft, if there is one, or why it cannot be read.
pub(crate) fn beside(draft: &Path) -> Option<Companion> {
    let path = path_of(draft);
    let bytes = match read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => Err(format!("the file cannot be read: {error}")),
        Ok(bytes) => bytes,
    };
    Some(Companion { role: Role::Waivers, name: path.display().to_string(), bytes })
}

fn read(path: &Path) -> io::Result<Result<Vec<u8>, String>> {
    // Asked of the name itself: what a link leads to is not the desk's answer.
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(Err("this is no regular file".to_owned()));
    }
    let bytes = files::read_at_most(File::open(path)?, MOST_BYTES, 0)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Ok(Err("the file is larger than 1 MiB".to_owned()));
    }
    Ok(Ok(bytes))
}
