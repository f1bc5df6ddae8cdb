//! What a restart need not take through the chain again: drafts that are out, or that
//! are not to be sent, and whose review says so still.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use copydesk_ledger::{LedgerError, World};
use copydesk_manuscript::Digest;
use copydesk_pipeline::Pipeline;
use copydesk_pipeline::definition::{Lifecycle, Review};
use copydesk_pipeline::newsroom::FILE;

use super::{State, Watching, review};
use crate::allow_file;
use crate::files;

impl Watching {
    /// How a draft stands whose bytes the ledger knows as done with, if nothing has changed
    /// since that their review would tell.
    pub(super) async fn known_as(
        &self,
        pipeline: &Pipeline,
        path: &Path,
    ) -> Result<Option<State>, LedgerError> {
        // What was not filed yet is filed now.
        let stays = pipeline.drafts.lifecycle == Lifecycle::Stay;
        if !self.profile.is_live() || !stays || !self.is_reviewed(pipeline, path) {
            return Ok(None);
        }
        let limit = self.loaded.newsroom.limits.draft;
        let read = File::open(path).and_then(|file| files::read_at_most(file, limit, 0));
        let Ok(bytes) = read else { return Ok(None) };
        let digest = Digest::of(&bytes);
        if self.ledger.was_seen(&digest).await? || self.ledger.withdrawn(&digest).await?.is_some() {
            return Ok(Some(State::Waiting));
        }
        let scope = pipeline.collect.as_ref().map(|_| pipeline.name.as_str());
        let holder = self.ledger.holding(World::Live, scope, &digest).await?;
        let done = holder.filter(|e| e.closed_at.is_some() && e.balance.uncertain == 0);
        Ok(done.map(|_| State::Out))
    }

    /// Whether its review is younger than everything that it was made of.
    fn is_reviewed(&self, pipeline: &Pipeline, draft: &Path) -> bool {
        if pipeline.drafts.review == Review::None {
            return true;
        }
        let written = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
        let Some(review) = written(&review::beside(draft)) else { return false };
        let program = std::env::current_exe().unwrap_or_default();
        let made_of: [PathBuf; 5] = [
            draft.to_owned(),
            allow_file::path_of(draft),
            pipeline.file.clone(),
            self.loaded.newsroom.root.join(FILE),
            program,
        ];
        let times = made_of.iter().filter_map(|path| written(path));
        times.max().is_some_and(|newest: SystemTime| newest <= review)
    }
}
