//! Reading one complete draft: its bytes untorn, what the checks say of it, and
//! its review beside it. Nothing is published here.

use std::io;
use std::time::Duration;

use copydesk_ledger::Clock;
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{Pipeline, Profile, Submission};
use copydesk_validation::{Policy, Verdict, validate};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinError;

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

/// For so long the thread waits for the next draft before it ends.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// The thread that drafts are read on. A thread keeps the room that it needed for its
/// next draft: several of them, taking turns, would keep as many times as much.
#[derive(Default)]
pub(super) struct ReadingThread(Option<Runtime>);

impl ReadingThread {
    /// Does `work` there, and says whether it came to its end.
    async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<Result<T, JoinError>> {
        let runtime = match self.0.take() {
            Some(runtime) => runtime,
            None => Builder::new_current_thread()
                .max_blocking_threads(1)
                .thread_keep_alive(KEPT)
                .thread_name("reading")
                .build()?,
        };
        Ok(self.0.insert(runtime).spawn_blocking(work).await)
    }
}

impl Drop for ReadingThread {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Among other tasks nobody may wait for it.
            runtime.shutdown_background();
        }
    }
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
    /// Not even a monstrous draft, or one that makes a check panic, keeps the daemon
    /// from going on.
    pub(super) async fn read(
        self,
        thread: &mut ReadingThread,
        found: Found,
        stamp: Stamp,
    ) -> Result<Option<Read>, Failure> {
        let path = found.path.clone();
        let failed =
            |message: String| Err(Trouble::of(path.display(), message).exit(Exit::Machine));
        match thread.run(move || self.read_here(&found, stamp)).await {
            Ok(read) => read.unwrap_or_else(|_| {
                let message = "reading this draft has stopped the program's own thread; \
                               please report it with the draft";
                failed(message.to_owned())
            }),
            Err(error) => failed(format!("there is no thread to read it on: {error}")),
        }
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
