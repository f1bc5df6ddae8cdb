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

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_distribution::Stop;
use copydesk_ledger::{Clock, Ledger};
use copydesk_pipeline::{Desk, LeftOut, Pipeline, Profile, Why};

use crate::commands::watch::Supervisor;
use crate::drafts;
use crate::exit::Exit;
use crate::newsrooms::Loaded;
use crate::report::count::counted;
use crate::report::earned;
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
use reconcile::{Folder, Moment, Plan, Rank, Take, Turn};
use sending::{Job, Origin, Sending};
use shelf::{Shelf, Turn as Shelved};
pub(crate) use stamps::{Look, Stamps, folder_of};
use standing::Standing;
pub(crate) use standing::State;
use taking::{Read, Reader};

/// How often to look for a folder that went away: nobody hears it come back.
const DEGRADED: Duration = Duration::from_secs(2);

/// So long a pass takes in what stood there from the start before it looks whether
/// something was saved meanwhile.
const SLICE: Duration = Duration::from_millis(500);

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

    /// One draft of each pipeline, then another of each: a folder of a thousand keeps
    /// nobody waiting. Of what stood there from the start and what is due once more, only
    /// a slice at a time; the rest is for the next pass.
    async fn take_in_turn(
        &mut self,
        mut takes: Vec<(Pipeline, std::vec::IntoIter<Take>)>,
        printer: &mut Printer,
    ) -> Left {
        let began = Instant::now();
        takes.retain(|(_, drafts)| drafts.len() > 0);
        let mut desks = BTreeMap::new();
        for (pipeline, _) in &takes {
            desks.insert(pipeline.name.clone(), self.desk(pipeline, printer));
        }
        while !takes.is_empty() {
            for (pipeline, drafts) in &mut takes {
                let Some(take) = drafts.next() else { continue };
                if self.stop.asked() {
                    return Left::Unseen;
                }
                let Take { found, stamp, .. } = &take;
                let desk = desks.get(&pipeline.name).cloned().flatten();
                let again = match self.take(pipeline, desk, &take, printer).await {
                    Ok(again) => again,
                    Err(failure) => {
                        self.standing.failed(&found.path, &pipeline.name);
                        Some(self.failed(&found.path, &failure, printer))
                    }
                };
                self.supervisor.alive();
                self.pulse.beat();
                if let Some(folder) = self.folders.get_mut(&pipeline.name) {
                    folder.taken(&found.path, *stamp, again.map(|rest| Instant::now() + rest));
                }
                while self.once && !self.is_idle() {
                    self.ended(printer).await;
                }
            }
            takes.retain(|(_, drafts)| drafts.len() > 0);
            let late = !self.once && began.elapsed() >= SLICE;
            let ranks = || takes.iter().flat_map(|(_, drafts)| drafts.as_slice());
            if late && ranks().all(|take| take.rank != Rank::Saved) {
                let unseen = ranks().any(|take| take.rank != Rank::Again);
                return if unseen { Left::Unseen } else { Left::Again };
            }
        }
        Left::Nothing
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

    /// Reads and reviews a draft and, if it is ready, lets it go out. Says when to look
    /// at the same bytes again, if at all.
    async fn take(
        &mut self,
        pipeline: &Pipeline,
        desk: Option<Arc<Desk>>,
        Take { found, stamp, rank }: &Take,
        printer: &mut Printer,
    ) -> Result<Option<Duration>, Failure> {
        let stamp = *stamp;
        if let Some(known) = self.known
            && let Some(state) = self.known_as(pipeline, &found.path).await?
        {
            self.known = Some(known + 1);
            self.standing.known(&found.path, &pipeline.name, state);
            return Ok(None);
        }
        let reader = Reader::new(&self.loaded, pipeline, &self.profile, &*self.clock);
        let Some(read) = reader.read(found.clone(), stamp).await? else {
            // Written to while it was read: torn, and not quiet after all.
            return Ok(Some(Duration::ZERO));
        };
        let Read { draft, verdict, review } = read;
        if let Some(failure) = review {
            // A review that cannot be written keeps nobody from reading the mail.
            printer.troubles(&failure.troubles);
            self.worst = self.worst.max(failure.exit);
        }
        let ready = draft.is_ready();
        self.standing.read(&found.path, &pipeline.name, &verdict, ready);
        if let Some(mailing) = self.mailing.as_ref().filter(|_| ready) {
            mailing.tell_of_draft(&found.path, &verdict);
        }
        let barred = ready && self.is_barred(printer).await;
        match (ready, barred) {
            (true, true) => {
                self.unshelve_all_but(&pipeline.name, &draft).await?;
                self.wait_behind_the_bar(&pipeline.name, &found.path, stamp);
            }
            // From here on the bytes of what is ready are kept, whatever becomes of the
            // file.
            (true, false) => self.shelve(&pipeline.name, &draft).await?,
            (false, _) => self.unshelve(&pipeline.name, &found.path).await?,
        }
        let Some(desk) = desk else { return Ok(ready.then_some(AGAIN)) };
        let corrects = draft.correction().is_some();
        let stays = match (&pipeline.collect, ready) {
            (Some(_), true) if corrects => None,
            // Saving a brief does not send the digest that it is for.
            (Some(_), _) => Some(desk.not_due(draft.clone())),
            (None, false) => Some(LeftOut { verdict, why: Why::NotReady }),
            (None, true) => None,
        };
        if let Some(left) = stays {
            self.told.remove(&found.path);
            printer.left_out(&left, &desk);
            self.worst = self.worst.max(earned::by_draft(&left));
            return Ok(None);
        }
        if barred {
            return Ok(None);
        }
        let key = desk.key_of(Some(&*self.ledger), &draft).await?;
        let mut drafts = vec![draft];
        match &pipeline.collect {
            None => self.claim_key(key.clone(), &found.path)?,
            // Several briefs of one digest may be put right, one after the other.
            Some(_) => drafts.extend(self.settled(pipeline, &found.path, printer).await),
        }
        let place = self.place(&pipeline.name, &found.path);
        self.shelf.turn(place, Some(Shelved::Busy));
        let origin = Origin::Draft { path: found.path.clone(), stamp, key };
        let drafts = drafts.into_iter().map(Job::waiting).collect();
        let soon = !matches!(rank, Rank::Stood(_));
        self.send(Job { desk, origin, soon, drafts });
        Ok(None)
    }

    /// Two drafts with one key: the second is refused as long as the first stands
    /// there.
    fn claim_key(&mut self, key: String, path: &Path) -> Result<(), Failure> {
        let stands = |path: &Path| self.folders.values().any(|folder| folder.has(path));
        match self.keys.get(&key) {
            Some(owner) if owner != path && stands(owner) => {
                let message =
                    format!("this would be the edition {key}, and so is {}", owner.display());
                let help = "give one of them `edition:` in its front matter";
                Err(Trouble::of(path.display(), message).help(help).exit(Exit::Refused))
            }
            _ => {
                self.keys.insert(key, path.to_owned());
                Ok(())
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

/// What a pass has not come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    /// Drafts that it has looked at before.
    Again,
    /// Drafts that nobody has looked at.
    Unseen,
}

/// What a pass leaves to do.
pub(crate) struct Next {
    /// Nothing before this is over, unless something is heard.
    pub(crate) rest: Duration,
    /// Some files are not quiet yet.
    pub(crate) unsettled: bool,
}
