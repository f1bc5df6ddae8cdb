//! The checkout as files, without what is not ours.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no work of ours: what a build or a run of the sample
/// newsroom leaves behind, and version control.
const NOT_OURS: [&str; 4] = ["target", "outbox", "public", "node_modules"];

/// Fails with all of `found`, so that a person mends them in one go.
pub(crate) fn none(found: &[String]) {
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
}

/// A path as a person in the checkout would type it.
pub(crate) fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    inside.display().to_string()
}

/// The checkout's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
        .to_path_buf()
}

/// The text of a file that must be there.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All our files with this ending, except drafts kept as fixtures: those are
/// wrong on purpose.
pub(crate) fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root(), ending, &mut found);
    assert!(!found.is_empty(), "no .{ending} file in the checkout");
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder of the checkout");
    for entry in entries {
        let path = entry.expect("an entry of a folder").path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default();
        if path.is_dir() {
            let hidden = name.starts_with('.') || name == "fixtures";
            if !hidden && !NOT_OURS.contains(&name) {
                collect(&path, ending, found);
            }
        } else if path.extension().is_some_and(|e| e == ending) && !name.ends_with(".review.md") {
            found.push(path);
        }
    }
}
