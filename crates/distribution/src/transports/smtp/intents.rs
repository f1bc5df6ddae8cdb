//! Intents, noted for all workers at once: a commit costs the machine as much as some
//! messages. Who must ask for one asks for what the others need soon as well, and who
//! comes meanwhile waits for that answer.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use copydesk_ledger::{Batch, Intents, Ledger, LedgerError, fail_point};
use tokio::time::Instant;

use super::ahead::{Ahead, Said};

/// Noted at once and not begun, by all workers together.
const AHEAD: u64 = 80;

/// Notes them for the workers of a run, who go by their numbers.
pub(super) struct Clerk {
    workers: Mutex<BTreeMap<u64, Ahead>>,
    asking: tokio::sync::Mutex<()>,
}

impl Clerk {
    /// For so many workers, numbered from 1.
    pub(super) fn new(workers: u64) -> Self {
        let most = (AHEAD / workers.max(1)).max(1) as usize;
        let workers = (1..=workers).map(|number| (number, Ahead::new(most))).collect();
        Self { workers: Mutex::new(workers), asking: tokio::sync::Mutex::default() }
    }

    /// A worker has a new batch.
    pub(super) fn open(&self, worker: u64, batch: &Batch) {
        let _ = self.with(worker, |ahead| ahead.open(batch));
    }

    /// A worker is done with its batch, or gives it back.
    pub(super) fn close(&self, worker: u64) {
        let _ = self.with(worker, Ahead::close);
    }

    /// Whether it is known that nobody waits for the message in this slot any more.
    pub(super) fn has_left(&self, worker: u64, slot: usize) -> bool {
        matches!(self.with(worker, |ahead| ahead.said(slot)).flatten(), Some(Said::Left))
    }

    /// Whether the message in this slot of a worker's batch may be sent. It goes out now,
    /// if so.
    ///
    /// # Errors
    /// If the ledger cannot note it; then it must not be sent.
    pub(super) async fn of(
        &self,
        ledger: &dyn Ledger,
        worker: u64,
        slot: usize,
    ) -> Result<Said, LedgerError> {
        if let Some(said) = self.known(worker, slot) {
            return Ok(said);
        }
        let _ = self.with(worker, |ahead| ahead.wait(slot));
        let _turn = self.asking.lock().await;
        // Whoever had the turn before has asked for this one as well.
        if let Some(said) = self.known(worker, slot) {
            return Ok(said);
        }
        if !self.ask(ledger, worker).await? {
            return Ok(Said::No);
        }
        Ok(self.with(worker, |ahead| ahead.begin(slot)).flatten().unwrap_or(Said::No))
    }

    /// What was said a moment ago.
    fn known(&self, worker: u64, slot: usize) -> Option<Said> {
        let known = |ahead: &mut Ahead| if ahead.is_fresh() { ahead.begin(slot) } else { None };
        self.with(worker, known).flatten()
    }

    /// Asks for all who wait or will soon; whether this worker's batch goes on.
    async fn ask(&self, ledger: &dyn Ledger, worker: u64) -> Result<bool, LedgerError> {
        fail_point("before-intent");
        let asked = Instant::now();
        let wanted = |(number, ahead): (&u64, &mut Ahead)| Some((*number, ahead.wanted()?));
        let (numbers, intents): (Vec<u64>, Vec<Intents>) =
            self.workers().iter_mut().filter_map(wanted).unzip();
        let intended = ledger.intend(&intents).await?;
        let mut goes_on = false;
        for ((number, intents), intended) in numbers.into_iter().zip(&intents).zip(&intended) {
            let heard = self.with(number, |ahead| ahead.hear(intents, intended, asked));
            goes_on |= number == worker && heard == Some(true);
        }
        fail_point("after-intent");
        Ok(goes_on)
    }

    fn with<T>(&self, worker: u64, look: impl FnOnce(&mut Ahead) -> T) -> Option<T> {
        self.workers().get_mut(&worker).map(look)
    }

    fn workers(&self) -> MutexGuard<'_, BTreeMap<u64, Ahead>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Duration;

    use copydesk_ledger::{Claim, World};
    use tokio::time::advance;

    use super::*;
    use crate::Relay;
    use crate::testing::Newsroom;

    /// Everybody is planned, in batches of so many, and nobody mailed.
    async fn leased(people: usize, batches: &[u32]) -> (Newsroom, Vec<Batch>) {
        let people: Vec<String> = (0..people).map(|n| format!("p{n:02}@x.org")).collect();
        let people: Vec<(&str, Option<&str>)> =
            people.iter().map(|address| (address.as_str(), None)).collect();
        let newsroom = Newsroom::new(World::Live, &people).await;
        let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        newsroom.submit(&Relay::new("127.0.0.1", nowhere)).await.unwrap();
        let mut leased = Vec::new();
        for (limit, number) in batches.iter().zip(1..) {
            let claim = Claim::new(newsroom.edition, format!("mail-{number}"), *limit);
            leased.push(newsroom.ledger.claim(claim).await.unwrap().unwrap());
        }
        newsroom.log.take();
        (newsroom, leased)
    }

