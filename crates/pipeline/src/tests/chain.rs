//! The whole chain on drafts given as text, at an hour that the test chooses.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use copydesk_distribution::Stop;
use copydesk_ledger::Clock;
use copydesk_manuscript::Draft;
use jiff::Timestamp;

use crate::{Desk, Newsroom, Pipelines, Published, Submission, publish};

/// A clock that is moved by hand.
pub(super) struct HandClock(AtomicI64);

impl HandClock {
    pub(super) fn at(moment: &str) -> Arc<Self> {
        let moment: Timestamp = moment.parse().unwrap();
        Arc::new(Self(AtomicI64::new(moment.as_second())))
    }

    pub(super) fn set(&self, moment: &str) {
        let moment: Timestamp = moment.parse().unwrap();
        self.0.store(moment.as_second(), Ordering::SeqCst);
    }

    pub(super) fn next_day(&self) {
        self.0.fetch_add(24 * 60 * 60, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A newsroom on disk, whose drafts are the test's.
pub(super) struct Chain<'a> {
    pub(super) root: &'a Path,
    pub(super) profile: &'a str,
    pub(super) clock: Arc<HandClock>,
}

impl Chain<'_> {
    pub(super) fn desk(&self, pipeline: &str) -> Desk {
        let newsroom = Newsroom::load(self.root).unwrap();
        let pipelines = Pipelines::load(&newsroom).unwrap();
        let profile = newsroom.profile(Some(self.profile)).unwrap();
        let clock = Arc::clone(&self.clock) as _;
        Desk::open(&newsroom, pipelines.named(pipeline).unwrap(), profile, clock).unwrap()
    }

    /// Drafts, by name and text, as one edition.
    pub(super) fn publish(&self, pipeline: &str, drafts: &[(&str, String)]) -> Published {
        let desk = self.desk(pipeline);
        let ledger = desk.newsroom.ledger(Arc::clone(&self.clock) as _).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let drafts = submitted(&desk, drafts);
        runtime.block_on(async {
            // As an operator opens it, once.
            if ledger.adopted().await.unwrap().is_none() {
                ledger.adopt(Vec::new(), Vec::new()).await.unwrap();
            }
            publish(&desk, &*ledger, drafts, Stop::never(), &mut |_| {}).await.unwrap()
        })
    }
}

pub(super) fn submitted(desk: &Desk, drafts: &[(&str, String)]) -> Vec<Submission> {
    let submitted = drafts.iter().map(|(name, text)| {
        let draft = Draft::new(format!("drafts/{name}"), text.as_bytes());
        Submission::new(draft, false, &desk.pipeline.drafts)
    });
    submitted.collect()
}

/// The names in the lineup, the intro first, in brackets.
pub(super) fn lineup(published: &Published) -> Vec<String> {
    let Some(lineup) = published.lineup() else { return Vec::new() };
    let name = |path: &str| path.trim_start_matches("drafts/").to_owned();
    let intro = lineup.intro().map(|i| format!("({})", name(&i.document().path)));
    intro.into_iter().chain(lineup.briefs().iter().map(|b| name(&b.document().path))).collect()
}
