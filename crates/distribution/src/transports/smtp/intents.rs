//! Intents, noted for all workers at once: a commit costs the machine as much as some
//! messages. Whoever asks asks for all who wait and for what the others need soon, and
//! who comes meanwhile hears that answer before anybody asks again.

use std::collections::BTreeMap;
use std::iter::repeat_with;
use std::sync::{Mutex, MutexGuard, PoisonError};

use copydesk_ledger::{Batch, Intended, Intents, Ledger, LedgerError, fail_point};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::ahead::{Ahead, Said};

/// Noted before their workers wait for them, by all workers together.
const AHEAD: u64 = 80;

/// Notes them for the workers of a run, who go by their numbers.
pub(super) struct Clerk {
    book: Mutex<Book>,
    /// Told after each answer, and when none will come.
    heard: Notify,
}

struct Book {
    workers: BTreeMap<u64, Ahead>,
    /// Somebody asks.
    asking: bool,
    /// The ledger could not answer. Whoever asked says why, and the run ends.
    failed: bool,
}

/// The right to ask, for one at a time. It ends with its value, also if the asker goes:
/// then what it asked for may be noted unheard, and is let through to nobody.
struct Turn<'a>(&'a Clerk);

impl Clerk {
    /// For so many workers, numbered from 1.
    pub(super) fn new(workers: u64) -> Self {
        let most = (AHEAD / workers.max(1)) as usize;
        let workers = (1..=workers).map(|number| (number, Ahead::new(most))).collect();
        let book = Book { workers, asking: false, failed: false };
        Self { book: Mutex::new(book), heard: Notify::new() }
    }

    /// A worker has a new batch.
    pub(super) fn open(&self, worker: u64, batch: &Batch) {
        self.with(worker, |ahead| ahead.open(batch));
    }

    /// A worker is done with its batch, or gives it back.
    pub(super) fn close(&self, worker: u64) {
        self.with(worker, Ahead::close);
    }

    /// A worker is done with the message in this slot.
    pub(super) fn done(&self, worker: u64, slot: usize) {
        self.with(worker, |ahead| ahead.done(slot));
    }

    /// Whether it is known that nobody waits for the message in this slot any more.
    pub(super) fn has_left(&self, worker: u64, slot: usize) -> bool {
        self.with(worker, |ahead| ahead.has_left(slot)).unwrap_or_default()
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
        loop {
            // Before the look, so that no answer comes unheard in between.
            let heard = self.heard.notified();
            let turn = {
                let mut book = self.book();
                if book.failed {
                    return Ok(Said::No);
                }
                let Some(ahead) = book.workers.get_mut(&worker) else { return Ok(Said::No) };
                if let Some(said) = ahead.begin(slot) {
                    return Ok(said);
                }
                let taken = std::mem::replace(&mut book.asking, true);
                (!taken).then(|| Turn(self))
            };
            match turn {
                Some(turn) => turn.ask(ledger).await?,
                None => heard.await,
            }
        }
    }

