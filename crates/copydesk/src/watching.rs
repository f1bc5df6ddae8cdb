//! The watched folders. An event is an alarm clock; the truth is a pass over
//! the folders: what stands there, is it quiet, was it taken in already.
//!
//! [`reconcile`] decides, this file looks and acts. One draft's failure, one broken
//! template, one folder that vanished disturbs nothing else.

mod filing;
mod hints;
mod hours;
mod looking;
mod reconcile;
mod review;
mod sending;
mod stamp;
mod stamps;
mod taking;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_distribution::Stop;
use copydesk_ledger::{Clock, Ledger, LedgerError};
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{Desk, LeftOut, Outcome, Pipeline, Profile, Published, Refusal, Why};
use jiff::Timestamp;

use crate::commands::watch::Supervisor;
use crate::drafts::{self, Found};
use crate::exit::Exit;
use crate::newsrooms::Loaded;
use crate::report::count::counted;
use crate::report::earned;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

pub(crate) use hints::Hints;
use hours::{Due, Hours};
use looking::{LOOK, Pace, sight};
use reconcile::{Folder, Moment, Plan, Turn};
use sending::{Job, Origin, Sending, Sent};
use stamp::Stamp;
pub(crate) use stamps::{Look, Stamps, folder_of};
use taking::{Read, Reader};

/// How often to look for a folder that went away: nobody hears it come back.
const DEGRADED: Duration = Duration::from_secs(2);

/// When to try again what the world kept from happening.
const AGAIN: Duration = Duration::from_secs(30);

/// When to look again at a draft that has chosen a later moment: its own, but
/// neither sooner nor later than this.
const SOON: Duration = Duration::from_secs(1);
const EARLY: Duration = Duration::from_secs(60 * 60);

/// So long a digest waits for what is still being written.
const LAST_MINUTE: Duration = Duration::from_secs(30);

/// How often the ledger is asked for people's answers, while something waits for one.
const ANSWERS: Duration = Duration::from_secs(1);

/// When to try deferred deliveries again: the first of delivery's pauses.
const DEFERRED: Duration = Duration::from_secs(5 * 60);

