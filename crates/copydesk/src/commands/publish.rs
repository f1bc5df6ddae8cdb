//! `copydesk publish`

mod summary;
mod typing;

use std::collections::BTreeMap;

use copydesk_distribution::Stop;
use copydesk_ledger::Ledger;
use copydesk_pipeline::{
    Desk, Memory, Pipeline, Profile, PublishError, Published, Refusal, Submission, dry_run, publish,
};

use super::watch::{Presence, presence};
use crate::args::{Global, Publish};
use crate::drafts::{self, Found};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::report::answers::Answers;
use crate::report::edition;
use crate::report::printer::Printer;
use crate::report::progress::Progress;
use crate::running;
use crate::trouble::{Failure, Trouble};

use summary::Summary;

/// Takes drafts through their pipeline: those named, or every ready one.
pub(crate) fn run(
    global: &Global,
    command: &Publish,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let profile = loaded.profile(global)?;
    loaded.tell_if_unsigned(profile, printer);
    let summary = Summary::default();
    let mut run = Run { command, loaded: &loaded, profile, summary, barred: None };
    let work = run.work(printer)?;
    running::runtime()?.block_on(async {
        let stop = running::Signals::listen()?.stop();
        for (index, (pipeline, work)) in work.iter().enumerate() {
            if index > 0 && printer.is_human() {
                printer.page("\n");
            }
            run.pipeline(pipeline, work, &stop, printer).await?;
        }
        Ok::<(), Failure>(())
    })?;
    run.summary.print(printer);
    Ok(run.summary.worst)
}

struct Run<'a> {
    command: &'a Publish,
    loaded: &'a Loaded,
    profile: &'a Profile,
    summary: Summary,
    /// Why nothing may go out at all, once that was said.
    barred: Option<String>,
}

impl<'a> Run<'a> {
    /// What there is to do, by pipeline.
    fn work(&mut self, printer: &mut Printer) -> Result<Vec<(&'a Pipeline, Vec<Found>)>, Failure> {
        let named = self.command.pipeline.as_deref();
        let only = named.map(|name| self.loaded.named(name)).transpose()?;
        if self.command.drafts.is_empty() {
            let pipelines = self.loaded.pipelines.iter();
            let wanted = pipelines.filter(|p| only.is_none_or(|only| only.name == p.name));
            let mut work = Vec::new();
            for pipeline in wanted {
                work.push((pipeline, self.folder(pipeline, printer)?));
            }
            return Ok(work);
        }
        let mut work: BTreeMap<&str, (&Pipeline, Vec<Found>)> = BTreeMap::new();
        for path in &self.command.drafts {
            let pipeline = self.loaded.taking(path, named)?;
            // Naming a draft is saying that it is ready, unless it says otherwise.
            let found = Found { path: path.clone(), in_ready: true };
            let drafts = &mut work.entry(&pipeline.name).or_insert((pipeline, Vec::new())).1;
            if !drafts.contains(&found) {
                drafts.push(found);
            }
        }
        Ok(work.into_values().collect())
    }

    /// The pipeline's drafts; what cannot be one is told and passed over.
    fn folder(
        &mut self,
        pipeline: &Pipeline,
        printer: &mut Printer,
    ) -> Result<Vec<Found>, Failure> {
        let mut found = Vec::new();
        for entry in drafts::of(&self.loaded.newsroom, pipeline)? {
            match entry {
                Ok(draft) => found.push(draft),
                Err(path) => {
                    self.tell(&drafts::not_a_draft(&path).exit(Exit::Usage), printer);
                }
            }
        }
        Ok(found)
    }

    /// One draft's failure does not keep the others from going out.
    fn tell(&mut self, failure: &Failure, printer: &mut Printer) {
        printer.troubles(&failure.troubles);
        self.summary.worst = self.summary.worst.max(failure.exit);
    }

    /// Nothing goes out from this ledger: said once, however many drafts stand ready.
    fn bar(&mut self, refusal: &Refusal, printer: &mut Printer) {
        let words = refusal.to_string();
        if self.barred.as_ref() != Some(&words) {
            self.tell(&Trouble::new(&words).exit(Exit::Refused), printer);
            self.barred = Some(words);
        }
    }

    async fn pipeline(
        &mut self,
        pipeline: &Pipeline,
        work: &[Found],
        stop: &Stop,
        printer: &mut Printer,
    ) -> Result<(), Failure> {
        let mut desk = self.loaded.desk(pipeline, self.profile)?;
        desk.write_all(self.command.write_all);
        // An edition of the daemon's may take an hour, and nobody knows what comes next.
        if matches!(presence(&self.loaded.newsroom), Presence::Running(_)) {
            desk.never_waits();
        }
        if printer.is_human() {
            printer.page(&edition::heading(&desk));
        }
        // A dry run writes nothing, and so starts no ledger.
        let newsroom = &self.loaded.newsroom;
        let ledger = match self.command.dry_run && !newsroom.has_ledger() {
            true => None,
            false => Some(newsroom.ledger(newsrooms::clock())?),
        };
        let ledger = ledger.as_deref();
        if let Some(ledger) = ledger.filter(|_| !self.command.dry_run)
            && let Some(refusal) = newsroom.barred(self.profile, ledger).await?
        {
            self.bar(&refusal, printer);
            return Ok(());
        }
        let drafts = self.read(&desk, work, printer);
        if desk.pipeline.collect.is_some() {
            let (corrections, others): (Vec<_>, Vec<_>) =
                drafts.into_iter().partition(|draft| draft.correction().is_some());
            let nothing_else = others.is_empty() && !corrections.is_empty();
            for correction in corrections {
                let beside = std::iter::once(correction).chain(others.iter().cloned());
                self.edition(&desk, ledger, beside.collect(), stop, printer).await;
            }
            if !nothing_else {
                self.edition(&desk, ledger, others, stop, printer).await;
            }
            return Ok(());
        }
        let keys = self.keys(&desk, ledger, &drafts).await?;
        for draft in drafts {
            let path = draft.draft().path.clone();
            match keys.iter().find(|(_, paths)| paths.contains(&path)) {
                Some((key, paths)) if paths.len() > 1 => {
                    self.tell(&same_key(key, &path, paths), printer);
                }
                _ => self.edition(&desk, ledger, vec![draft], stop, printer).await,
            }
        }
        Ok(())
    }

