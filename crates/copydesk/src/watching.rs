//! The watched folders. An event is an alarm clock; the truth is a pass over
//! the folders: what stands there, is it quiet, was it taken in already.
//!
//! One draft's failure, one broken template, one folder that vanished disturbs
//! nothing else. Nothing is ever moved or deleted here.

mod hints;
mod review;
mod settling;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk_distribution::Stop;
use copydesk_ledger::Ledger;
use copydesk_manuscript::Draft;
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{Desk, Pipeline, Profile, Published, Refusal, publish};
use copydesk_validation::{Verdict, validate};

use crate::drafts::{self, Found};
use crate::files;
use crate::newsrooms::Loaded;
use crate::report::edition;
use crate::report::printer::Printer;
use crate::trouble::Failure;

pub(crate) use hints::Hints;
use settling::{Decision, Settling, Stamp};

/// A file is complete when it was quiet for so long.
const SETTLE: Duration = Duration::from_secs(2);

/// How often to look although nothing was heard.
const LOOK: Duration = Duration::from_secs(30);

/// When to try again what the world kept from happening.
const AGAIN: Duration = Duration::from_secs(30);

/// When to try deferred deliveries again: the first of delivery's pauses.
const DEFERRED: Duration = Duration::from_secs(5 * 60);

/// The watched folders of a newsroom under one profile.
pub(crate) struct Watching<'a> {
    loaded: &'a Loaded,
    profile: &'a Profile,
    ledger: &'a dyn Ledger,
    stop: Stop,
    settling: Settling,
    /// Folders that could not be read in the last pass, so that each is told once.
    degraded: Vec<PathBuf>,
}

impl<'a> Watching<'a> {
    pub(crate) fn new(
        loaded: &'a Loaded,
        profile: &'a Profile,
        ledger: &'a dyn Ledger,
        stop: Stop,
    ) -> Self {
        let settling = Settling::new(SETTLE);
        Self { loaded, profile, ledger, stop, settling, degraded: Vec::new() }
    }

    /// One pass over all folders; how long there is nothing more to do, and
    /// whether some files are not quiet yet.
    pub(crate) async fn pass(&mut self, hints: &mut Hints, printer: &mut Printer) -> Next {
        let mut next = Next { rest: LOOK, unsettled: false };
        for pipeline in self.loaded.pipelines.iter() {
            let folder = self.loaded.newsroom.root.join(&pipeline.drafts.folder);
            hints.watch(&folder);
            let found = match drafts::of(&self.loaded.newsroom, pipeline) {
                Ok(found) => found,
                Err(failure) => {
                    if !self.degraded.contains(&folder) {
                        printer.troubles(&failure.troubles);
                        self.degraded.push(folder);
                    }
                    continue;
                }
            };
            self.degraded.retain(|other| *other != folder);
            for found in found {
                match found {
                    Ok(found) => self.file(pipeline, &found, &mut next, printer).await,
                    Err(path) => self.stranger(&path, printer),
                }
            }
        }
        next
    }

    /// Something that is called like a draft and is none: told once.
    fn stranger(&mut self, path: &Path, printer: &mut Printer) {
        if self.settling.is_new(path) {
            printer.troubles(&[drafts::not_a_draft(path)]);
        }
    }

    async fn file(
        &mut self,
        pipeline: &Pipeline,
        found: &Found,
        next: &mut Next,
        printer: &mut Printer,
    ) {
        let Ok(stamp) = Stamp::of(&found.path) else { return };
        match self.settling.observe(&found.path, stamp, Instant::now()) {
            Decision::Leave => {}
            Decision::Wait(rest) => {
                next.rest = next.rest.min(rest);
                next.unsettled = true;
            }
            Decision::Later(rest) => next.rest = next.rest.min(rest),
            Decision::Take => {
                let again = self.take(pipeline, found, stamp, printer).await;
                self.settling.taken(&found.path, stamp, again.map(|rest| Instant::now() + rest));
                next.rest = next.rest.min(again.unwrap_or(LOOK));
            }
        }
    }

    /// Reads, reviews and, if it is ready, publishes a draft. Says when to look at
    /// the same bytes again, if at all.
    async fn take(
        &self,
        pipeline: &Pipeline,
        found: &Found,
        stamp: Stamp,
        printer: &mut Printer,
    ) -> Option<Duration> {
        let done = async {
            let draft = files::read_draft(&found.path, self.loaded.newsroom.limits.draft)?;
            if Stamp::of(&found.path).ok() != Some(stamp) {
                // Written to while it was read: torn, and not quiet after all.
                return Ok(Some(Duration::ZERO));
            }
            let desk = self.loaded.desk(pipeline, self.profile)?;
            self.draft(&desk, found, &draft, printer).await
        };
        done.await.unwrap_or_else(|failure: Failure| {
            printer.troubles(&failure.troubles);
            Some(AGAIN)
        })
    }

    async fn draft(
        &self,
        desk: &Desk,
        found: &Found,
        draft: &Draft,
        printer: &mut Printer,
    ) -> Result<Option<Duration>, Failure> {
        let document = copydesk_parsing::parse(draft);
        let ready = found.is_ready(&document, &desk.pipeline.drafts);
        let verdict = validate(document, &desk.policy());
        self.review(desk, &found.path, &verdict)?;
        if !ready {
            print_unready(&draft.path, &verdict, printer);
            return Ok(None);
        }
        let published = publish(desk, self.ledger, draft, self.stop.clone(), &mut |_| {}).await?;
        print(desk, draft, &published, printer);
        Ok(match &published {
            Published::Refused(_, Refusal::TooEarly(_)) => Some(AGAIN),
            Published::Distributed(_, _, delivered) if !delivered.closed => Some(DEFERRED),
            _ => None,
        })
    }

    fn review(&self, desk: &Desk, path: &Path, verdict: &Verdict) -> Result<(), Failure> {
        match desk.pipeline.drafts.review {
            Review::Beside => review::write(path, verdict),
            Review::None => Ok(()),
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

fn print_unready(path: &str, verdict: &Verdict, printer: &mut Printer) {
    if printer.is_human() {
        printer.page(&edition::not_ready(path, verdict, printer.paint()));
    } else {
        printer.lines(verdict.document(), verdict.report());
    }
}

fn print(desk: &Desk, draft: &Draft, published: &Published, printer: &mut Printer) {
    if printer.is_human() {
        return printer.page(&edition::published(&draft.path, published, desk, printer.paint()));
    }
    let (document, report) = published.read();
    printer.lines(document, report);
    if let Some(line) = edition::json(published, desk) {
        printer.json(&line);
    }
}
