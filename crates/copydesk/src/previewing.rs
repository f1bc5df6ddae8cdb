//! Drafts and templates as they are saved, handed to the preview.
//!
//! An event is a hint; what counts are the stamps of a draft, of the files that it
//! is read with, and of what the newsroom says. Nothing is written.

mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_pipeline::{Desk, Pipeline};
use copydesk_web::preview;

use crate::args::{Global, Preview};
use crate::drafts;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::trouble::{Failure, Trouble};
use crate::watching::{Hints, Look, Stamps, folder_of};

/// A save is complete when nothing has changed for so long: short, because whoever
/// saved is looking, and a save that was not complete is shown again at once.
const SETTLE: Duration = Duration::from_millis(15);

/// How often to look although nothing was heard.
const LOOK: Duration = Duration::from_secs(2);

/// Drafts under observation.
pub(crate) struct Previewing<'a> {
    global: &'a Global,
    command: &'a Preview,
    preview: preview::Preview,
    hints: Hints,
    root: PathBuf,
    room: Room,
    /// What the room was loaded from.
    around: Stamps,
    /// Each draft as it was last shown.
    seen: BTreeMap<PathBuf, Stamps>,
}

/// A newsroom as loaded, and its desks as far as they were needed.
struct Room {
    loaded: Loaded,
    desks: BTreeMap<String, Desk>,
    /// What was wrong when it was loaded again; `loaded` is then as before.
    broken: Vec<Trouble>,
}

impl<'a> Previewing<'a> {
    /// # Errors
    /// What is wrong with the newsroom, or with the path on the command line.
    pub(crate) fn new(
        global: &'a Global,
        command: &'a Preview,
        preview: preview::Preview,
    ) -> Result<Self, Failure> {
        let loaded = load(global, command)?;
        let previewing = Self {
            global,
            command,
            preview,
            hints: Hints::new(),
            root: loaded.newsroom.root.clone(),
            around: Stamps::new(),
            room: Room { loaded, desks: BTreeMap::new(), broken: Vec::new() },
            seen: BTreeMap::new(),
        };
        previewing.refuse()?;
        Ok(previewing)
    }

