//! From where one stands up to the newsroom.

use std::path::{Component, Path, PathBuf};

/// The nearest folder upwards from `start` (a folder, or a file in one) that
/// holds a `copydesk.yaml`. It keeps the words of `start` where it is a part of
/// them, so that messages name files as the person did.
pub(super) fn upwards(start: &Path) -> Option<PathBuf> {
    let absolute = absolute(start)?;
    let found = absolute.ancestors().find(|folder| folder.join(super::FILE).is_file())?;
    // The last ancestor of a relative path is empty: the current folder.
    let here = Path::new(".");
    let as_written = start
        .ancestors()
        .map(|part| if part.as_os_str().is_empty() { here } else { part })
        .find(|folder| self::absolute(folder).is_some_and(|folder| folder == found));
    Some(as_written.unwrap_or(found).to_path_buf())
}

/// The path from the top. A linked drafts folder belongs to the newsroom that
/// links to it, so links are followed only where `..` makes that necessary.
fn absolute(path: &Path) -> Option<PathBuf> {
    if path.components().any(|part| part == Component::ParentDir) {
        path.canonicalize().ok()
    } else {
        std::path::absolute(path).ok()
    }
}
