//! How far ahead of a worker its intents are noted.
//!
//! What is intended and not begun becomes uncertain if the machine dies, and hears of no
//! stop. So no more are intended than go out in a moment, and what the ledger said longer
//! ago is asked again.

use std::time::Duration;

use copydesk_ledger::{Batch, DeliveryId, Intended, Intents, Lease};
use tokio::time::Instant;

/// What is noted at once is meant to be out by then.
const MOMENT: Duration = Duration::from_millis(250);

/// What the ledger says of a message.
pub(super) enum Said {
    /// It may be sent; asked then.
    Go(Instant),
    /// Its person left since the plan, and it is settled.
    Left,
    /// The edition does not go on, or the lease is over.
    No,
}

/// One worker's batch, and how fast the worker is.
pub(super) struct Ahead {
    batch: Option<Noted>,
    /// Noted at once of late, and the most of that.
    size: usize,
    most: usize,
    /// Begun since something was noted, and when that was.
    begun: usize,
    since: Instant,
}

/// A batch, and what the ledger has said of it.
struct Noted {
    lease: Lease,
    deliveries: Vec<DeliveryId>,
    /// Of the first so many; `None` is a no.
    said: Vec<Option<Through>>,
    /// The first so many are begun or done without.
    past: usize,
    /// Whether the worker can do nothing before it hears of the next.
    waits: bool,
    /// When the ledger was asked that last said that all goes on, and when it was heard.
    asked: Instant,
    heard: Instant,
}

#[derive(Clone, Copy)]
enum Through {
    Intended,
    Left,
}

impl Ahead {
    /// Never so far that more than `most` are noted and not begun.
    pub(super) fn new(most: usize) -> Self {
        Self { batch: None, size: 0, most, begun: 0, since: Instant::now() }
    }

    /// From now on it is about this batch.
    pub(super) fn open(&mut self, batch: &Batch) {
        let now = Instant::now();
        self.batch = Some(Noted {
            lease: batch.lease.clone(),
            deliveries: batch.deliveries.iter().map(|delivery| delivery.id).collect(),
            said: Vec::new(),
            past: 0,
            waits: false,
            asked: now,
            heard: now,
        });
    }

    /// Nothing more is noted for it.
    pub(super) fn close(&mut self) {
        self.batch = None;
    }

    /// What the ledger has said of the message in this slot.
    pub(super) fn said(&self, slot: usize) -> Option<Said> {
        let noted = self.batch.as_ref()?;
        Some(match noted.said.get(slot)? {
            Some(Through::Intended) => Said::Go(noted.asked),
            Some(Through::Left) => Said::Left,
            None => Said::No,
        })
    }

    /// The same, and if it may be sent, it is begun.
    pub(super) fn begin(&mut self, slot: usize) -> Option<Said> {
        let said = self.said(slot)?;
        if let (Said::Go(_), Some(noted)) = (&said, &mut self.batch) {
            noted.past = slot + 1;
            self.begun += 1;
        }
        Some(said)
    }

    /// Whether the ledger was heard a moment ago.
    pub(super) fn is_fresh(&self) -> bool {
        self.batch.as_ref().is_some_and(|noted| noted.heard.elapsed() <= MOMENT)
    }

    /// The worker has come to the message in this slot, and waits to hear of it.
    pub(super) fn wait(&mut self, slot: usize) {
        if let Some(noted) = &mut self.batch {
            noted.past = slot;
            noted.waits = true;
        }
    }

    /// What to ask about now, if the worker waits or will soon.
    pub(super) fn wanted(&mut self) -> Option<Intents> {
        let pace = self.pace();
        let noted = self.batch.as_ref()?;
        let size = if noted.waits { pace.max(1) } else { pace };
        let few = noted.ahead() <= size / 2 && noted.said.len() < noted.deliveries.len();
        (noted.waits || few && size > 0).then(|| self.take(size)).flatten()
    }

    /// As many as go out in a moment, going by those of late, and not all at once.
    fn pace(&self) -> usize {
        let lately = self.since.elapsed().as_nanos().max(1);
        let out = self.begun as u128 * MOMENT.as_nanos() / lately;
        usize::try_from(out).unwrap_or(self.most).min(self.size * 2).min(self.most)
    }

    fn take(&mut self, size: usize) -> Option<Intents> {
        let noted = self.batch.as_mut()?;
        (self.size, self.begun, self.since) = (size, 0, Instant::now());
        // Who was refused before the body needed no intent.
        noted.said.resize(noted.said.len().max(noted.past), None);
        let count = size.saturating_sub(noted.ahead());
        let deliveries = noted.deliveries.iter().skip(noted.said.len()).take(count);
        Some(Intents { lease: noted.lease.clone(), deliveries: deliveries.copied().collect() })
    }

