//! Intents, noted for some messages at once where the relay is quick: a commit for each
//! would cost more than the mail.
//!
//! What is intended and not begun becomes uncertain if the machine dies, and hears of no
//! stop. So no more are intended than go out in a moment, and who has been intended for
//! longer is asked about again.

use std::time::Duration;

use copydesk_ledger::{Delivery, DeliveryId, Lease, Ledger, LedgerError, fail_point};
use tokio::time::Instant;

use super::lease;

/// Noted at once and not begun, by all connections together.
const AHEAD: u32 = 80;
/// What is noted at once is meant to be out by then.
const MOMENT: Duration = Duration::from_millis(250);
/// Who asks again before this time waits for others that ask as well: a commit costs the
/// machine as much as some messages. Beside a slower relay it costs nothing.
const OFTEN: Duration = Duration::from_millis(40);
/// Before this time it is the relay's answers that all wait for, and not the processor,
/// which signatures keep busy: then the wait is shorter.
const PROMPT: Duration = Duration::from_millis(10);

/// Which of the messages before a worker may be sent.
pub(super) struct Intents {
    /// The lease they are under; those of another mean nothing.
    epoch: u64,
    through: Vec<DeliveryId>,
    left: Vec<DeliveryId>,
    /// When the ledger last said that they may go out.
    asked: Instant,
    /// When the last ones were noted.
    noted: Instant,
    /// Noted at once, and the most of that.
    size: usize,
    most: usize,
}

/// What the ledger says of a message.
pub(super) enum Said {
    /// It may be sent; asked then.
    Go(Instant),
    /// Its person left since the plan, and it is settled.
    Left,
    /// The edition does not go on, or the lease is over.
    No,
}

impl Intents {
    /// For one of so many connections.
    pub(super) fn new(connections: u32) -> Self {
        let now = Instant::now();
        Self {
            epoch: 0,
            through: Vec::new(),
            left: Vec::new(),
            asked: now,
            noted: now,
            size: 0,
            most: (AHEAD / connections.max(1)).max(1) as usize,
        }
    }

    /// Whether it is known that nobody waits for this one any more.
    pub(super) fn has_left(&self, lease: &Lease, delivery: &Delivery) -> bool {
        self.epoch == lease.epoch && self.left.contains(&delivery.id)
    }

    /// Asks for one message, and on the way for some of those `behind` it.
    ///
    /// # Errors
    /// If the ledger cannot note it; then it must not be sent.
    pub(super) async fn of(
        &mut self,
        ledger: &dyn Ledger,
        lease: &Lease,
        delivery: &Delivery,
        behind: &[Delivery],
    ) -> Result<Said, LedgerError> {
        let known = self.epoch == lease.epoch && self.through.contains(&delivery.id);
        if !known {
            self.note(ledger, lease, delivery, behind).await?;
        } else if self.asked.elapsed() > MOMENT {
            let asked = Instant::now();
            if !lease::renew(ledger, lease).await?.goes_on {
                return Ok(Said::No);
            }
            self.asked = asked;
        }
        if self.through.contains(&delivery.id) {
            return Ok(Said::Go(self.asked));
        }
        Ok(if self.has_left(lease, delivery) { Said::Left } else { Said::No })
    }

    async fn note(
        &mut self,
        ledger: &dyn Ledger,
        lease: &Lease,
        delivery: &Delivery,
        behind: &[Delivery],
    ) -> Result<(), LedgerError> {
        fail_point("before-intent");
        let quick = self.noted.elapsed() < MOMENT;
        let size = if quick { self.size * 2 } else { self.size / 2 };
        self.size = size.clamp(1, self.most);
        let asked = Instant::now();
        let ids: Vec<DeliveryId> =
            [delivery].into_iter().chain(behind).take(self.size).map(|d| d.id).collect();
        let intended = ledger.intend(lease, &ids, self.patience()).await?;
        (self.epoch, self.through, self.left) = (lease.epoch, intended.through, intended.left);
        (self.asked, self.noted) = (asked, asked);
        fail_point("after-intent");
        Ok(())
    }

