//! Editions on their way: one of each pipeline at a time, so that a long one
//! keeps nobody else's draft from being read, and a crash of one disturbs none. What
//! somebody has just saved does not wait for what stood there before.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_distribution::{Step, Stop};
use copydesk_ledger::Ledger;
use copydesk_manuscript::{Digest, Draft};
use copydesk_pipeline::{Desk, Published, Submission, publish};
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::stamp::Stamp;
use crate::report::answers::Answers;
use crate::trouble::Failure;

/// What is to be one edition.
pub(super) struct Job {
    pub(super) desk: Arc<Desk>,
    pub(super) origin: Origin,
    /// Somebody waits for it now: it goes before what stood there when all began.
    pub(super) soon: bool,
    /// As found, and whether each is ready: what was read in them takes ten times the
    /// room, and a folder of thousands may wait here.
    pub(super) drafts: Vec<(Draft, bool)>,
}

impl Job {
    /// What is kept of a draft until its turn comes.
    pub(super) fn waiting(draft: Submission) -> (Draft, bool) {
        let ready = draft.is_ready();
        (draft.into_draft(), ready)
    }
}

/// Why it is sent.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A draft was taken in.
    Draft {
        /// Its file as it was then.
        path: PathBuf,
        stamp: Stamp,
        /// The key of the edition that it would be by itself.
        key: String,
    },
    /// A draft was taken in, and its file is gone.
    Kept {
        /// Where it was.
        path: PathBuf,
        /// The key of the edition that it would be by itself.
        key: String,
    },
    /// A digest was due.
    Digest {
        due: Timestamp,
        /// The folder that it is collected from.
        folder: PathBuf,
    },
}

impl Origin {
    /// Where it comes from.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Draft { path, .. }
            | Self::Kept { path, .. }
            | Self::Digest { folder: path, .. } => path,
        }
    }
}

/// What became of it.
pub(super) struct Sent {
    pub(super) desk: Arc<Desk>,
    pub(super) origin: Origin,
    /// The drafts that were to be in it.
    pub(super) contents: Vec<(PathBuf, Digest)>,
    /// How many answers the ledger had when it began, as far as it said so.
    pub(super) answered: Option<u64>,
    pub(super) answers: Answers,
    pub(super) published: Result<Published, Failure>,
}

/// All of them.
pub(super) struct Sending {
    ledger: Arc<dyn Ledger>,
    stop: Stop,
    /// Those that wait for one of their pipeline, by its name.
    waiting: BTreeMap<String, Line<Job>>,
    /// The pipelines that have one under way, and its task.
    busy: BTreeMap<String, tokio::task::Id>,
    tasks: JoinSet<Sent>,
}

impl Sending {
    pub(super) fn new(ledger: Arc<dyn Ledger>, stop: Stop) -> Self {
        let (waiting, busy, tasks) = (BTreeMap::new(), BTreeMap::new(), JoinSet::new());
        Self { ledger, stop, waiting, busy, tasks }
    }

    /// Sends it when its pipeline has nothing else under way.
    pub(super) fn send(&mut self, job: Job) {
        let name = job.desk.pipeline.name.clone();
        self.waiting.entry(name.clone()).or_default().join(job.soon, job);
        self.begin(&name);
    }

    /// Whether nothing is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// The next that has ended; never, while there is none. `None` for one that
    /// panicked, which has said so itself.
    pub(super) async fn next(&mut self) -> Option<Sent> {
        let Some(ended) = self.tasks.join_next_with_id().await else {
            return std::future::pending().await;
        };
        let (id, sent) = match ended {
            Ok((id, sent)) => (id, Some(sent)),
            Err(panicked) => (panicked.id(), None),
        };
        let pipeline = self.busy.iter().find(|(_, task)| **task == id);
        if let Some(name) = pipeline.map(|(name, _)| name.clone()) {
            self.busy.remove(&name);
            self.begin(&name);
        }
        sent
    }

    fn begin(&mut self, pipeline: &str) {
        // What had not begun when the program was told to end waits in its folder.
        if self.busy.contains_key(pipeline) || self.stop.asked() {
            return;
        }
        let Some(job) = self.waiting.get_mut(pipeline).and_then(Line::next) else {
            return;
        };
        let (ledger, stop) = (Arc::clone(&self.ledger), self.stop.clone());
        let runtime = Handle::current();
        // On a thread of its own: checking and rendering are work, and no waiting.
        let task = self.tasks.spawn_blocking(move || {
            let Job { desk, origin, drafts, .. } = job;
            let rule = &desk.pipeline.drafts;
            let drafts = drafts.into_iter();
            let drafts = drafts.map(|(draft, ready)| Submission::new(draft, ready, rule));
            let drafts: Vec<Submission> = drafts.collect();
            // Of what stands beside a correction nothing becomes.
            let corrects = drafts.first().is_some_and(|draft| draft.correction().is_some());
            let own = drafts.iter().take(if corrects { 1 } else { drafts.len() });
            let own = own.map(Submission::draft);
            let contents = own.map(|draft| (PathBuf::from(&draft.path), draft.digest())).collect();
            let mut answers = Answers::default();
            let mut hear = |step: Step<'_>| answers.hear(&step);
            let answered = runtime.block_on(ledger.answered()).ok();
            let published = runtime.block_on(publish(&desk, &*ledger, drafts, stop, &mut hear));
            let published = published.map_err(Failure::from);
            Sent { desk, origin, contents, answered, answers, published }
        });
        self.busy.insert(pipeline.to_owned(), task.id());
    }
}

/// Who comes next of those that wait.
struct Line<T> {
    soon: VecDeque<T>,
    others: VecDeque<T>,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self { soon: VecDeque::new(), others: VecDeque::new() }
    }
}

impl<T> Line<T> {
    fn join(&mut self, soon: bool, one: T) {
        if soon { self.soon.push_back(one) } else { self.others.push_back(one) }
    }

    fn next(&mut self) -> Option<T> {
        self.soon.pop_front().or_else(|| self.others.pop_front())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_just_saved_goes_before_what_stood_there() {
        let mut line = Line::default();
        for (soon, one) in [(false, 1), (false, 2), (true, 3), (false, 4), (true, 5)] {
            line.join(soon, one);
        }
        let order: Vec<i32> = std::iter::from_fn(|| line.next()).collect();
        assert_eq!(order, [3, 5, 1, 2, 4]);
    }
}
