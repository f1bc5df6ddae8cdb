//! How far ahead of a worker its intents are noted.
//!
//! What is intended and not begun becomes uncertain if the machine dies, and hears of no
//! stop. So no more are intended than go out in a moment, and what was asked longer ago
//! is asked again.

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
    /// The edition does not go on, the lease is over, or the ledger cannot say.
    No,
}

/// One worker's batch, and how fast the worker is.
pub(super) struct Ahead {
    batch: Option<Noted>,
    /// As many were to be ahead when it was last asked for, and the most of that.
    size: usize,
    most: usize,
    /// Begun since then.
    begun: usize,
    since: Instant,
}

/// A batch, and what the ledger has said of it.
struct Noted {
    lease: Lease,
    deliveries: Vec<DeliveryId>,
    /// Of the first so many; `None` of who was not let through, or never asked for.
    said: Vec<Option<Through>>,
    /// When the last of that was asked.
    asked: Instant,
    /// The ledger has said that the batch does not go on.
    over: bool,
    /// The first so many are begun or done without.
    past: usize,
    /// The worker waits to hear of the message in this slot.
    waits: Option<usize>,
    /// It has waited for this one, which goes however long the answer took.
    waited: Option<usize>,
}

#[derive(Clone, Copy)]
enum Through {
    Intended,
    Left,
}

impl Ahead {
    /// With no more than `most` that are noted before the worker waits for them.
    pub(super) fn new(most: usize) -> Self {
        Self { batch: None, size: 0, most, begun: 0, since: Instant::now() }
    }

    /// From now on it is about this batch.
    pub(super) fn open(&mut self, batch: &Batch) {
        self.batch = Some(Noted {
            lease: batch.lease.clone(),
            deliveries: batch.deliveries.iter().map(|delivery| delivery.id).collect(),
            said: Vec::new(),
            asked: Instant::now(),
            over: false,
            past: 0,
            waits: None,
            waited: None,
        });
    }

    /// Nothing more is noted for it.
    pub(super) fn close(&mut self) {
        self.batch = None;
    }

    /// The worker is done with the message in this slot.
    pub(super) fn done(&mut self, slot: usize) {
        if let Some(noted) = &mut self.batch {
            noted.past = slot + 1;
        }
    }

    /// Whether the person of this slot is known to have left.
    pub(super) fn has_left(&self, slot: usize) -> bool {
        let said = self.batch.as_ref().and_then(|noted| noted.said.get(slot));
        matches!(said, Some(Some(Through::Left)))
    }

    /// What the ledger says of the message in this slot, which goes out now if it may.
    /// Otherwise, if that is not known or no longer, the worker waits for it.
    pub(super) fn begin(&mut self, slot: usize) -> Option<Said> {
        let Some(noted) = self.batch.as_mut().filter(|noted| !noted.over) else {
            return Some(Said::No);
        };
        let good = noted.waited == Some(slot) || noted.asked.elapsed() <= MOMENT;
        match noted.said.get(slot) {
            Some(Some(Through::Intended)) if good => {
                noted.past = slot + 1;
                self.begun += 1;
                Some(Said::Go(noted.asked))
            }
            Some(Some(Through::Left)) => Some(Said::Left),
            Some(None) => Some(Said::No),
            _ => {
                (noted.past, noted.waits) = (slot, Some(slot));
                None
            }
        }
    }

    /// What to ask for now: if the worker waits, at least for that one; else for what it
    /// needs soon.
    pub(super) fn wanted(&mut self) -> Option<Intents> {
        let waits = self.batch.as_ref().filter(|noted| !noted.over)?.waits.is_some();
        // The last one begun may not be out, unless the worker waits for another.
        let out = self.begun.saturating_sub(usize::from(!waits));
        let size = self.in_a_moment(out).max(usize::from(waits));
        let noted = self.batch.as_mut()?;
        let soon =
            size > 0 && noted.ahead() <= size / 2 && noted.said.len() < noted.deliveries.len();
        if !waits && !soon {
            return None;
        }
        (self.size, self.begun, self.since) = (size, 0, Instant::now());
        // Who was refused before the body needed no intent.
        noted.said.resize(noted.said.len().max(noted.past), None);
        let count = size.saturating_sub(noted.ahead());
        let deliveries = noted.deliveries.iter().skip(noted.said.len()).take(count);
        Some(Intents { lease: noted.lease.clone(), deliveries: deliveries.copied().collect() })
    }

    /// As many as go out in a moment if so many did of late, but not all at once.
    fn in_a_moment(&self, out: usize) -> usize {
        let lately = self.since.elapsed().as_nanos().max(1);
        let out = out as u128 * MOMENT.as_nanos() / lately;
        usize::try_from(out).unwrap_or(self.most).min(self.size * 2).min(self.most)
    }

