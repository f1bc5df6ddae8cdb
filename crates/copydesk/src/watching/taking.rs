//! Reading one complete draft: its bytes untorn, what the checks say of it, and
//! its review beside it. Nothing is published here.

use copydesk_ledger::Clock;
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{Pipeline, Profile, Submission};
use copydesk_validation::{Policy, Verdict, validate};

use super::review;
use super::stamp::Stamp;
use crate::drafts::Found;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::Loaded;
use crate::trouble::{Failure, Trouble};

/// A pipeline's way of reading drafts.
pub(super) struct Reader {
    terms: Terms,
    policy: Policy,
    pipeline: Pipeline,
}

/// A draft that was read.
pub(super) struct Read {
    pub(super) draft: Submission,
    pub(super) verdict: Verdict,
    /// Why its review could not be written, if it was asked for.
    pub(super) review: Option<Failure>,
}

impl Reader {
    pub(super) fn new(
        loaded: &Loaded,
        pipeline: &Pipeline,
        profile: &Profile,
        clock: &dyn Clock,
    ) -> Self {
        let newsroom = &loaded.newsroom;
        let today = clock.now().to_zoned_datetime(newsroom.time_zone.clone()).date();
        Self {
            terms: Terms::of(Some(loaded), Some(pipeline)),
            policy: pipeline.policy(newsroom, profile, today),
            pipeline: pipeline.clone(),
        }
    }

    /// Reads the draft whose stamp was `stamp`; `None` if it was written to meanwhile.
    /// On a thread of its own, so that not even a monstrous draft, or one that makes
    /// a check panic, keeps the daemon from going on.
    pub(super) async fn read(self, found: Found, stamp: Stamp) -> Result<Option<Read>, Failure> {
        let path = found.path.clone();
        tokio::task::spawn_blocking(move || self.read_here(&found, stamp)).await.unwrap_or_else(
            |_| {
                let message = "reading this draft has stopped the program's own thread; \
                               please report it with the draft";
                Err(Trouble::of(path.display(), message).exit(Exit::Machine))
            },
        )
    }

    fn read_here(self, found: &Found, stamp: Stamp) -> Result<Option<Read>, Failure> {
        let draft = files::read_draft(&found.path, &self.terms)?;
        if Stamp::of(&found.path).ok() != Some(stamp) {
            return Ok(None);
        }
        let draft = Submission::new(draft, found.in_ready, &self.pipeline.drafts);
        let verdict = validate(draft.document().clone(), &self.policy);
        let review = match self.pipeline.drafts.review {
            Review::Beside => {
                review::write(&found.path, verdict.document(), verdict.report(), "").err()
            }
            Review::None => None,
        };
        Ok(Some(Read { draft, verdict, review }))
    }
}
