//! How the drafts stand that were taken in, and what the checks say of them: counted
//! for whoever looks after the daemon.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use copydesk_manuscript::Severity;
use copydesk_pipeline::{Outcome, Published, Why};
use copydesk_validation::Verdict;

/// How a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Its editor still has it, and nothing holds it.
    Clear,
    /// The checks hold it, or the edition made of it.
    Held,
    /// It is ready, and waits: for its hour, for people, for others.
    Waiting,
    /// Its edition is out.
    Out,
    /// The world keeps it from being read or sent.
    Failed,
}

impl State {
    pub(crate) const ALL: [Self; 5] =
        [Self::Clear, Self::Held, Self::Waiting, Self::Out, Self::Failed];

    /// The word for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Out => "out",
            Self::Failed => "failed",
        }
    }

    fn of(why: &Why) -> Self {
        match why {
            Why::NotReady => Self::Clear,
            Why::Held | Why::HeldEdition(_) => Self::Held,
            Why::Out(_) => Self::Out,
            Why::Refused(_) | Why::Waits(_) | Why::NotDue | Why::Alone | Why::Corrects => {
                Self::Waiting
            }
        }
    }
}

/// The drafts of all folders.
#[derive(Default)]
pub(super) struct Standing {
    drafts: HashMap<PathBuf, Draft>,
    changed: bool,
}

struct Draft {
    pipeline: String,
    state: State,
    findings: Vec<(&'static str, Severity)>,
}

/// How many there are of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// By pipeline and state.
    pub(crate) drafts: BTreeMap<(String, State), u64>,
    /// By check and severity, without those that somebody answered for.
    pub(crate) findings: BTreeMap<(&'static str, Severity), u64>,
}

impl Standing {
    /// What the checks said of a draft.
    pub(super) fn read(&mut self, path: &Path, pipeline: &str, verdict: &Verdict, ready: bool) {
        let state = match verdict {
            Verdict::Held(_) => State::Held,
            Verdict::Clear(_) if ready => State::Waiting,
            Verdict::Clear(_) => State::Clear,
        };
        let open = verdict.report().findings.iter().filter(|finding| finding.waived.is_none());
        let findings = open.map(|finding| (finding.check, finding.severity)).collect();
        let draft = Draft { pipeline: pipeline.to_owned(), state, findings };
        self.drafts.insert(path.to_owned(), draft);
        self.changed = true;
    }

    /// The ledger is done with it, so the checks were not asked again.
    pub(super) fn known(&mut self, path: &Path, pipeline: &str, state: State) {
        let draft = Draft { pipeline: pipeline.to_owned(), state, findings: Vec::new() };
        self.drafts.insert(path.to_owned(), draft);
        self.changed = true;
    }

    /// It could not be read, or its edition not be sent.
    pub(super) fn failed(&mut self, path: &Path, pipeline: &str) {
        let fresh =
            || Draft { pipeline: pipeline.to_owned(), state: State::Failed, findings: Vec::new() };
        self.drafts.entry(path.to_owned()).or_insert_with(fresh).state = State::Failed;
        self.changed = true;
    }

    /// What became of drafts that were on their way.
    pub(super) fn published(&mut self, published: &Published) {
        let state = match &published.outcome {
            Outcome::Distributed(..) | Outcome::NothingNew(..) => State::Out,
            Outcome::Held(_) => State::Held,
            _ => State::Waiting,
        };
        let lineup = published.lineup().into_iter().flat_map(|lineup| lineup.documents());
        for document in lineup {
            self.becomes(Path::new(&document.path), state);
        }
        for left in &published.left_out {
            self.becomes(Path::new(&left.verdict.document().path), State::of(&left.why));
        }
    }

    fn becomes(&mut self, path: &Path, state: State) {
        if let Some(draft) = self.drafts.get_mut(path) {
            self.changed |= draft.state != state;
            draft.state = state;
        }
    }

    /// Forgets the drafts for which `stands` says no.
    pub(super) fn keep(&mut self, stands: impl Fn(&Path) -> bool) {
        let before = self.drafts.len();
        self.drafts.retain(|path, _| stands(path));
        self.changed |= self.drafts.len() < before;
    }

    pub(super) fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Counted, if anything has changed since the last call.
    pub(super) fn counts(&mut self) -> Option<Counts> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let mut counts = Counts::default();
        for draft in self.drafts.values() {
            *counts.drafts.entry((draft.pipeline.clone(), draft.state)).or_default() += 1;
            for finding in &draft.findings {
                *counts.findings.entry(*finding).or_default() += 1;
            }
        }
        Some(counts)
    }
}