/// The watched folders of a newsroom under one profile.
pub(crate) struct Watching {
    pub(crate) loaded: Loaded,
    profile: Profile,
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    stop: Stop,
    /// By pipeline.
    folders: BTreeMap<String, Folder>,
    sending: Sending,
    hours: Hours,
    /// What waits for people, and how many answers the ledger had when it was last
    /// looked at.
    waiting: Vec<(String, Origin)>,
    answers: u64,
    /// Everything that is there is done in its order, and that is all: no digest leaves.
    once: bool,
    began: Instant,
    /// Which draft is which edition.
    keys: BTreeMap<String, PathBuf>,
    /// What was last said of a draft that could not be taken in.
    told: HashMap<PathBuf, String>,
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
    ) -> Self {
        let sending = Sending::new(Arc::clone(&ledger), stop.clone());
        Self {
            loaded,
            profile,
            ledger,
            clock,
            stop,
            folders: BTreeMap::new(),
            sending,
            hours: Hours::default(),
            waiting: Vec::new(),
            answers: 0,
            once,
            began: Instant::now(),
            keys: BTreeMap::new(),
            told: HashMap::new(),
            supervisor: Supervisor::new(),
            worst: Exit::Done,
        }
    }

    /// One pass over all folders; how long there is nothing more to do, and
    /// whether some files are not quiet yet.
    pub(crate) async fn pass(&mut self, hints: &mut Hints, printer: &mut Printer) -> Next {
        let mut next = Next { rest: LOOK, unsettled: false };
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
        self.take_in_turn(takes, printer).await;
        if !self.once {
            self.collect(&mut next, printer).await;
        }
        self.tell_the_supervisor().await;
        next.rest = next.rest.min(self.supervisor.rest());
        next
    }

    /// Takes another configuration. Every draft is read again under it; what is on its
    /// way goes on as it began.
    pub(crate) fn reload(&mut self, loaded: Loaded, profile: Profile) {
        (self.loaded, self.profile) = (loaded, profile);
        self.folders.clear();
        self.told.clear();
    }

    /// A pass was made, and the ledger answers: the daemon lives.
    async fn tell_the_supervisor(&mut self) {
        match self.ledger.answered().await {
            Ok(_) => self.supervisor.alive(),
            Err(error) => tracing::error!(%error, "the ledger does not answer"),
        }
        let degraded = self.folders.values().filter(|folder| folder.is_degraded()).count();
        let folders = counted(self.folders.len(), "folder");
        self.supervisor.ready(&match degraded {
            0 => format!("{folders} watched"),
            n => format!("{folders} watched, {n} degraded"),
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

    /// Waits until something that was on its way out has ended, and says what became
    /// of it.
    pub(crate) async fn ended(&mut self, printer: &mut Printer) {
        let asked = !self.waiting.is_empty();
        let sent = tokio::select! {
            sent = self.sending.next() => sent,
            () = answered(&*self.ledger, &mut self.answers), if asked => {
                return self.ask_again();
            }
        };
        let Some(sent) = sent else { return };
        let again = match &sent.published {
            Ok(published) => self.heard(&sent, published, printer),
            Err(failure) => Some(self.failed(sent.origin.path(), failure, printer)),
        };
        let again = again.map(|rest| Instant::now() + rest);
        let name = &sent.desk.pipeline.name;
        match (&sent.origin, again) {
            (Origin::Draft { path, stamp, .. }, again) => {
                if let Some(folder) = self.folders.get_mut(name) {
                    folder.taken(path, *stamp, again);
                }
            }
            (Origin::Digest { .. }, Some(again)) => self.hours.again(name, again),
            (Origin::Digest { due, .. }, None) => self.hours.keep(name, *due),
        }
    }

    /// Says what became of an edition, and when there is more to do about it.
    fn heard(
        &mut self,
        sent: &Sent,
        published: &Published,
        printer: &mut Printer,
    ) -> Option<Duration> {
        if self.is_news(sent.origin.path(), published) {
            printer.published(published, &sent.answers, &sent.desk);
        }
        self.worst = self.worst.max(earned::by_edition(published));
        self.review_edition(&sent.desk, published, printer);
        for (path, error) in filing::file_all(sent, published, &*self.clock) {
            let message = format!("it went out, and cannot be filed: {error}");
            printer.troubles(&[Trouble::of(path.display(), message)]);
            self.worst = self.worst.max(Exit::Machine);
        }
        match &published.outcome {
            Outcome::Nothing => self.until_early(published),
            Outcome::Waits(_) => Some(AGAIN),
            Outcome::Refused(_, Refusal::NotApproved { .. } | Refusal::Rejected { .. }) => {
                self.waiting.push((sent.desk.pipeline.name.clone(), sent.origin.clone()));
                None
            }
            Outcome::Distributed(_, _, delivered) if !delivered.closed => Some(DEFERRED),
            _ => None,
        }
    }

    /// How long the first of the drafts waits that have chosen a later moment. An hour at
    /// most: the clock may be set meanwhile.
    fn until_early(&self, published: &Published) -> Option<Duration> {
        let now = self.clock.now();
        let waits = published.left_out.iter().filter_map(|left| match &left.why {
            Why::Refused(Refusal::TooEarly(at)) => Some(at.timestamp().duration_since(now)),
            _ => None,
        });
        let first = waits.min()?;
        Some(Duration::try_from(first).unwrap_or_default().clamp(SOON, EARLY))
    }

    /// Collects the digests that are due, from what has settled.
    async fn collect(&mut self, next: &mut Next, printer: &mut Printer) {
        let zone = self.loaded.newsroom.time_zone.clone();
        for (pipeline, _) in self.pipelines() {
            let now = self.clock.now();
            let Some(collect) = &pipeline.collect else { continue };
            if let Some(due) = collect.next_due(now, &zone) {
                let rest = Duration::try_from(due.duration_since(now)).unwrap_or_default();
                next.rest = next.rest.min(rest);
            }
            let Some(last) = collect.last_due(now, &zone) else { continue };
            // A brief saved in the last moment is in it, one that is saved on and on is not.
            let patient = Duration::try_from(now.duration_since(last)).unwrap_or_default();
            if next.unsettled && patient.min(self.began.elapsed()) < LAST_MINUTE {
                continue;
            }
            let ledger = Arc::clone(&self.ledger);
            let (world, name) = (self.profile.world(), pipeline.name.as_str());
            let editions = async || {
                let mut editions = ledger.editions(world).await?;
                editions.retain(|edition| edition.pipeline.as_deref() == Some(name));
                Ok::<_, LedgerError>(editions)
            };
            match self.hours.due(name, last, (now, Instant::now()), editions).await {
                Ok(Due::Nothing(rest)) => {
                    next.rest = next.rest.min(rest.unwrap_or(next.rest));
                }
                Ok(Due::Missed) => printer.note(&format!(
                    "pipeline {name} was due at {} and is too late to go by itself: `copydesk \
                     publish --pipeline {name}` collects it",
                    last.to_zoned_datetime(zone.clone()).strftime("%H:%M")
                )),
                Ok(Due::Now) => self.digest(&pipeline, last, printer).await,
                Err(error) => {
                    self.failed(&pipeline.file, &error.into(), printer);
                }
            }
        }
    }

    /// Sends what a digest's folder holds.
    async fn digest(&mut self, pipeline: &Pipeline, due: Timestamp, printer: &mut Printer) {
        let again = Instant::now() + AGAIN;
        let Some(desk) = self.desk(pipeline, printer) else {
            return self.hours.again(&pipeline.name, again);
        };
        let folder = self.loaded.newsroom.root.join(&pipeline.drafts.folder);
        let settled = self.folders.get(&pipeline.name).map(Folder::settled).unwrap_or_default();
        let mut drafts = Vec::new();
        for (found, stamp) in settled {
            let reader = Reader::new(&self.loaded, pipeline, &self.profile, &*self.clock);
            match reader.read(found.clone(), stamp).await {
                Ok(Some(read)) => drafts.push(read.draft),
                // Saved a moment ago: it is for the next edition.
                Ok(None) => {}
                Err(failure) => {
                    self.failed(&found.path, &failure, printer);
                }
            }
        }
        self.hours.begin(&pipeline.name);
        self.sending.send(Job { desk, origin: Origin::Digest { due, folder }, drafts });
    }

    /// Whether it was not said already: what waits for a person is looked at again and
    /// again.
    fn is_news(&mut self, path: &Path, published: &Published) -> bool {
        match &published.outcome {
            Outcome::Refused(_, refusal) => {
                let words = refusal.to_string();
                self.told.insert(path.to_owned(), words.clone()) != Some(words)
            }
            _ => {
                self.told.remove(path);
                true
            }
        }
    }

    /// Somebody has answered: what waited for that is looked at now.
    fn ask_again(&mut self) {
        let now = Some(Instant::now());
        for (name, origin) in std::mem::take(&mut self.waiting) {
            match origin {
                Origin::Draft { path, stamp, .. } => {
                    if let Some(folder) = self.folders.get_mut(&name) {
                        folder.taken(&path, stamp, now);
                    }
                }
                Origin::Digest { .. } => self.hours.answered(&name),
            }
        }
    }

    /// Tells of an edition that is held, or waits for people, in the reviews of its
    /// drafts.
    fn review_edition(&mut self, desk: &Desk, published: &Published, printer: &mut Printer) {
        let after = match &published.outcome {
            Outcome::Held(rendered) => review::held_edition(rendered),
            Outcome::Refused(_, refusal) => review::asked(refusal),
            _ => return,
        };
        let Some(lineup) = published.lineup() else { return };
        if after.is_empty() || desk.pipeline.drafts.review == Review::None {
            return;
        }
        for checked in lineup.intro().into_iter().chain(lineup.briefs()) {
            let (document, report) = (checked.document(), checked.report());
            let path = Path::new(&document.path);
            if let Err(failure) = review::write(path, document, report, &after) {
                printer.troubles(&failure.troubles);
                self.worst = self.worst.max(failure.exit);
            }
        }
    }

    /// One draft of each pipeline, then another of each: a folder of a thousand keeps
    /// nobody waiting.
    async fn take_in_turn(
        &mut self,
        mut takes: Vec<(Pipeline, std::vec::IntoIter<(Found, Stamp)>)>,
        printer: &mut Printer,
    ) {
        takes.retain(|(_, drafts)| drafts.len() > 0);
        // Opened once a pass: templates and lists are read anew whenever something is due.
        let mut desks = BTreeMap::new();
        for (pipeline, _) in &takes {
            desks.insert(pipeline.name.clone(), self.desk(pipeline, printer));
        }
        while !takes.is_empty() {
            for (pipeline, drafts) in &mut takes {
                let Some((found, stamp)) = drafts.next() else { continue };
                if self.stop.asked() {
                    return;
                }
                let desk = desks.get(&pipeline.name).cloned().flatten();
                let again = match self.take(pipeline, desk, &found, stamp, printer).await {
                    Ok(again) => again,
                    Err(failure) => Some(self.failed(&found.path, &failure, printer)),
                };
                self.supervisor.alive();
                if let Some(folder) = self.folders.get_mut(&pipeline.name) {
                    folder.taken(&found.path, stamp, again.map(|rest| Instant::now() + rest));
                }
                while self.once && !self.is_idle() {
                    self.ended(printer).await;
                }
            }
            takes.retain(|(_, drafts)| drafts.len() > 0);
        }
    }

    /// The pipeline's desk; `None` where a template or a list is broken, which is told.
    fn desk(&mut self, pipeline: &Pipeline, printer: &mut Printer) -> Option<Arc<Desk>> {
        match self.loaded.desk(pipeline, &self.profile) {
            Ok(desk) => {
                self.told.remove(&pipeline.file);
                Some(Arc::new(desk))
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
        found: &Found,
        stamp: Stamp,
        printer: &mut Printer,
    ) -> Result<Option<Duration>, Failure> {
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
        let Some(desk) = desk else { return Ok(ready.then_some(AGAIN)) };
        let stays = match (&pipeline.collect, ready) {
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
        // From here on its bytes are kept, whatever becomes of the file.
        let key = desk.key_of(Some(&*self.ledger), &draft).await?;
        self.claim_key(key.clone(), &found.path)?;
        let origin = Origin::Draft { path: found.path.clone(), stamp, key };
        self.sending.send(Job { desk, origin, drafts: vec![draft] });
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

/// Waits until somebody has answered to something since `seen`.
async fn answered(ledger: &dyn Ledger, seen: &mut u64) {
    loop {
        tokio::time::sleep(ANSWERS).await;
        match ledger.answered().await {
            Ok(count) if count != *seen => {
                *seen = count;
                return;
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the ledger does not answer"),
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
