//! Which newsroom and pipeline a command works with.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_ledger::{Clock, SystemClock};
use copydesk_pipeline::{Desk, LoadProblem, Newsroom, Pipeline, Pipelines, Profile};

use crate::args::Global;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// A newsroom with all its pipelines, loaded.
pub(crate) struct Loaded {
    pub(crate) newsroom: Newsroom,
    pub(crate) pipelines: Pipelines,
}

/// The newsroom that the command line names, or the one upwards of here, with
/// all its pipelines.
pub(crate) fn here(global: &Global) -> Result<Loaded, Failure> {
    with_pipelines(newsroom_here(global)?)
}

/// The same without its pipelines.
pub(crate) fn newsroom_here(global: &Global) -> Result<Newsroom, Failure> {
    match &global.newsroom {
        Some(folder) => newsroom(folder),
        None => newsroom(&above()?),
    }
}

/// The newsroom that the command line names, else the one above `draft`, if any.
pub(crate) fn of_draft(global: &Global, draft: &Path) -> Result<Option<Loaded>, Failure> {
    if let Some(folder) = &global.newsroom {
        return load(folder).map(Some);
    }
    let start = if draft == Path::new("-") { Path::new(".") } else { draft };
    Newsroom::find(start).map(|folder| load(&short(folder))).transpose()
}

/// The same, else the one above here: for commands that do nothing without one.
pub(crate) fn around(global: &Global, draft: &Path) -> Result<Loaded, Failure> {
    of_draft(global, draft)?.map_or_else(|| here(global), Ok)
}

fn load(folder: &Path) -> Result<Loaded, Failure> {
    with_pipelines(newsroom(folder)?)
}

fn newsroom(folder: &Path) -> Result<Newsroom, Failure> {
    Newsroom::load(folder).map_err(wrong)
}

fn with_pipelines(newsroom: Newsroom) -> Result<Loaded, Failure> {
    let pipelines = Pipelines::load(&newsroom).map_err(wrong)?;
    Ok(Loaded { newsroom, pipelines })
}

fn wrong(problems: Vec<LoadProblem>) -> Failure {
    let troubles = problems.into_iter().map(Trouble::from).collect();
    Failure { exit: Exit::Usage, troubles }
}

fn above() -> Result<PathBuf, Failure> {
    Newsroom::find(Path::new(".")).map(short).ok_or_else(|| {
        Trouble::new("there is no copydesk.yaml here or in a folder above")
            .help("go to a newsroom's folder, or name it: --newsroom DIR")
            .exit(Exit::Usage)
    })
}

/// This very folder goes without saying: `drafts/a.md`, not `./drafts/a.md`.
fn short(folder: PathBuf) -> PathBuf {
    if folder == Path::new(".") { PathBuf::new() } else { folder }
}

impl Loaded {
    /// The profile that the command line names, else the rehearsal.
    pub(crate) fn profile(&self, global: &Global) -> Result<&Profile, Failure> {
        profile_of(&self.newsroom, global)
    }

    /// The pipeline with this name.
    pub(crate) fn named(&self, name: &str) -> Result<&Pipeline, Failure> {
        self.pipelines.named(name).map_err(|unknown| {
            Trouble::new(unknown.to_string()).help(unknown.help).exit(Exit::Usage)
        })
    }

    /// The pipeline that takes `draft`: the one named, else the one in whose folder it
    /// lies (of two folders, the inner one), else the only one.
    pub(crate) fn pipeline_of(&self, draft: &Path, named: Option<&str>) -> Option<&Pipeline> {
        if let Some(name) = named {
            return self.pipelines.named(name).ok();
        }
        let folder = std::path::absolute(draft).ok()?;
        let depth = |pipeline: &&Pipeline| {
            let drafts = self.newsroom.root.join(&pipeline.drafts.folder);
            let drafts = std::path::absolute(drafts).ok()?;
            folder.starts_with(&drafts).then(|| drafts.components().count())
        };
        let taking = self.pipelines.iter().filter_map(|p| Some((depth(&p)?, p)));
        let innermost = taking.min_by_key(|(depth, _)| Reverse(*depth)).map(|(_, p)| p);
        innermost.or_else(|| self.pipelines.only())
    }

    /// The same, where there must be one.
    pub(crate) fn taking(&self, draft: &Path, named: Option<&str>) -> Result<&Pipeline, Failure> {
        if let Some(name) = named {
            return self.named(name);
        }
        self.pipeline_of(draft, None).ok_or_else(|| {
            let message = "this draft lies in no pipeline's folder";
            let help = "name the pipeline: --pipeline NAME";
            Trouble::of(draft.display(), message).help(help).exit(Exit::Usage)
        })
    }

    /// A pipeline under a profile, opened.
    pub(crate) fn desk(&self, pipeline: &Pipeline, profile: &Profile) -> Result<Desk, Failure> {
        Ok(Desk::open(&self.newsroom, pipeline, profile, clock())?)
    }

    /// A word on mail that nothing of ours signs. A relay on this machine may.
    pub(crate) fn tell_if_unsigned(&self, profile: &Profile, printer: &mut Printer) {
        if self.newsroom.is_unsigned(profile) {
            printer.note(&format!(
                "profile {}: no key signs its mail. Unless the relay on this machine does, \
                 providers will refuse it; `copydesk keys dkim new` makes a key",
                profile.name
            ));
        }
    }
}

/// The profile of a newsroom that the command line names, else the rehearsal.
pub(crate) fn profile_of<'a>(
    newsroom: &'a Newsroom,
    global: &Global,
) -> Result<&'a Profile, Failure> {
    newsroom
        .profile(global.profile.as_deref())
        .map_err(|unknown| Trouble::new(unknown.to_string()).help(unknown.help).exit(Exit::Usage))
}

/// The machine's clock.
pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}
