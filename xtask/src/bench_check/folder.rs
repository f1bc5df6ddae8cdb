//! A folder of drafts, in a copy of the sample newsroom, so that the same rules
//! count wherever cargo builds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place;
use crate::{machine, measured};

/// What a newsroom's rules are read from.
const RULES: [&str; 2] = ["copydesk.yaml", "pipelines/brief.yaml"];

/// Drafts to be read.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Their names, in order.
    pub(super) drafts: Vec<String>,
    /// How long they are, together.
    pub(super) bytes: u64,
}

impl Folder {
    /// Writes so many drafts, the same at every call.
    pub(super) fn write(
        name: &str,
        count: usize,
        bytes: usize,
        shape: &str,
    ) -> Result<Self, String> {
        let path = empty(name)?;
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let mut writer = machine::program(measured::built("drafts"));
        writer.arg(&path).args([count.to_string(), bytes.to_string(), shape.to_owned()]);
        let written = writer.status().map_err(failed)?;
        if !written.success() {
            return Err(format!("no drafts were written to {}", path.display()));
        }
        Self::of(path)
    }

    /// Writes so many copies of one draft.
    pub(super) fn copies(name: &str, count: usize, draft: &Path) -> Result<Self, String> {
        let path = empty(name)?;
        let failed = |error: io::Error| format!("{}: {error}", draft.display());
        let words = fs::read(draft).map_err(failed)?;
        let ending = draft.extension().unwrap_or_default().display().to_string();
        for number in 0..count {
            fs::write(path.join(format!("{number:05}.{ending}")), &words).map_err(failed)?;
        }
        Self::of(path)
    }

    fn of(path: PathBuf) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let (mut drafts, mut length) = (Vec::new(), 0);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            length += entry.metadata().map_err(failed)?.len();
            drafts.push(entry.file_name().to_string_lossy().into_owned());
        }
        drafts.sort();
        Ok(Self { path, drafts, bytes: length })
    }
}

/// An empty folder in the newsroom.
fn empty(name: &str) -> Result<PathBuf, String> {
    let path = place().join(name);
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    if path.exists() {
        fs::remove_dir_all(&path).map_err(failed)?;
    }
    fs::create_dir_all(&path).map_err(failed)?;
    fs::create_dir_all(place().join("pipelines")).map_err(failed)?;
    for file in RULES {
        fs::copy(machine::root().join(file), place().join(file)).map_err(failed)?;
    }
    Ok(path)
}
