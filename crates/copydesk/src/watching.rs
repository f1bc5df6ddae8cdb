//! The watched folders. An event is an alarm clock; the truth is a pass over
//! the folders: what stands there, is it quiet, was it taken in already.
//!
//! One draft's failure, one broken template, one folder that vanished disturbs
//! nothing else. Nothing is ever moved or deleted here.

mod hints;
mod review;
mod settling;
mod stamps;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use copydesk_distribution::Stop;
use copydesk_ledger::Ledger;
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{
    Desk, LeftOut, Outcome, Pipeline, Profile, Refusal, Rendered, Submission, Why, publish,
};
use copydesk_validation::{Verdict, validate};

use crate::drafts::{self, Found};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::Loaded;
use crate::report::answers::Answers;
use crate::report::earned;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

pub(crate) use hints::Hints;
pub(crate) use settling::FileStamp;
use settling::{Decision, Settling, Stamp};
pub(crate) use stamps::{Look, Stamps, folder_of};

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
    /// Which draft is which edition.
    keys: BTreeMap<String, PathBuf>,
    /// What was last said of a draft that could not be taken in.
    told: BTreeMap<PathBuf, String>,
    /// The highest exit code that any draft earned.
    pub(crate) worst: Exit,
}

impl<'a> Watching<'a> {
    pub(crate) fn new(
        loaded: &'a Loaded,
        profile: &'a Profile,
        ledger: &'a dyn Ledger,
        stop: Stop,
    ) -> Self {
        let settling = Settling::new(SETTLE);
        Self {
            loaded,
            profile,
            ledger,
            stop,
            settling,
            degraded: Vec::new(),
            keys: BTreeMap::new(),
            told: BTreeMap::new(),
            worst: Exit::Done,
        }
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
                        self.worst = self.worst.max(failure.exit);
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
        let age = stamp.age(SystemTime::now());
        match self.settling.observe(&found.path, stamp, age, Instant::now()) {
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
        &mut self,
        pipeline: &Pipeline,
        found: &Found,
        stamp: Stamp,
        printer: &mut Printer,
    ) -> Option<Duration> {
        let done = async {
            let terms = Terms::of(Some(self.loaded), Some(pipeline));
            let draft = files::read_draft(&found.path, &terms)?;
            if Stamp::of(&found.path).ok() != Some(stamp) {
                // Written to while it was read: torn, and not quiet after all.
                return Ok(Some(Duration::ZERO));
            }
            let desk = self.loaded.desk(pipeline, self.profile)?;
            let draft = Submission::new(draft, found.in_ready, &pipeline.drafts);
            self.draft(&desk, &found.path, draft, printer).await
        };
        match done.await {
            Ok(again) => again,
            Err(failure) => {
                // Tried again and again, told once.
                let words = format!("{:?}", failure.troubles);
                if self.told.insert(found.path.clone(), words.clone()) != Some(words) {
                    printer.troubles(&failure.troubles);
                }
                self.worst = self.worst.max(failure.exit);
                Some(AGAIN)
            }
        }
    }

    async fn draft(
        &mut self,
        desk: &Desk,
        path: &Path,
        draft: Submission,
        printer: &mut Printer,
    ) -> Result<Option<Duration>, Failure> {
        let verdict = validate(draft.document().clone(), &desk.policy());
        self.review(desk, path, &verdict, None, printer);
        if desk.pipeline.collect.is_some() {
            // Saving a brief does not send the digest that it is for.
            let left = desk.not_due(draft);
            printer.left_out(&left, desk);
            self.worst = self.worst.max(earned::by_draft(&left));
            return Ok(None);
        }
        if draft.is_ready()
            && let Some(failure) = self.same_key(desk, path, &draft).await?
        {
            return Err(failure);
        }
        let mut answers = Answers::default();
        let stop = self.stop.clone();
        let drafts = vec![draft];
        let published =
            publish(desk, self.ledger, drafts, stop, &mut |step| answers.hear(&step)).await?;
        printer.published(&published, &answers, desk);
        self.worst = self.worst.max(earned::by_edition(&published));
        if let Outcome::Held(rendered) = &published.outcome {
            self.review(desk, path, &verdict, Some(rendered), printer);
        }
        let early = |left: &LeftOut| matches!(left.why, Why::Refused(Refusal::TooEarly(_)));
        Ok(match &published.outcome {
            Outcome::Nothing if published.left_out.iter().any(early) => Some(AGAIN),
            Outcome::Distributed(_, _, delivered) if !delivered.closed => Some(DEFERRED),
            _ => None,
        })
    }

    /// Two drafts with one key: the second is refused as long as the first stands
    /// there.
    async fn same_key(
        &mut self,
        desk: &Desk,
        path: &Path,
        draft: &Submission,
    ) -> Result<Option<Failure>, Failure> {
        let key = desk.key_of(Some(self.ledger), draft).await?;
        let owner = self.keys.entry(key.clone()).or_insert_with(|| path.to_owned());
        if owner != path && owner.exists() {
            let message = format!("this would be the edition {key}, and so is {}", owner.display());
            let help = "give one of them `edition:` in its front matter";
            return Ok(Some(Trouble::of(path.display(), message).help(help).exit(Exit::Refused)));
        }
        path.clone_into(owner);
        Ok(None)
    }

    /// Writes the review. One that cannot be written keeps nobody from reading the
    /// mail.
    fn review(
        &mut self,
        desk: &Desk,
        path: &Path,
        verdict: &Verdict,
        held: Option<&Rendered>,
        printer: &mut Printer,
    ) {
        let written = match desk.pipeline.drafts.review {
            Review::Beside => review::write(path, verdict, held),
            Review::None => Ok(()),
        };
        if let Err(failure) = written {
            printer.troubles(&failure.troubles);
            self.worst = self.worst.max(failure.exit);
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
