//! What became of editions that were on their way: it is said, reviewed and filed,
//! and it says when there is more to do. What waits for people is asked again when
//! somebody has answered.

use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_ledger::{EditionSummary, Ledger};
use copydesk_pipeline::definition::Review;
use copydesk_pipeline::{Desk, Outcome, Published, Refusal, Why};
use copydesk_rendering::Lineup;
use jiff::Timestamp;

use super::sending::{Job, Origin, Sent};
use super::shelf::Turn;
use super::{AGAIN, Watching, filing, review};
use crate::exit::Exit;
use crate::report::earned;
use crate::report::printer::Printer;
use crate::trouble::Trouble;

/// What there is to do about an edition.
#[derive(Clone, Copy, Debug)]
enum After {
    /// Nothing more.
    Done,
    /// It is tried again after so long.
    Again(Duration),
    /// It waits for so long, and may go out then.
    Until(Duration),
    /// People were asked.
    Asked,
}

/// When to look again at a draft that has chosen a later moment: its own, but
/// neither sooner nor later than this.
const SOON: Duration = Duration::from_secs(1);
const EARLY: Duration = Duration::from_secs(60 * 60);

/// How often the ledger is asked for people's answers, while something waits for one.
const ANSWERS: Duration = Duration::from_secs(1);

/// When to try deferred deliveries again: the first of delivery's pauses.
const DEFERRED: Duration = Duration::from_secs(5 * 60);