    /// The drafts, read. What cannot be is told.
    fn read(&mut self, desk: &Desk, work: &[Found], printer: &mut Printer) -> Vec<Submission> {
        let mut drafts = Vec::new();
        let terms = Terms::of(Some(self.loaded), Some(&desk.pipeline));
        for found in work {
            match files::read_draft(&found.path, &terms) {
                Ok(draft) => {
                    drafts.push(Submission::new(draft, found.in_ready, &desk.pipeline.drafts));
                }
                Err(failure) => self.tell(&failure, printer),
            }
        }
        drafts
    }

    /// Drafts that are one edition, through the chain; once more if somebody at a terminal
    /// approves it there.
    async fn edition(
        &mut self,
        desk: &Desk,
        ledger: Option<&dyn Ledger>,
        drafts: Vec<Submission>,
        stop: &Stop,
        printer: &mut Printer,
    ) {
        let asks = !self.command.dry_run && typing::can_ask(printer);
        let again = asks.then(|| drafts.clone());
        let mut answers = Answers::default();
        let mut published = self.through(desk, ledger, drafts, stop, &mut answers, printer).await;
        if let (Some(some), Some(drafts), Ok(first)) = (ledger, again, &published) {
            match typed(desk, some, first, &drafts).await {
                Ok(false) => {}
                Ok(true) => {
                    published =
                        self.through(desk, ledger, drafts, stop, &mut answers, printer).await;
                }
                Err(failure) => self.tell(&failure, printer),
            }
        }
        match published {
            Ok(published) => {
                printer.published(&published, &answers, desk);
                self.summary.add(&published);
            }
            Err(PublishError::Busy) => {
                self.tell(&busy(&presence(&self.loaded.newsroom)), printer);
            }
            Err(error) => self.tell(&error.into(), printer),
        }
    }

    async fn through(
        &self,
        desk: &Desk,
        ledger: Option<&dyn Ledger>,
        drafts: Vec<Submission>,
        stop: &Stop,
        answers: &mut Answers,
        printer: &mut Printer,
    ) -> Result<Published, PublishError> {
        match ledger {
            Some(ledger) if !self.command.dry_run => {
                let mut progress = Progress::new(printer, answers);
                let stop = stop.clone();
                publish(desk, ledger, drafts, stop, &mut |step| progress.hear(&step)).await
            }
            Some(ledger) => {
                let memory = Memory::recall(desk, ledger, &drafts).await?;
                dry_run(desk, drafts, &memory)
            }
            None => dry_run(desk, drafts, &Memory::default()),
        }
    }

    /// The keys of the editions that the ready drafts would be, with their paths.
    async fn keys(
        &self,
        desk: &Desk,
        ledger: Option<&dyn Ledger>,
        drafts: &[Submission],
    ) -> Result<BTreeMap<String, Vec<String>>, Failure> {
        let kept = ledger.filter(|_| !self.command.dry_run);
        let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| draft.is_ready()) {
            let key = desk.key_of(kept, draft).await?;
            keys.entry(key).or_default().push(draft.draft().path.clone());
        }
        Ok(keys)
    }
}

/// Whether somebody at the terminal has approved what waits for it.
async fn typed(
    desk: &Desk,
    ledger: &dyn Ledger,
    published: &Published,
    drafts: &[Submission],
) -> Result<bool, Failure> {
    let Some(proposal) = typing::waiting(ledger, published).await? else { return Ok(false) };
    let memory = Memory::recall(desk, ledger, drafts).await?;
    let people = memory.candidates().unwrap_or_default();
    let name = typing::ask(desk, &proposal, people)
        .map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
    let Some(name) = name else { return Ok(false) };
    let comment = format!("typed {people} at a terminal");
    ledger.answer(&proposal.proposed.digest, &name, true, &comment).await?;
    Ok(true)
}

/// An edition is on its way; nothing was lost, and the same command works later.
fn busy(daemon: &Presence) -> Failure {
    let who = daemon.busy();
    let help = "`copydesk status` shows them; publish again when they are out. Or leave it to the \
                daemon: a draft in its folder with `status: ready` goes out next";
    Trouble::new(format!("not published: {who}")).help(help).exit(Exit::Incomplete)
}

/// Two drafts with one key: an error on each.
fn same_key(key: &str, path: &str, paths: &[String]) -> Failure {
    let others: Vec<&str> = paths.iter().map(String::as_str).filter(|p| *p != path).collect();
    let message = format!("this would be the edition {key}, and so would {}", others.join(", "));
    let help = "give one of them `edition:` in its front matter";
    Trouble::of(path, message).help(help).exit(Exit::Refused)
}