    /// Shows every save, for ever.
    pub(crate) async fn follow(&mut self) {
        loop {
            tokio::select! {
                () = self.hints.next() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
            self.look().await;
        }
    }

    /// Shows what changed since the last look and has come to rest.
    pub(crate) async fn look(&mut self) {
        self.newsroom().await;
        let paths = self.paths().unwrap_or_default();
        self.preview.keep(|shown| paths.contains(Path::new(shown)));
        self.seen.retain(|path, _| paths.contains(path));
        let mut changed = self.changed(&paths);
        while !changed.is_empty() && !self.seen.is_empty() {
            tokio::time::sleep(SETTLE).await;
            let before = changed;
            changed = self.changed(before.keys());
            if changed == before {
                break;
            }
        }
        for (path, stamps) in changed {
            let shown = self.shown(&path);
            self.preview.show(shown);
            self.seen.insert(path, stamps);
        }
    }

    /// Loads the newsroom again if any of its files changed, and has everything shown
    /// again.
    async fn newsroom(&mut self) {
        let mut around = self.surroundings();
        if around == self.around {
            return;
        }
        while !self.around.is_empty() {
            tokio::time::sleep(SETTLE).await;
            let before = std::mem::replace(&mut around, self.surroundings());
            if around == before {
                break;
            }
        }
        for (file, _) in &around {
            self.hints.watch(folder_of(file));
        }
        self.room.desks.clear();
        self.room.broken.clear();
        match load(self.global, self.command) {
            Ok(loaded) => self.room.loaded = loaded,
            Err(failure) => self.room.broken = failure.troubles,
        }
        self.around = around;
        self.seen.clear();
    }

    fn surroundings(&self) -> Stamps {
        let lists = self.room.loaded.newsroom.lists.values();
        let lists: Vec<PathBuf> =
            lists.filter_map(|list| list.file.as_ref()).map(|file| self.root.join(file)).collect();
        Look::default().around(&self.root, &lists)
    }

    /// Of these drafts those that are not as they were when they were last shown.
    fn changed<'p>(
        &mut self,
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> BTreeMap<PathBuf, Stamps> {
        let mut look = Look::default();
        let mut changed = BTreeMap::new();
        for path in paths {
            let stamps = look.at(path);
            if self.seen.get(path).is_none_or(|before| *before != stamps) {
                self.hints.watch(folder_of(path));
                changed.insert(path.clone(), stamps);
            }
        }
        changed
    }

    /// What to show of a draft, whatever is wrong with it or with the newsroom.
    fn shown(&mut self, path: &Path) -> preview::Shown {
        if !self.room.broken.is_empty() {
            return shown::broken(path, &self.room.broken);
        }
        let named = self.command.pipeline.as_deref();
        let shown = self.room.desk(self.global, path, named).and_then(|(desk, terms)| {
            let draft = files::read_draft(path, &terms)?;
            Ok(shown::shown(desk, &draft))
        });
        shown.unwrap_or_else(|failure| shown::broken(path, &failure.troubles))
    }

    /// The draft named, those of the folder named, or all of the newsroom's.
    fn paths(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        let below = match &self.command.path {
            Some(path) if !path.is_dir() => return Ok(BTreeSet::from([path.clone()])),
            Some(folder) => std::path::absolute(folder).ok(),
            None => None,
        };
        let within = |path: &Path| match &below {
            Some(folder) => std::path::absolute(path).is_ok_and(|path| path.starts_with(folder)),
            None => true,
        };
        let named = self.command.pipeline.as_deref();
        let mut paths = BTreeSet::new();
        for pipeline in self.room.loaded.pipelines.iter() {
            if named.is_none_or(|named| named == pipeline.name) {
                let found = drafts::of(&self.room.loaded.newsroom, pipeline)?;
                let found = found.into_iter().flatten().map(|found| found.path);
                paths.extend(found.filter(|path| within(path)));
            }
        }
        Ok(paths)
    }

    /// What the command line asks for and nobody could show.
    fn refuse(&self) -> Result<(), Failure> {
        let paths = self.paths()?;
        match &self.command.path {
            Some(path) if !path.exists() => {
                Err(Trouble::of(path.display(), "there is no such file").exit(Exit::Usage))
            }
            Some(path) if path.is_file() => {
                self.room.loaded.taking(path, self.command.pipeline.as_deref()).map(drop)
            }
            Some(folder) if paths.is_empty() && !self.is_watched(folder) => {
                let message = "no pipeline takes drafts from this folder";
                let help = "name a draft, or a folder with `drafts: { folder: … }` in a pipeline";
                Err(Trouble::of(folder.display(), message).help(help).exit(Exit::Usage))
            }
            _ => Ok(()),
        }
    }

    /// Whether drafts may come to lie in this folder.
    fn is_watched(&self, folder: &Path) -> bool {
        let Ok(folder) = std::path::absolute(folder) else { return false };
        self.room.loaded.pipelines.iter().any(|pipeline| {
            let drafts = std::path::absolute(self.root.join(&pipeline.drafts.folder));
            drafts.is_ok_and(|drafts| folder.starts_with(&drafts) || drafts.starts_with(&folder))
        })
    }
}

impl Room {
    /// The desk that takes a draft, opened at first use, and how it reads drafts.
    fn desk(
        &mut self,
        global: &Global,
        path: &Path,
        named: Option<&str>,
    ) -> Result<(&Desk, Terms), Failure> {
        let pipeline: &Pipeline = self.loaded.taking(path, named)?;
        let terms = Terms::of(Some(&self.loaded), Some(pipeline));
        if !self.desks.contains_key(&pipeline.name) {
            let desk = self.loaded.desk(pipeline, self.loaded.profile(global)?)?;
            self.desks.insert(pipeline.name.clone(), desk);
        }
        Ok((&self.desks[&pipeline.name], terms))
    }
}

fn load(global: &Global, command: &Preview) -> Result<Loaded, Failure> {
    let loaded = match &command.path {
        Some(path) => newsrooms::around(global, path)?,
        None => newsrooms::here(global)?,
    };
    if let Some(name) = &command.pipeline {
        loaded.named(name)?;
    }
    Ok(loaded)
}