    /// For those who ask at about the same time, if there is anybody.
    fn patience(&self) -> Duration {
        let alone = self.most == AHEAD as usize;
        match self.noted.elapsed() {
            since if alone || since > OFTEN => Duration::ZERO,
            since if since < PROMPT => since / 8,
            since => since / 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use copydesk_ledger::{Batch, Claim, World};
    use tokio::time::advance;

    use super::*;
    use crate::Relay;
    use crate::testing::Newsroom;

    /// Everybody is planned and leased, and nobody mailed.
    async fn leased(people: usize) -> (Newsroom, Batch) {
        let people: Vec<String> = (0..people).map(|n| format!("p{n:02}@x.org")).collect();
        let people: Vec<(&str, Option<&str>)> =
            people.iter().map(|address| (address.as_str(), None)).collect();
        let newsroom = Newsroom::new(World::Live, &people).await;
        let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        newsroom.submit(&Relay::new("127.0.0.1", nowhere)).await.unwrap();
        let claim = Claim::new(newsroom.edition, "mail-1", 100);
        let batch = newsroom.ledger.claim(claim).await.unwrap().unwrap();
        newsroom.log.take();
        (newsroom, batch)
    }

    /// How many are noted at each message, each of which takes so long.
    async fn noted(people: usize, connections: u32, each: Duration) -> Vec<usize> {
        let (newsroom, batch) = leased(people).await;
        let mut intents = Intents::new(connections);
        let mut noted = Vec::new();
        for (slot, delivery) in batch.deliveries.iter().enumerate() {
            let behind = &batch.deliveries[slot + 1..];
            let said = intents.of(&newsroom.ledger, &batch.lease, delivery, behind).await;
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
    async fn a_slow_relay_has_one_noted_at_a_time() {
        assert_eq!(noted(4, 1, Duration::from_secs(1)).await, [1, 1, 1, 1]);
        let often = noted(9, 1, Duration::from_millis(120)).await;
        assert_eq!(often, [1, 2, 0, 4, 0, 0, 0, 2, 0], "what goes out in a moment");
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_not_alone_waits_a_share_of_its_time_for_the_others() {
        let patience = async |connections: u32, each: u64| {
            let intents = Intents::new(connections);
            advance(Duration::from_millis(each)).await;
            intents.patience().as_micros()
        };
        assert_eq!(patience(1, 20).await, 0);
        assert_eq!(patience(2, 2).await, 250);
        assert_eq!(patience(2, 20).await, 5_000);
        assert_eq!(patience(2, 50).await, 0, "nothing is to be gained beside a slow relay");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_is_heard_by_what_was_noted_before_it() {
        let (newsroom, batch) = leased(3).await;
        let mut intents = Intents::new(1);
        let [a, b, c] = &batch.deliveries[..] else { panic!("three") };
        for (one, behind) in [(a, &[][..]), (b, std::slice::from_ref(c))] {
            intents.of(&newsroom.ledger, &batch.lease, one, behind).await.unwrap();
        }
        newsroom.ledger.stop(newsroom.edition).await.unwrap();
        advance(MOMENT * 2).await;
        let said = intents.of(&newsroom.ledger, &batch.lease, c, &[]).await;
        assert!(matches!(said, Ok(Said::No)));
        newsroom.ledger.resume(newsroom.edition).await.unwrap();
        let said = intents.of(&newsroom.ledger, &batch.lease, c, &[]).await;
        assert!(matches!(said, Ok(Said::Go(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_is_known_on_the_way() {
        let (newsroom, batch) = leased(3).await;
        let mut intents = Intents::new(1);
        let [a, b, c] = &batch.deliveries[..] else { panic!("three") };
        newsroom.leaves("p02@x.org").await;
        for (one, behind) in [(a, &[][..]), (b, std::slice::from_ref(c))] {
            intents.of(&newsroom.ledger, &batch.lease, one, behind).await.unwrap();
        }
        assert!(intents.has_left(&batch.lease, c) && !intents.has_left(&batch.lease, b));
        let later = Lease { epoch: batch.lease.epoch + 1, ..batch.lease.clone() };
        assert!(!intents.has_left(&later, c), "of another lease nothing is known");
    }
}
