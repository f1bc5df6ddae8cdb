//! Which digests are due. An hour that was slept through is made good for a while,
//! and what began is always finished; whether an edition of the hour exists is
//! asked of the ledger, so that a restart collects nothing twice.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use copydesk_ledger::EditionSummary;
use jiff::{SignedDuration, Timestamp};

/// A digest that was not asked about leaves at most so much after its hour.
const LATE: SignedDuration = SignedDuration::from_hours(2);

/// How long after its hour a digest may leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long it is news: later no answer counts for it, and it is not even mentioned.
    pub(super) news: SignedDuration,
    /// It waits for drafts that are held, as long as it is news.
    pub(super) waits: bool,
}

/// What the ledger has of a digest's pipeline.
pub(super) struct Found {
    /// Its editions.
    pub(super) editions: Vec<EditionSummary>,
    /// Whether an edition of this hour waits: for people, or for its time.
    pub(super) waiting: bool,
}

/// How far each digest is, by its pipeline's name.
#[derive(Default)]
pub(super) struct Hours(BTreeMap<String, Hour>);

#[derive(Clone, Copy)]
enum Hour {
    /// This moment was kept, or let go.
    Kept(Timestamp),
    /// Its edition is on its way.
    Busy,
    /// To be tried again.
    Again(Instant),
    /// It may go out, and waits until then.
    Waits(Instant),
    /// People were asked about its edition, and somebody has answered.
    Answered,
}

/// What to do about a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing, for as long as that if it is known.
    Nothing(Option<Duration>),
    /// It is collected now.
    Now,
    /// Its hour is too long ago. Said once.
    Missed,
}

impl Hours {
    /// Whether the digest `name`, which was `last` due, is to be collected. What the
    /// ledger has is asked for only where it decides.
    pub(super) async fn due<E>(
        &mut self,
        name: &str,
        last: Timestamp,
        now: (Timestamp, Instant),
        patience: Patience,
        ledger: impl AsyncFnOnce() -> Result<Found, E>,
    ) -> Result<Due, E> {
        match self.0.get(name) {
            Some(Hour::Busy) => return Ok(Due::Nothing(None)),
            // Also where the clock was set back behind it.
            Some(Hour::Kept(kept)) if last <= *kept => return Ok(Due::Nothing(None)),
            Some(Hour::Again(at) | Hour::Waits(at)) if *at > now.1 => {
                return Ok(Due::Nothing(Some(*at - now.1)));
            }
            _ => {}
        }
        let Found { editions, waiting } = ledger().await?;
        if editions.iter().any(|edition| edition.closed_at.is_none()) {
            return Ok(Due::Now);
        }
        let late = now.0.duration_since(last);
        let done = editions.iter().any(|edition| edition.opened_at >= last);
        // People, and a window, may take longer than the hour is young.
        let known = matches!(self.0.get(name), Some(Hour::Answered | Hour::Waits(_)));
        let patient = known || waiting || patience.waits;
        if !done && late <= if patient { patience.news } else { LATE.min(patience.news) } {
            return Ok(Due::Now);
        }
        self.keep(name, last);
        Ok(if !done && late <= patience.news { Due::Missed } else { Due::Nothing(None) })
    }

    /// Its edition is on its way.
    pub(super) fn begin(&mut self, name: &str) {
        self.0.insert(name.to_owned(), Hour::Busy);
    }

    /// Somebody has answered to the edition that was proposed at its hour. One that is on
    /// its way is not collected a second time beside itself.
    pub(super) fn answered(&mut self, name: &str) {
        let hour = self.0.entry(name.to_owned()).or_insert(Hour::Answered);
        if !matches!(hour, Hour::Busy) {
            *hour = Hour::Answered;
        }
    }

    /// This moment is dealt with.
    pub(super) fn keep(&mut self, name: &str, due: Timestamp) {
        self.0.insert(name.to_owned(), Hour::Kept(due));
    }

    /// It may go out, and waits until then.
    pub(super) fn wait(&mut self, name: &str, until: Instant) {
        self.0.insert(name.to_owned(), Hour::Waits(until));
    }

    /// The clock was set: what waits is looked at now.
    pub(super) fn hasten(&mut self) {
        let now = Instant::now();
        for hour in self.0.values_mut() {
            if let Hour::Again(at) | Hour::Waits(at) = hour {
                *at = now.min(*at);
            }
        }
    }

