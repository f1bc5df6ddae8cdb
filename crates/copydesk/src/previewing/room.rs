//! A newsroom as loaded, its desks as far as they were needed, and what there is
//! to show in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_pipeline::{Desk, Pipeline, Submission};
use copydesk_web::preview::Shown;

use super::shown;
use crate::args::{Global, Preview};
use crate::drafts::{self, Found};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::trouble::{Failure, Trouble};

/// Something to show.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A draft by itself.
    Draft,
    /// The drafts of a pipeline's folder as one edition.
    Digest {
        /// Which pipeline.
        pipeline: String,
        /// What lies there.
        drafts: Vec<Found>,
    },
}

/// A newsroom.
pub(super) struct Room<'a> {
    global: &'a Global,
    command: &'a Preview,
    loaded: Loaded,
    desks: BTreeMap<String, Desk>,
    /// What was wrong when it was loaded again; `loaded` is then as before.
    broken: Vec<Trouble>,
}

impl<'a> Room<'a> {
    /// # Errors
    /// What is wrong with the newsroom, or with what the command line asks for.
    pub(super) fn open(global: &'a Global, command: &'a Preview) -> Result<Self, Failure> {
        let loaded = load(global, command)?;
        let room = Self { global, command, loaded, desks: BTreeMap::new(), broken: Vec::new() };
        room.refuse()?;
        Ok(room)
    }

    /// Loads all of it again. What is wrong now is shown, and does not end anything.
    pub(super) fn reload(&mut self) {
        self.desks.clear();
        self.broken.clear();
        match load(self.global, self.command) {
            Ok(loaded) => self.loaded = loaded,
            Err(failure) => self.broken = failure.troubles,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.loaded.newsroom.root
    }

    /// The files of its lists.
    pub(super) fn lists(&self) -> Vec<PathBuf> {
        let files = self.loaded.newsroom.lists.values().filter_map(|list| list.file.as_ref());
        files.map(|file| self.root().join(file)).collect()
    }

    /// Where drafts are, or may come.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let pipelines = self.loaded.pipelines.iter();
        pipelines.map(|pipeline| self.root().join(&pipeline.drafts.folder)).collect()
    }

    /// The draft named; else those of the folder named, or all, and the digests that
    /// they make.
    ///
    /// # Errors
    /// A drafts folder that cannot be read.
    pub(super) fn targets(&self) -> Result<BTreeMap<PathBuf, Target>, Failure> {
        let below = match &self.command.path {
            Some(path) if !path.is_dir() => {
                return Ok(BTreeMap::from([(path.clone(), Target::Draft)]));
            }
            Some(folder) => std::path::absolute(folder).ok(),
            None => None,
        };
        let within = |path: &Path| match &below {
            Some(folder) => std::path::absolute(path).is_ok_and(|path| path.starts_with(folder)),
            None => true,
        };
        let named = self.command.pipeline.as_deref();
        let mut targets = BTreeMap::new();
        for pipeline in self.loaded.pipelines.iter() {
            if named.is_some_and(|named| named != pipeline.name) {
                continue;
            }
            let mut found: Vec<Found> =
                drafts::of(&self.loaded.newsroom, pipeline)?.into_iter().flatten().collect();
            found.retain(|found| within(&found.path));
            targets.extend(found.iter().map(|found| (found.path.clone(), Target::Draft)));
            let folder = self.root().join(&pipeline.drafts.folder);
            if pipeline.collect.is_some() && within(&folder) {
                let digest = Target::Digest { pipeline: pipeline.name.clone(), drafts: found };
                // With a slash at its end: what is shown is a folder.
                targets.insert(folder.join(""), digest);
            }
        }
        Ok(targets)
    }

    /// What to show, whatever is wrong with a draft or with the newsroom.
    pub(super) fn shown(&mut self, path: &Path, target: &Target) -> Shown {
        let name = path.display().to_string();
        if !self.broken.is_empty() {
            return shown::broken(&name, &self.broken);
        }
        let shown = match target {
            Target::Draft => self.draft(path),
            Target::Digest { pipeline, drafts } => self.digest(&name, pipeline, drafts),
        };
        shown.unwrap_or_else(|failure| shown::broken(&name, &failure.troubles))
    }

    fn draft(&mut self, path: &Path) -> Result<Shown, Failure> {
        let pipeline = self.loaded.taking(path, self.command.pipeline.as_deref())?.clone();
        let draft = files::read_draft(path, &Terms::of(Some(&self.loaded), Some(&pipeline)))?;
        Ok(shown::draft(self.desk(&pipeline)?, &draft))
    }

    fn digest(&mut self, name: &str, pipeline: &str, drafts: &[Found]) -> Result<Shown, Failure> {
        let pipeline = self.loaded.named(pipeline)?.clone();
        let terms = Terms::of(Some(&self.loaded), Some(&pipeline));
        let drafts = drafts.iter().map(|found| {
            let draft = files::read_draft(&found.path, &terms)?;
            Ok(Submission::new(draft, found.in_ready, &pipeline.drafts))
        });
        let drafts = drafts.collect::<Result<_, Failure>>()?;
        Ok(shown::digest(self.desk(&pipeline)?, name, drafts))
    }

    /// A pipeline's desk, opened at first use.
    fn desk(&mut self, pipeline: &Pipeline) -> Result<&Desk, Failure> {
        if !self.desks.contains_key(&pipeline.name) {
            let desk = self.loaded.desk(pipeline, self.loaded.profile(self.global)?)?;
            self.desks.insert(pipeline.name.clone(), desk);
        }
        Ok(&self.desks[&pipeline.name])
    }

    /// What the command line asks for and nobody could show.
    fn refuse(&self) -> Result<(), Failure> {
        match &self.command.path {
            Some(path) if !path.exists() => {
                Err(Trouble::of(path.display(), "there is no such file").exit(Exit::Usage))
            }
            Some(path) if path.is_file() => {
                self.loaded.taking(path, self.command.pipeline.as_deref()).map(drop)
            }
            Some(folder) if !self.takes_from(folder) => {
                let message = "no pipeline takes drafts from this folder";
                let help = "name a draft, or a folder with `drafts: { folder: … }` in a pipeline";
                Err(Trouble::of(folder.display(), message).help(help).exit(Exit::Usage))
            }
            _ => self.targets().map(drop),
        }
    }

    /// Whether drafts lie, or may come to lie, in this folder or below it.
    fn takes_from(&self, folder: &Path) -> bool {
        let Ok(folder) = std::path::absolute(folder) else { return false };
        let watched = self.folders().into_iter().filter_map(|path| std::path::absolute(path).ok());
        watched.into_iter().any(|drafts| folder.starts_with(&drafts) || drafts.starts_with(&folder))
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
