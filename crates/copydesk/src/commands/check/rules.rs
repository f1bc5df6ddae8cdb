//! Under which rules a draft is read: those of its newsroom and pipeline, loaded
//! once for all drafts of a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_manuscript::Severity;
use copydesk_validation::Policy;
use jiff::tz::TimeZone;

use crate::args::{Check, Deny, Global};
use crate::exit::Exit;
use crate::files::Terms;
use crate::newsrooms::{self, Loaded};
use crate::trouble::Failure;

/// How to read and judge a draft.
pub(super) struct Rules {
    pub(super) terms: Terms,
    pub(super) policy: Policy,
}

/// The rules of all folders met so far.
pub(super) struct RuleBook<'a> {
    global: &'a Global,
    command: &'a Check,
    folders: HashMap<PathBuf, Result<Arc<Rules>, Exit>>,
}

impl<'a> RuleBook<'a> {
    pub(super) fn new(global: &'a Global, command: &'a Check) -> Self {
        Self { global, command, folders: HashMap::new() }
    }

    /// The rules for the draft at `path`.
    ///
    /// # Errors
    /// What is wrong with its newsroom, told with its first draft; with the others
    /// only that it is.
    pub(super) fn of(&mut self, path: &Path) -> Result<Arc<Rules>, Failure> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(known) = self.folders.get(&folder) {
            return known.clone().map_err(|exit| Failure { exit, troubles: Vec::new() });
        }
        let loaded = newsrooms::of_draft(self.global, path);
        let rules = loaded.and_then(|loaded| read(self.global, self.command, loaded, path));
        let rules = rules.map(Arc::new);
        let known = rules.as_ref().map(Arc::clone).map_err(|failure| failure.exit);
        self.folders.insert(folder, known);
        rules
    }
}

/// The rules for a draft: its pipeline's under the profile, else the built-in
/// rehearsal's.
fn read(
    global: &Global,
    command: &Check,
    loaded: Option<Loaded>,
    path: &Path,
) -> Result<Rules, Failure> {
    let now = newsrooms::clock().now();
    let Some(loaded) = loaded else {
        let today = now.to_zoned_datetime(TimeZone::system()).date();
        let policy = denying(command, Policy::rehearsal(today));
        return Ok(Rules { terms: Terms::of(None, None), policy });
    };
    let profile = loaded.profile(global)?;
    let today = now.to_zoned_datetime(loaded.newsroom.time_zone.clone()).date();
    if let Some(name) = &command.pipeline {
        loaded.named(name)?;
    }
    let pipeline = loaded.pipeline_of(path, command.pipeline.as_deref());
    let policy = match pipeline {
        Some(pipeline) => pipeline.policy(&loaded.newsroom, profile, today),
        None => Policy {
            hold_at: profile.hold_at,
            language: loaded.newsroom.language.clone(),
            retracted: loaded.newsroom.retracted.clone(),
            ..Policy::rehearsal(today)
        },
    };
    let terms = Terms::of(Some(&loaded), pipeline);
    Ok(Rules { terms, policy: denying(command, policy) })
}

fn denying(command: &Check, policy: Policy) -> Policy {
    match command.deny {
        Some(Deny::Warnings) => Policy { hold_at: Severity::Warning, ..policy },
        None => policy,
    }
}
