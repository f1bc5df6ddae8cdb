//! Digests at their hour, from what has settled in their folders.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_ledger::{Ledger, LedgerError, Proposal, World};
use copydesk_pipeline::definition::WhenHeld;
use copydesk_pipeline::{Pipeline, Submission, waiting};
use jiff::Timestamp;

use super::hours::{Due, Found, Patience};
use super::reconcile::Folder;
use super::sending::{Job, Origin};
use super::taking::Reader;
use super::{AGAIN, Next, Watching};
use crate::report::printer::Printer;
use crate::trouble::Failure;

/// So long a digest waits for what is still being written.
const LAST_MINUTE: Duration = Duration::from_secs(30);

impl Watching {
    /// Collects the digests that are due, from what has settled.
    pub(super) async fn collect(&mut self, next: &mut Next, printer: &mut Printer) {
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
            let found = async || {
                let mut editions = ledger.editions(world).await?;
                editions.retain(|edition| edition.pipeline.as_deref() == Some(name));
                let waiting =
                    world == World::Live && proposed(&*ledger, name, last).await?.is_some();
                Ok::<_, LedgerError>(Found { editions, waiting })
            };
            let patience =
                Patience { news: pipeline.patience(), waits: collect.when_held == WhenHeld::Wait };
            match self.hours.due(name, last, (now, Instant::now()), patience, found).await {
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
        if self.is_barred(printer).await {
            return self.hours.again(&pipeline.name, again);
        }
        let folder = self.loaded.newsroom.root.join(&pipeline.drafts.folder);
        let mut drafts = self.settled(pipeline, Path::new(""), printer).await;
        let gone = self.without_file(pipeline).await.map_err(Failure::from);
        let asked = proposed(&*self.ledger, &pipeline.name, due).await.map_err(Failure::from);
        match gone.and_then(|gone| Ok((gone, asked?))) {
            Ok((gone, asked)) => {
                drafts.extend(gone);
                // What puts an edition right goes by itself.
                drafts.retain(|draft| draft.correction().is_none());
                drafts = as_asked(drafts, asked.as_ref());
            }
            Err(failure) => {
                self.failed(&pipeline.file, &failure, printer);
                return self.hours.again(&pipeline.name, again);
            }
        }
        self.hours.begin(&pipeline.name);
        let drafts = drafts.into_iter().map(Job::waiting).collect();
        let origin = Origin::Digest { due, folder };
        self.send(Job { desk, origin, soon: true, drafts });
    }

    /// The drafts that have settled in a pipeline's folder, but for one.
    pub(super) async fn settled(
        &mut self,
        pipeline: &Pipeline,
        but: &Path,
        printer: &mut Printer,
    ) -> Vec<Submission> {
        let settled = self.folders.get(&pipeline.name).map(Folder::settled).unwrap_or_default();
        let mut drafts = Vec::new();
        for (found, stamp) in settled.into_iter().filter(|(found, _)| found.path != but) {
            let reader = Reader::new(&self.loaded, pipeline, &self.profile, &*self.clock);
            match reader.read(&mut self.reading, found.clone(), stamp).await {
                Ok(Some(read)) => drafts.push(read.draft),
                // Saved a moment ago: it is for the next edition.
                Ok(None) => {}
                Err(failure) => {
                    self.failed(&found.path, &failure, printer);
                }
            }
        }
        drafts
    }
}

/// The digest of this hour that people were asked about, or that waits for its time.
async fn proposed(
    ledger: &dyn Ledger,
    pipeline: &str,
    due: Timestamp,
) -> Result<Option<Proposal>, LedgerError> {
    let all = waiting(ledger).await?;
    let of_hour = |p: &Proposal| p.proposed.pipeline == pipeline && p.proposed_at >= due;
    Ok(all.into_iter().find(of_hour))
}

/// The drafts that people were asked about, if all of them are there as they were. What
/// was saved since is for the next edition; what was changed since makes another one.
fn as_asked(drafts: Vec<Submission>, asked: Option<&Proposal>) -> Vec<Submission> {
    let Some(Proposal { proposed, .. }) = asked else { return drafts };
    let is_in = |draft: &Submission| proposed.contents.contains(&draft.draft().digest());
    let there = drafts.iter().filter(|draft| draft.is_ready() && is_in(draft)).count();
    match there == proposed.contents.len() && there > 0 {
        true => drafts.into_iter().filter(is_in).collect(),
        false => drafts,
    }
}
