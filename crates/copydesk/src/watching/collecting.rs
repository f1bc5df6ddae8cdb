//! Digests at their hour, from what has settled in their folders.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_ledger::LedgerError;
use copydesk_pipeline::{Pipeline, Submission};
use jiff::Timestamp;

use super::hours::Due;
use super::reconcile::Folder;
use super::sending::{Job, Origin};
use super::taking::Reader;
use super::{AGAIN, Next, Watching};
use crate::report::printer::Printer;

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
        if self.is_barred(&desk, printer).await {
            return self.hours.again(&pipeline.name, again);
        }
        let folder = self.loaded.newsroom.root.join(&pipeline.drafts.folder);
        let mut drafts = self.settled(pipeline, Path::new(""), printer).await;
        // What puts an edition right goes by itself.
        drafts.retain(|draft| draft.correction().is_none());
        self.hours.begin(&pipeline.name);
        self.sending.send(Job { desk, origin: Origin::Digest { due, folder }, drafts });
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
            match reader.read(found.clone(), stamp).await {
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