    /// Takes the answer to what was asked at that time, unless it is about another batch;
    /// whether this one goes on.
    pub(super) fn hear(&mut self, intents: &Intents, intended: &Intended, asked: Instant) -> bool {
        let same = |noted: &&mut Noted| noted.lease.epoch == intents.lease.epoch;
        let Some(noted) = self.batch.as_mut().filter(same) else { return false };
        if intended.goes_on {
            (noted.asked, noted.heard, noted.waits) = (asked, Instant::now(), false);
            let said = |id| match () {
                () if intended.through.contains(id) => Some(Through::Intended),
                () if intended.left.contains(id) => Some(Through::Left),
                () => None,
            };
            noted.said.extend(intents.deliveries.iter().map(said));
        }
        intended.goes_on
    }
}

impl Noted {
    /// Noted and not begun.
    fn ahead(&self) -> usize {
        self.said.len().saturating_sub(self.past)
    }
}

#[cfg(test)]
mod tests {
    use copydesk_ledger::{Candidate, Delivery, EditionId};
    use jiff::Timestamp;
    use tokio::time::advance;

    use super::*;

    fn batch(people: i64) -> Batch {
        let (edition, owner, until) = (EditionId(1), "mail-1".to_owned(), Timestamp::MAX);
        let delivery = |id| {
            let address = format!("p{id}@x.org");
            let candidate = Candidate { address, name: None, list: "readers".into(), since: None };
            Delivery { id: DeliveryId(id), candidate, attempts: 0 }
        };
        Batch {
            lease: Lease { edition, owner, epoch: 1, until },
            destination: "x.org".to_owned(),
            deliveries: (0..people).map(delivery).collect(),
        }
    }

    /// What is asked about, all of which goes through.
    fn noted(ahead: &mut Ahead) -> Option<Vec<i64>> {
        let intents = ahead.wanted()?;
        let through = intents.deliveries.clone();
        let intended = Intended { goes_on: true, through, left: Vec::new() };
        assert!(ahead.hear(&intents, &intended, Instant::now()));
        Some(intents.deliveries.iter().map(|id| id.0).collect())
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_is_asked_for_at_any_pace_and_who_does_not_only_at_a_quick_one() {
        let mut ahead = Ahead::new(8);
        assert_eq!(noted(&mut ahead), None, "it has no batch");
        ahead.open(&batch(9));
        assert_eq!(noted(&mut ahead), None, "it has not begun");
        ahead.wait(0);
        assert_eq!(noted(&mut ahead), Some(vec![0]));
        ahead.begin(0);
        advance(MOMENT * 2).await;
        assert_eq!(noted(&mut ahead), None, "it is slow");
        ahead.wait(1);
        assert_eq!(noted(&mut ahead), Some(vec![1]));
        ahead.begin(1);
        advance(MOMENT / 10).await;
        assert_eq!(noted(&mut ahead), Some(vec![2, 3]), "it is quick");
        assert_eq!(noted(&mut ahead), None, "it has enough");
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_refused_before_its_body_is_not_asked_about() {
        let mut ahead = Ahead::new(8);
        ahead.open(&batch(9));
        ahead.wait(2);
        assert_eq!(noted(&mut ahead), Some(vec![2]));
        assert!(ahead.said(1).is_some_and(|said| matches!(said, Said::No)));
        assert!(matches!(ahead.begin(2), Some(Said::Go(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_heard_a_while_ago_is_asked_again() {
        let mut ahead = Ahead::new(8);
        ahead.open(&batch(9));
        ahead.wait(0);
        assert_eq!(noted(&mut ahead), Some(vec![0]));
        assert!(ahead.is_fresh());
        advance(MOMENT * 2).await;
        assert!(!ahead.is_fresh());
        ahead.wait(0);
        assert_eq!(noted(&mut ahead), Some(vec![]), "nothing more is noted for it");
        assert!(ahead.is_fresh() && matches!(ahead.begin(0), Some(Said::Go(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_about_another_batch_says_nothing() {
        let mut ahead = Ahead::new(8);
        ahead.open(&batch(9));
        ahead.wait(0);
        let intents = ahead.wanted().unwrap();
        let mut later = batch(9);
        later.lease.epoch = 2;
        ahead.open(&later);
        let intended =
            Intended { goes_on: true, through: intents.deliveries.clone(), left: Vec::new() };
        assert!(!ahead.hear(&intents, &intended, Instant::now()));
        assert!(ahead.said(0).is_none());
    }
}