    /// How many are noted at each message of one of so many workers, each message taking
    /// so long.
    async fn noted(people: usize, workers: u64, each: Duration) -> Vec<usize> {
        let (newsroom, batches) = leased(people, &[100]).await;
        let clerk = Clerk::new(workers);
        clerk.open(1, &batches[0]);
        let mut noted = Vec::new();
        for slot in 0..people {
            let said = clerk.of(&newsroom.ledger, 1, slot).await;
            assert!(matches!(said, Ok(Said::Go(_))));
            noted.push(newsroom.log.take().len());
            advance(each).await;
        }
        noted
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_relay_has_ever_more_noted_at_once_up_to_a_share() {
        let quick = Duration::from_millis(1);
        assert_eq!(noted(8, 4, quick).await, [1, 2, 0, 4, 0, 0, 0, 1]);
        assert_eq!(noted(9, 25, quick).await, [1, 2, 0, 3, 0, 0, 3, 0, 0]);
        assert_eq!(noted(4, 100, quick).await, [1, 1, 1, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_is_noted_than_goes_out_in_a_moment() {
        assert_eq!(noted(4, 1, Duration::from_secs(1)).await, [1, 1, 1, 1]);
        assert_eq!(noted(7, 1, Duration::from_millis(120)).await, [1, 2, 0, 2, 0, 2, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_asks_for_those_who_will_soon() {
        let (newsroom, batches) = leased(16, &[8, 8]).await;
        let clerk = Clerk::new(2);
        let mut noted = Vec::new();
        for slot in 0..8 {
            for (batch, worker) in batches.iter().zip(1..) {
                if slot == 0 {
                    clerk.open(worker, batch);
                }
                let said = clerk.of(&newsroom.ledger, worker, slot).await;
                assert!(matches!(said, Ok(Said::Go(_))));
                noted.push(newsroom.log.take().join(" ").replace("intent ", ""));
                advance(Duration::from_millis(1)).await;
            }
        }
        noted.retain(|noted| !noted.is_empty());
        let together = ["p00", "p01 p02 p08", "p03 p04 p05 p09 p10", "p06 p07 p11 p12 p13 p14"];
        assert_eq!(noted, [&together[..], &["p15"]].concat());
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_that_is_closed_has_nothing_more_noted() {
        let (newsroom, batches) = leased(6, &[4, 2]).await;
        let clerk = Clerk::new(2);
        clerk.open(1, &batches[0]);
        clerk.open(2, &batches[1]);
        clerk.of(&newsroom.ledger, 1, 0).await.unwrap();
        clerk.close(1);
        advance(Duration::from_millis(1)).await;
        clerk.of(&newsroom.ledger, 2, 0).await.unwrap();
        assert_eq!(newsroom.log.take(), ["intent p00", "intent p04"]);
        let said = clerk.of(&newsroom.ledger, 1, 1).await;
        assert!(matches!(said, Ok(Said::No)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_is_heard_by_what_was_noted_before_it() {
        let (newsroom, batches) = leased(3, &[3]).await;
        let clerk = Clerk::new(1);
        clerk.open(1, &batches[0]);
        for slot in 0..2 {
            clerk.of(&newsroom.ledger, 1, slot).await.unwrap();
            advance(Duration::from_millis(1)).await;
        }
        newsroom.ledger.stop(newsroom.edition).await.unwrap();
        advance(Duration::from_millis(500)).await;
        let said = clerk.of(&newsroom.ledger, 1, 2).await;
        assert!(matches!(said, Ok(Said::No)));
        newsroom.ledger.resume(newsroom.edition).await.unwrap();
        let said = clerk.of(&newsroom.ledger, 1, 2).await;
        assert!(matches!(said, Ok(Said::Go(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_is_known_on_the_way() {
        let (newsroom, batches) = leased(3, &[3]).await;
        let clerk = Clerk::new(1);
        clerk.open(1, &batches[0]);
        newsroom.leaves("p02@x.org").await;
        for slot in 0..2 {
            clerk.of(&newsroom.ledger, 1, slot).await.unwrap();
            advance(Duration::from_millis(1)).await;
        }
        assert!(clerk.has_left(1, 2) && !clerk.has_left(1, 1));
        clerk.open(1, &batches[0]);
        assert!(!clerk.has_left(1, 2), "of another batch nothing is known");
    }
}
