//! The watched folders. An event is an alarm clock; the truth is a pass over
//! the folders: what stands there, is it quiet, was it taken in already.
//!
//! [`reconcile`] decides, this file looks and acts. One draft's failure, one broken
//! template, one folder that vanished disturbs nothing else.

mod barring;
mod collecting;
mod desks;
mod filing;
mod hints;
mod hours;
mod jumps;
mod known;
mod looking;
mod mailing;
mod outcomes;
mod pulse;
mod reconcile;
mod review;
mod sending;
mod shelf;
mod stamp;
mod stamps;
mod standing;
mod taking;
mod turns;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_distribution::Stop;
use copydesk_ledger::{Clock, Ledger};
use copydesk_pipeline::{Desk, Pipeline, Profile};

use crate::commands::watch::Supervisor;
use crate::drafts;
use crate::exit::Exit;
use crate::newsrooms::Loaded;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

use barring::Bar;
use desks::Desks;
pub(crate) use hints::Hints;
use hours::Hours;
use jumps::Jumps;
use looking::{LOOK, Pace, sight};
pub(crate) use mailing::Mailing;
pub(crate) use pulse::{Pulse, State as PulseState};
use reconcile::{Folder, Moment, Plan, Turn};
use sending::{Origin, Sending};
use shelf::Shelf;
pub(crate) use stamps::{Look, Stamps, folder_of};
use standing::Standing;
pub(crate) use standing::State;
use taking::ReadingThread;
use turns::Left;

/// How often to look for a folder that went away: nobody hears it come back.
const DEGRADED: Duration = Duration::from_secs(2);

/// When to try again what the world kept from happening.
const AGAIN: Duration = Duration::from_secs(30);

/// The watched folders of a newsroom under one profile.
pub(crate) struct Watching {
    pub(crate) loaded: Loaded,
    profile: Profile,
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    stop: Stop,
    /// By pipeline.
    folders: BTreeMap<String, Folder>,
    desks: Desks,
    reading: ReadingThread,
    sending: Sending,
    bar: Bar,
    shelf: Shelf,
    jumps: Jumps,
    hours: Hours,
    /// What waits for people, by pipeline and path, and how many answers the ledger had
    /// when it was last looked at.
    waiting: BTreeMap<(String, PathBuf), Origin>,
    answers: u64,
    /// Everything that is there is done in its order, and that is all: no digest leaves.
    once: bool,
    /// How many drafts the first pass has found that the ledger is done with; `None`
    /// when that pass is over.
    known: Option<usize>,
    began: Instant,
    /// Which draft is which edition.
    keys: BTreeMap<String, PathBuf>,
    /// How the drafts stand, and what of all that is shown.
    standing: Standing,
    pulse: Arc<Pulse>,
    /// What was last said of a draft that could not be taken in.
    told: HashMap<PathBuf, String>,
    /// Whoever writes to people about drafts that are held, if somebody does.
    pub(crate) mailing: Option<Mailing>,
    /// Who is told that it lives.
    pub(crate) supervisor: Supervisor,
    /// The highest exit code that any draft earned.
    pub(crate) worst: Exit,
}

impl Watching {
    pub(crate) fn new(
        loaded: Loaded,
        profile: Profile,
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        stop: Stop,
        once: bool,
        pulse: Arc<Pulse>,
    ) -> Self {
        let sending = Sending::new(Arc::clone(&ledger), stop.clone());
        Self {
            loaded,
            profile,
            ledger,
            clock,
            stop,
            folders: BTreeMap::new(),
            desks: Desks::default(),
            reading: ReadingThread::default(),
            sending,
            bar: Bar::default(),
            shelf: Shelf::default(),
            jumps: Jumps::default(),
            hours: Hours::default(),
            waiting: BTreeMap::new(),
            answers: 0,
            once,
            known: Some(0),
            began: Instant::now(),
            keys: BTreeMap::new(),
            standing: Standing::default(),
            pulse,
            told: HashMap::new(),
            mailing: None,
            supervisor: Supervisor::new(),
            worst: Exit::Done,
        }
    }