    fn with<T>(&self, worker: u64, look: impl FnOnce(&mut Ahead) -> T) -> Option<T> {
        self.book().workers.get_mut(&worker).map(look)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Asks for all who wait or will soon.
    async fn ask(self, ledger: &dyn Ledger) -> Result<(), LedgerError> {
        fail_point("before-intent");
        let asked = Instant::now();
        let wanted = |(number, ahead): (&u64, &mut Ahead)| Some((*number, ahead.wanted()?));
        let (numbers, intents): (Vec<u64>, Vec<Intents>) =
            self.0.book().workers.iter_mut().filter_map(wanted).unzip();
        let answer = ledger.intend(&intents).await;
        self.0.book().failed |= answer.is_err();
        // What is not answered does not go on.
        let intended = answer?.into_iter().chain(repeat_with(Intended::default));
        for ((number, intents), intended) in numbers.into_iter().zip(&intents).zip(intended) {
            self.0.with(number, |ahead| ahead.hear(intents, &intended, asked));
        }
        fail_point("after-intent");
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.book().asking = false;
        self.0.heard.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use copydesk_ledger::{Claim, SqliteLedger, World};
    use futures_util::FutureExt;
    use futures_util::future::{join, join_all};
    use tokio::time::advance;

    use super::*;
    use crate::Relay;
    use crate::testing::{Newsroom, Witness};

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

    /// A worker for each batch.
    fn at_work(batches: &[Batch]) -> Clerk {
        let clerk = Clerk::new(batches.len() as u64);
        for (batch, worker) in batches.iter().zip(1..) {
            clerk.open(worker, batch);
        }
        clerk
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
        let clerk = at_work(&batches);
        let mut noted = Vec::new();
        for slot in 0..8 {
            for worker in 1..=2 {
                let said = clerk.of(&newsroom.ledger, worker, slot).await;
                assert!(matches!(said, Ok(Said::Go(_))));
                noted.push(newsroom.log.take().join(" ").replace("intent ", ""));
                advance(Duration::from_millis(1)).await;
            }
        }
        noted.retain(|noted| !noted.is_empty());
        let together = ["p01 p02", "p09 p10", "p03 p04 p05 p06 p11 p12 p13 p14", "p07 p15"];
        assert_eq!(noted, [&["p00", "p08"], &together[..]].concat());
    }

    #[tokio::test]
    async fn who_comes_while_somebody_asks_is_asked_for_together_with_all_who_wait() {
        let (newsroom, batches) = leased(6, &[2, 2, 2]).await;
        let clerk = at_work(&batches);
        let ledger = &newsroom.ledger;
        let said = all_at_once(ledger, &clerk, 0).await;
        assert!(said.iter().all(|said| matches!(said, Ok(Said::Go(_)))));
        assert_eq!(ledger.asked.load(Ordering::SeqCst), 2, "one alone, then two");
        newsroom.ledger.stop(newsroom.edition).await.unwrap();
        let said = all_at_once(ledger, &clerk, 1).await;
        assert!(said.iter().all(|said| matches!(said, Ok(Said::No))));
        assert_eq!(ledger.asked.load(Ordering::SeqCst), 4);
    }

    /// What three workers hear of this slot who come before anybody is answered.
    async fn all_at_once(
        ledger: &Witness<SqliteLedger>,
        clerk: &Clerk,
        slot: usize,
    ) -> Vec<Result<Said, LedgerError>> {
        let shut = ledger.gate.acquire().await.unwrap();
        let said = join_all([1, 2, 3].map(|worker| clerk.of(ledger, worker, slot)));
        join(said, async { drop(shut) }).await.0
    }

    #[tokio::test]
    async fn nobody_asks_a_ledger_again_that_could_not_answer() {
        let (newsroom, batches) = leased(6, &[2, 2, 2]).await;
        let clerk = at_work(&batches);
        let ledger = &newsroom.ledger;
        let shut = ledger.gate.acquire().await.unwrap();
        let said = join_all([1, 2, 3].map(|worker| clerk.of(ledger, worker, 0)));
        let (said, ()) = join(said, async {
            ledger.gate.close();
            drop(shut);
        })
        .await;
        assert!(matches!(said[..], [Err(_), Ok(Said::No), Ok(Said::No)]));
        assert_eq!(ledger.asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn who_asks_and_goes_leaves_the_turn_to_another() {
        let (newsroom, batches) = leased(2, &[1, 1]).await;
        let clerk = at_work(&batches);
        let ledger = &newsroom.ledger;
        let shut = ledger.gate.acquire().await.unwrap();
        let mut asks = Box::pin(clerk.of(ledger, 1, 0));
        assert!(asks.as_mut().now_or_never().is_none());
        let (said, ()) = join(clerk.of(ledger, 2, 0), async {
            drop(asks);
            drop(shut);
        })
        .await;
        assert!(matches!(said, Ok(Said::Go(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_that_is_closed_has_nothing_more_noted() {
        let (newsroom, batches) = leased(6, &[4, 2]).await;
        let clerk = at_work(&batches);
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
        let clerk = at_work(&batches);
        for slot in 0..2 {
            clerk.of(&newsroom.ledger, 1, slot).await.unwrap();
            advance(Duration::from_millis(1)).await;
        }
        newsroom.ledger.stop(newsroom.edition).await.unwrap();
        advance(Duration::from_millis(500)).await;
        let said = clerk.of(&newsroom.ledger, 1, 2).await;
        assert!(matches!(said, Ok(Said::No)));
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_is_known_on_the_way() {
        let (newsroom, batches) = leased(3, &[3]).await;
        let clerk = at_work(&batches);
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