impl Watching {
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
        let name = sent.desk.pipeline.name.clone();
        let mut after = match &sent.published {
            Ok(published) => self.heard(&sent, published, printer),
            Err(failure) => {
                if let Origin::Draft { path, .. } = &sent.origin {
                    self.standing.failed(path, &sent.desk.pipeline.name);
                }
                After::Again(self.failed(sent.origin.path(), failure, printer))
            }
        };
        if let Ok(published) = &sent.published
            && let Err(error) = self.clear_shelf(&sent, published).await
        {
            after = After::Again(self.failed(sent.origin.path(), &error.into(), printer));
        }
        // Somebody has answered while it was on its way.
        if matches!(after, After::Asked | After::Until(_))
            && sent.answered.is_some_and(|answered| answered < self.answers)
        {
            after = After::Until(Duration::ZERO);
        }
        let again = match after {
            After::Again(rest) | After::Until(rest) => Some(Instant::now() + rest),
            After::Asked | After::Done => None,
        };
        match &sent.origin {
            Origin::Draft { path, .. } | Origin::Kept { path, .. } => {
                let turn = match (after, again) {
                    (After::Asked, _) => Turn::Asked,
                    (_, at) => at.map_or(Turn::Rests, Turn::At),
                };
                if let Err(error) = self.turn_over(&sent, turn).await {
                    self.failed(path, &error.into(), printer);
                }
                if let Origin::Draft { stamp, .. } = &sent.origin
                    && let Some(folder) = self.folders.get_mut(&name)
                {
                    folder.taken(path, *stamp, again);
                }
            }
            Origin::Digest { due, .. } => match (after, again) {
                (After::Until(_), Some(at)) => self.hours.wait(&name, at),
                (_, Some(at)) => self.hours.again(&name, at),
                (_, None) => self.hours.keep(&name, *due),
            },
        }
    }

    /// Says what became of an edition, and when there is more to do about it.
    fn heard(&mut self, sent: &Sent, published: &Published, printer: &mut Printer) -> After {
        if self.is_news(sent, published) {
            printer.published(published, &sent.answers, &sent.desk);
        }
        self.worst = self.worst.max(earned::by_edition(published));
        self.standing.published(published);
        self.review_edition(&sent.desk, published, printer);
        if let Some(mailing) = &self.mailing {
            mailing.tell_of_edition(sent.origin.path(), published);
        }
        for (path, error) in filing::file_all(sent, published, &*self.clock) {
            let message = format!("it went out, and cannot be filed: {error}");
            printer.troubles(&[Trouble::of(path.display(), message)]);
            self.worst = self.worst.max(Exit::Machine);
        }
        match &published.outcome {
            Outcome::Nothing => match early(published) {
                Some(at) => {
                    self.hear_answers(sent);
                    After::Until(self.until(at))
                }
                None => After::Done,
            },
            Outcome::Waits(_) | Outcome::Refused(_, Refusal::UnderWay(_)) => After::Until(AGAIN),
            // The pages may come up by themselves, and nobody is asked for anything.
            Outcome::Refused(_, Refusal::NobodyCanLeave(_)) => After::Until(AGAIN),
            Outcome::Refused(_, Refusal::NotApproved { .. } | Refusal::Rejected { .. }) => {
                self.hear_answers(sent);
                After::Asked
            }
            Outcome::Refused(_, Refusal::Grace { until, .. } | Refusal::OutsideWindow(until)) => {
                // Also somebody's `cancel` is heard at once.
                self.hear_answers(sent);
                After::Until(self.until(until.timestamp()))
            }
            Outcome::Distributed(_, _, delivered) if !delivered.closed => After::Again(DEFERRED),
            _ => After::Done,
        }
    }

    /// How long it is till then. An hour at most: the clock may be set meanwhile.
    fn until(&self, at: Timestamp) -> Duration {
        let rest = Duration::try_from(at.duration_since(self.clock.now())).unwrap_or_default();
        rest.clamp(SOON, EARLY)
    }

    /// Whether it was not said already: what waits for a person is looked at again and
    /// again.
    fn is_news(&mut self, sent: &Sent, published: &Published) -> bool {
        let path = sent.origin.path();
        let words = match &published.outcome {
            Outcome::Refused(_, refusal) => Some(refusal.to_string()),
            // Of other words it is said again.
            Outcome::Nothing => early(published).map(|at| format!("{at} {:?}", sent.contents)),
            _ => None,
        };
        match words {
            Some(words) => self.told.insert(path.to_owned(), words.clone()) != Some(words),
            None => {
                self.told.remove(path);
                true
            }
        }
    }

    /// Lets it go, and looks at it no more until it has ended.
    pub(super) fn send(&mut self, job: Job) {
        let place = (job.desk.pipeline.name.clone(), job.origin.path().to_owned());
        self.waiting.remove(&place);
        self.sending.send(job);
    }

    /// It is looked at as soon as somebody has answered, or ended something.
    fn hear_answers(&mut self, sent: &Sent) {
        let place = (sent.desk.pipeline.name.clone(), sent.origin.path().to_owned());
        self.waiting.insert(place, sent.origin.clone());
    }

    /// Somebody has answered: what waited for that is looked at now.
    fn ask_again(&mut self) {
        let now = Some(Instant::now());
        for ((name, _), origin) in std::mem::take(&mut self.waiting) {
            match origin {
                Origin::Draft { path, stamp, .. } => {
                    if let Some(folder) = self.folders.get_mut(&name) {
                        folder.taken(&path, stamp, now);
                    }
                }
                Origin::Kept { path, .. } => {
                    let place = self.place(&name, &path);
                    self.shelf.turn(place, Some(Turn::At(Instant::now())));
                }
                Origin::Digest { .. } => self.hours.answered(&name),
            }
        }
    }

    /// Tells of an edition that is held, or waits for people, in the reviews of its
    /// drafts.
    fn review_edition(&mut self, desk: &Desk, published: &Published, printer: &mut Printer) {
        if desk.pipeline.drafts.review == Review::None {
            return;
        }
        let mut corrects = false;
        let after = match &published.outcome {
            Outcome::Held(rendered) => review::held_edition(rendered),
            Outcome::Refused(_, refusal) => review::asked(refusal),
            Outcome::Distributed(_, frozen, delivered) if frozen.revision > 1 => {
                corrects = true;
                review::put_right(&frozen.key, frozen.revision, &delivered.balance)
            }
            _ => String::new(),
        };
        let in_it = published.lineup().into_iter().flat_map(Lineup::all);
        // The other briefs of a digest that is put right are as they were.
        let in_it = in_it
            .filter(|one| !corrects || one.document().front_matter.correction.is_some())
            .map(|one| (one.document(), one.report(), after.clone()));
        let out = published.left_out.iter().filter_map(|left| match &left.why {
            Why::Out(EditionSummary { key, revision, balance, .. }) if *revision > 1 => {
                let after = review::put_right(key, *revision, balance);
                Some((left.verdict.document(), left.verdict.report(), after))
            }
            Why::HeldEdition(alone) => {
                let after = review::held_edition(alone);
                Some((left.verdict.document(), left.verdict.report(), after))
            }
            _ => None,
        });
        for (document, report, after) in in_it.chain(out).filter(|(.., after)| !after.is_empty()) {
            let path = Path::new(&document.path);
            // Beside a file that is gone, nobody would look.
            if !path.exists() {
                continue;
            }
            if let Err(failure) = review::write(path, document, report, &after) {
                printer.troubles(&failure.troubles);
                self.worst = self.worst.max(failure.exit);
            }
        }
    }
}

/// When the first of the drafts may go that have chosen a later moment.
fn early(published: &Published) -> Option<Timestamp> {
    let moments = published.left_out.iter().filter_map(|left| match &left.why {
        Why::Refused(Refusal::TooEarly(at)) => Some(at.timestamp()),
        _ => None,
    });
    moments.min()
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