    /// One pass over all folders; how long there is nothing more to do, and
    /// whether some files are not quiet yet.
    pub(crate) async fn pass(&mut self, hints: &mut Hints, printer: &mut Printer) -> Next {
        let mut next = Next { rest: LOOK, unsettled: false };
        let began = Instant::now();
        self.look_at_the_clock().await;
        self.look_behind_the_bar(printer).await;
        let mut takes = Vec::new();
        let mut owned = HashSet::new();
        for (pipeline, shared) in self.pipelines() {
            let path = self.loaded.newsroom.root.join(&pipeline.drafts.folder);
            hints.watch(&path);
            let pace = Pace::of(&path);
            next.rest = next.rest.min(pace.look);
            let mut sight = sight(&path, &pipeline.drafts);
            if shared && let Ok(sight) = &mut sight {
                sight.drafts.retain(|(found, _)| owned.insert(found.path.clone()));
                sight.strangers.retain(|path| owned.insert(path.clone()));
            }
            let now = Moment::now();
            let folder = self.folders.entry(pipeline.name.clone()).or_default();
            let mut plan = folder.reconcile(sight, now, pace.rule);
            next.unsettled |= plan.unsettled;
            if folder.is_degraded() {
                next.rest = next.rest.min(DEGRADED);
            }
            if let Some(due) = plan.due {
                next.rest = next.rest.min(due.saturating_duration_since(now.steady));
            }
            self.say(&path, &pipeline, &plan, printer);
            if self.once {
                // Nobody waits for one of them more than for another.
                plan.take.sort_by(|one, other| one.found.cmp(&other.found));
            }
            takes.push((pipeline, std::mem::take(&mut plan.take).into_iter()));
        }
        if self.once && next.unsettled {
            return next;
        }
        let left = self.take_in_turn(takes, printer).await;
        let behind = left == Left::Unseen;
        if left != Left::Nothing {
            next.rest = Duration::ZERO;
        }
        if !behind && self.has_seen_all(next.unsettled) {
            if let Some(known) = self.known.take().filter(|known| *known > 0) {
                printer.note(&format!(
                    "{} known to the ledger: out already, or not to be sent",
                    counted(known, "draft")
                ));
            }
            self.send_what_is_gone(printer).await;
        }
        if !self.once && !behind {
            self.collect(&mut next, printer).await;
        }
        let ledger = self.tell_the_supervisor(behind).await;
        self.show((began, behind), ledger);
        next.rest = next.rest.min(self.supervisor.rest());
        next
    }

    /// Takes another configuration. Every draft is read again under it; what is on its
    /// way goes on as it began.
    pub(crate) fn reload(&mut self, loaded: Loaded, profile: Profile) {
        (self.loaded, self.profile) = (loaded, profile);
        self.folders.clear();
        self.standing = Standing::default();
        self.desks.clear();
        self.told.clear();
        self.bar = Bar::default();
        self.shelf.reload();
    }

    /// A pass was made, and the ledger answers: the daemon lives.
    async fn tell_the_supervisor(&mut self, behind: bool) -> Result<(), String> {
        let answered = self.ledger.answered().await;
        match &answered {
            Ok(_) => self.supervisor.alive(),
            Err(error) => tracing::error!(%error, "the ledger does not answer"),
        }
        let degraded = self.folders.values().filter(|folder| folder.is_degraded()).count();
        let folders = counted(self.folders.len(), "folder");
        if !behind {
            self.supervisor.ready(&match degraded {
                0 => format!("{folders} watched"),
                n => format!("{folders} watched, {n} degraded"),
            });
        }
        answered.map(drop).map_err(|error| error.to_string())
    }

