//! When the files that a draft is read with were last written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::stamp::FileStamp;
use crate::allow_file;

/// Everything that a draft is read with, as it was.
pub(crate) type Stamps = Vec<(PathBuf, Option<FileStamp>)>;

/// One look at a newsroom: a folder is listed once, however many drafts it holds.
#[derive(Default)]
pub(crate) struct Look {
    folders: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Look {
    /// The stamps of a draft, its waivers, the bibliographies of its folder, and
    /// what its newsroom says.
    pub(crate) fn at(&mut self, draft: &Path) -> Stamps {
        let folder = folder_of(draft);
        let mut files = vec![draft.to_owned(), allow_file::path_of(draft)];
        files.extend_from_slice(self.with_endings(folder, &["bib", "json"]));
        if let Some(newsroom) = copydesk_pipeline::Newsroom::find(draft) {
            files.extend(self.definitions(&newsroom));
        }
        stamped(files)
    }

    /// The stamps of what a newsroom says of its drafts and of how they look, and of
    /// the files beside: its lists.
    pub(crate) fn around(&mut self, newsroom: &Path, beside: &[PathBuf]) -> Stamps {
        let mut files = self.definitions(newsroom);
        for look in folders(&newsroom.join("templates")) {
            files.extend_from_slice(self.with_endings(&look, &["hbs"]));
        }
        files.extend_from_slice(beside);
        stamped(files)
    }

    fn definitions(&mut self, newsroom: &Path) -> Vec<PathBuf> {
        let mut files = vec![newsroom.join("copydesk.yaml")];
        let pipelines = newsroom.join("pipelines");
        files.extend_from_slice(self.with_endings(&pipelines, &["yaml", "yml"]));
        files
    }

    fn with_endings(&mut self, folder: &Path, endings: &[&str]) -> &[PathBuf] {
        self.folders.entry(folder.to_owned()).or_insert_with(|| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            found.retain(|path| path.extension().is_some_and(|e| endings.iter().any(|o| e == *o)));
            found.sort();
            found
        })
    }
}

/// The folder that a file lies in, as one that can be opened.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

fn stamped(files: Vec<PathBuf>) -> Stamps {
    let stamp = |file: PathBuf| {
        let stamp = FileStamp::of(&file).ok();
        (file, stamp)
    };
    files.into_iter().map(stamp).collect()
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}