    /// Takes the answer to what was asked then, unless it is about another batch.
    pub(super) fn hear(&mut self, intents: &Intents, intended: &Intended, asked: Instant) {
        let same = |noted: &&mut Noted| noted.lease.epoch == intents.lease.epoch;
        let Some(noted) = self.batch.as_mut().filter(same) else { return };
        noted.over = !intended.goes_on;
        noted.asked = asked;
        let said = |id| match () {
            () if intended.through.contains(id) => Some(Through::Intended),
            () if intended.left.contains(id) => Some(Through::Left),
            () => None,
        };
        noted.said.extend(intents.deliveries.iter().map(said));
        if let Some(slot) = noted.waits.take_if(|slot| *slot < noted.said.len()) {
            noted.waited = Some(slot);
        }
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

    /// With a batch of nine.
    fn at_work(most: usize) -> Ahead {
        let mut ahead = Ahead::new(most);
        ahead.open(&batch(9));
        ahead
    }

    /// All of it goes through.
    fn hear(ahead: &mut Ahead, intents: &Intents) {
        let through = intents.deliveries.clone();
        let intended = Intended { goes_on: true, through, left: Vec::new() };
        ahead.hear(intents, &intended, Instant::now());
    }

    /// What is asked for and goes through.
    fn noted(ahead: &mut Ahead) -> Option<Vec<i64>> {
        let intents = ahead.wanted()?;
        hear(ahead, &intents);
        Some(intents.deliveries.iter().map(|id| id.0).collect())
    }

    fn waits(ahead: &mut Ahead, slot: usize) -> bool {
        ahead.begin(slot).is_none()
    }

    fn goes(ahead: &mut Ahead, slot: usize) -> bool {
        matches!(ahead.begin(slot), Some(Said::Go(_)))
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_is_asked_for_at_any_pace_and_who_does_not_only_at_a_quick_one() {
        let mut ahead = Ahead::new(8);
        assert_eq!(noted(&mut ahead), None, "it has no batch");
        ahead.open(&batch(9));
        assert_eq!(noted(&mut ahead), None, "it has not begun");
        assert!(waits(&mut ahead, 0));
        assert_eq!(noted(&mut ahead), Some(vec![0]));
        assert!(goes(&mut ahead, 0));
        advance(MOMENT / 10).await;
        assert_eq!(noted(&mut ahead), None, "nothing is out");
        assert!(waits(&mut ahead, 1));
        assert_eq!(noted(&mut ahead), Some(vec![1, 2]));
        assert!(goes(&mut ahead, 1) && goes(&mut ahead, 2));
        advance(MOMENT / 10).await;
        assert_eq!(noted(&mut ahead), Some(vec![3, 4, 5, 6]), "it is quick");
        assert_eq!(noted(&mut ahead), None, "it has enough");
    }

    #[tokio::test(start_paused = true)]
    async fn of_more_workers_than_may_be_ahead_none_is() {
        let mut ahead = at_work(0);
        for slot in 0..4 {
            assert!(waits(&mut ahead, slot));
            assert_eq!(noted(&mut ahead), Some(vec![slot as i64]));
            assert!(goes(&mut ahead, slot));
            assert_eq!(noted(&mut ahead), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_refused_before_its_body_is_not_asked_for() {
        let mut ahead = at_work(8);
        ahead.done(0);
        assert!(waits(&mut ahead, 2));
        assert_eq!(noted(&mut ahead), Some(vec![2]));
        assert!(goes(&mut ahead, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_more_than_was_asked_goes_on_waiting() {
        let mut ahead = at_work(8);
        assert!(waits(&mut ahead, 0));
        let intents = ahead.wanted().unwrap();
        // Refused while the answer was on its way.
        ahead.done(0);
        assert!(waits(&mut ahead, 1));
        hear(&mut ahead, &intents);
        assert!(waits(&mut ahead, 1));
        assert_eq!(noted(&mut ahead), Some(vec![1]));
        assert!(goes(&mut ahead, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_asked_a_while_ago_is_asked_again_but_who_waited_goes() {
        let mut ahead = at_work(8);
        for slot in 0..2 {
            assert!(waits(&mut ahead, slot));
            let intents = ahead.wanted().unwrap();
            let asked = Instant::now();
            advance(MOMENT / 10).await;
            hear(&mut ahead, &intents);
            advance(asked + MOMENT * 2 - Instant::now()).await;
            assert!(goes(&mut ahead, slot), "however long the answer took");
            advance(MOMENT / 100).await;
        }
        assert_eq!(noted(&mut ahead), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_about_another_batch_says_nothing() {
        let mut ahead = at_work(8);
        assert!(waits(&mut ahead, 0));
        let intents = ahead.wanted().unwrap();
        let mut later = batch(9);
        later.lease.epoch = 2;
        ahead.open(&later);
        hear(&mut ahead, &intents);
        assert!(waits(&mut ahead, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_that_does_not_go_on_is_over() {
        let mut ahead = at_work(8);
        assert!(waits(&mut ahead, 0));
        let intents = ahead.wanted().unwrap();
        ahead.hear(&intents, &Intended::default(), Instant::now());
        assert!(matches!(ahead.begin(0), Some(Said::No)));
        assert_eq!(noted(&mut ahead), None);
    }
}