    /// It is tried again then.
    pub(super) fn again(&mut self, name: &str, at: Instant) {
        self.0.insert(name.to_owned(), Hour::Again(at));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::convert::Infallible;

    use copydesk_ledger::{Balance, EditionId, World};
    use copydesk_manuscript::Digest;

    use super::*;

    fn at(moment: &str) -> Timestamp {
        format!("2024-05-01T{moment}:00Z").parse().unwrap()
    }

    fn edition(opened: &str, closed: bool) -> EditionSummary {
        EditionSummary {
            id: EditionId(1),
            world: World::Live,
            key: "k".to_owned(),
            revision: 1,
            pipeline: Some("early".to_owned()),
            digest: Digest::of(b""),
            opened_at: at(opened),
            closed_at: closed.then(|| at(opened)),
            stopped_at: None,
            cancelled_at: None,
            not_after: None,
            balance: Balance::default(),
        }
    }

    const DAY: Patience = Patience { news: SignedDuration::from_hours(24), waits: false };

    async fn due(hours: &mut Hours, now: &str, editions: &[EditionSummary]) -> Due {
        found(hours, now, DAY, editions, false).await
    }

    async fn found(
        hours: &mut Hours,
        now: &str,
        patience: Patience,
        editions: &[EditionSummary],
        waiting: bool,
    ) -> Due {
        let ledger = async || Ok::<_, Infallible>(Found { editions: editions.to_vec(), waiting });
        let now = (at(now), Instant::now());
        hours.due("early", at("07:00"), now, patience, ledger).await.unwrap()
    }

    #[tokio::test]
    async fn an_hour_is_kept_once_also_after_a_restart() {
        let mut hours = Hours::default();
        assert_eq!(due(&mut hours, "07:00", &[]).await, Due::Now);
        hours.begin("early");
        assert_eq!(due(&mut hours, "07:01", &[]).await, Due::Nothing(None));
        hours.keep("early", at("07:00"));
        assert_eq!(due(&mut hours, "07:02", &[]).await, Due::Nothing(None));
        let mut again = Hours::default();
        assert_eq!(due(&mut again, "07:30", &[edition("07:00", true)]).await, Due::Nothing(None));
        // The edition of yesterday says nothing of today's.
        let mut again = Hours::default();
        assert_eq!(due(&mut again, "07:30", &[edition("06:59", true)]).await, Due::Now);
    }

    #[tokio::test]
    async fn an_hour_slept_through_is_made_good_for_a_while() {
        assert_eq!(due(&mut Hours::default(), "09:00", &[]).await, Due::Now);
        let mut hours = Hours::default();
        assert_eq!(due(&mut hours, "09:01", &[]).await, Due::Missed);
        assert_eq!(due(&mut hours, "09:02", &[]).await, Due::Nothing(None));
        // What began is finished, however late.
        let begun = [edition("07:00", false)];
        assert_eq!(due(&mut Hours::default(), "15:00", &begun).await, Due::Now);
    }

    #[tokio::test]
    async fn an_answer_may_take_its_time() {
        let mut hours = Hours::default();
        hours.keep("early", at("07:00"));
        hours.answered("early");
        assert_eq!(due(&mut hours, "15:00", &[]).await, Due::Now);
    }

    #[tokio::test]
    async fn an_answer_to_what_is_on_its_way_collects_nothing_beside_it() {
        let mut hours = Hours::default();
        hours.begin("early");
        hours.answered("early");
        assert_eq!(due(&mut hours, "07:01", &[]).await, Due::Nothing(None));
    }

    #[tokio::test]
    async fn what_the_ledger_has_waiting_is_patient_also_after_a_restart() {
        let again = async |now, waiting| {
            let mut hours = Hours::default();
            found(&mut hours, now, DAY, &[], waiting).await
        };
        assert_eq!(again("15:00", true).await, Due::Now);
        assert_eq!(again("15:00", false).await, Due::Missed);
        // As long as it is news, and no longer.
        let short = Patience { news: SignedDuration::from_hours(3), waits: false };
        let late = found(&mut Hours::default(), "10:01", short, &[], true).await;
        assert_eq!(late, Due::Nothing(None));
        // One that waits for its held drafts waits over a restart.
        let waits = Patience { waits: true, ..DAY };
        assert_eq!(found(&mut Hours::default(), "15:00", waits, &[], false).await, Due::Now);
    }

    #[tokio::test]
    async fn what_waits_for_its_window_is_not_late() {
        let mut hours = Hours::default();
        hours.wait("early", Instant::now() + Duration::from_secs(3600));
        assert!(matches!(due(&mut hours, "07:05", &[]).await, Due::Nothing(Some(_))));
        hours.hasten();
        assert_eq!(due(&mut hours, "15:00", &[]).await, Due::Now);
    }

    #[tokio::test]
    async fn a_clock_set_back_collects_nothing_again() {
        let mut hours = Hours::default();
        hours.keep("early", at("07:00") + SignedDuration::from_hours(24));
        assert_eq!(due(&mut hours, "07:30", &[]).await, Due::Nothing(None));
    }
}