    /// Shows how the pass went and how everything stands to whoever asks.
    fn show(&mut self, (began, behind): (Instant, bool), ledger: Result<(), String>) {
        let folders = &self.folders;
        if self.standing.len() > folders.values().map(Folder::len).sum() {
            self.standing.keep(|path| folders.values().any(|folder| folder.has(path)));
        }
        let counts = self.standing.counts();
        let degraded = folders.iter().filter_map(|(pipeline, folder)| {
            Some((pipeline.clone(), folder.trouble()?.to_owned()))
        });
        self.pulse.passed(began.elapsed(), |state| {
            state.reconciled |= !behind;
            state.degraded = degraded.collect();
            state.folders = folders.len();
            state.ledger = ledger.err();
            if let Some(counts) = counts {
                state.counts = counts;
            }
        });
    }

    /// All pipelines, and whether another one has the same folder. A draft in it belongs
    /// to the first that takes it, and those that do not collect come first.
    fn pipelines(&self) -> Vec<(Pipeline, bool)> {
        let mut all: Vec<Pipeline> = self.loaded.pipelines.iter().cloned().collect();
        all.sort_by_key(|pipeline| pipeline.collect.is_some());
        let folder = |pipeline: &Pipeline| pipeline.drafts.folder.clone();
        let folders: Vec<PathBuf> = all.iter().map(folder).collect();
        let shared = |own: &PathBuf| folders.iter().filter(|folder| *folder == own).count() > 1;
        let shared = folders.iter().map(shared).collect::<Vec<_>>();
        all.into_iter().zip(shared).collect()
    }

    /// Whether nothing is on its way out.
    pub(crate) fn is_idle(&self) -> bool {
        self.sending.is_idle()
    }

    /// The pipeline's desk; `None` where a template or a list is broken, which is told.
    fn desk(&mut self, pipeline: &Pipeline, printer: &mut Printer) -> Option<Arc<Desk>> {
        match self.desks.open(&self.loaded, pipeline, &self.profile) {
            Ok(desk) => {
                self.told.remove(&pipeline.file);
                Some(desk)
            }
            Err(failure) => {
                self.failed(&pipeline.file, &failure, printer);
                None
            }
        }
    }

    /// What the world kept from happening is tried again and again, and told once.
    fn failed(&mut self, path: &Path, failure: &Failure, printer: &mut Printer) -> Duration {
        let words = format!("{:?}", failure.troubles);
        if self.told.insert(path.to_owned(), words.clone()) != Some(words) {
            printer.troubles(&failure.troubles);
        }
        self.worst = self.worst.max(failure.exit);
        AGAIN
    }

    /// What a pass found out about the folder itself and its names.
    fn say(&mut self, path: &Path, pipeline: &Pipeline, plan: &Plan, printer: &mut Printer) {
        match &plan.turn {
            Some(Turn::Degraded(why)) => {
                let help = format!("`drafts: {{ folder: … }}` in {}", pipeline.file.display());
                printer.troubles(&[Trouble::of(path.display(), why.clone()).help(help)]);
                self.worst = self.worst.max(Exit::Usage);
            }
            Some(Turn::Sound) => {
                printer.note(&format!("{}: the drafts folder can be read again", path.display()));
            }
            None => {}
        }
        for stranger in &plan.strangers {
            printer.troubles(&[drafts::not_a_draft(stranger)]);
        }
        for (from, to) in &plan.renamed {
            review::forget(from);
            self.told.remove(from);
            tracing::info!(from = %from.display(), to = %to.display(), "a draft has a new name");
        }
        // Only what stands there can be told again.
        if self.told.len() > 1000 {
            let folders = &self.folders;
            self.told.retain(|path, _| folders.values().any(|folder| folder.has(path)));
        }
    }
}

/// What a pass leaves to do.
pub(crate) struct Next {
    /// Nothing before this is over, unless something is heard.
    pub(crate) rest: Duration,
    /// Some files are not quiet yet.
    pub(crate) unsettled: bool,
}
