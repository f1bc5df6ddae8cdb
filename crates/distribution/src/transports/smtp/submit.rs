//! The worker: claims batches, and takes one message after another from plan to
//! answer.
//!
//! No byte of a body leaves without its intent, and what happened before the final
//! dot is certain. In one run everybody is tried once.

use std::collections::HashSet;
use std::time::Duration;

use copydesk_ledger::{Batch, Delivery, DeliveryId, Lease, Ledger, Outcome, Settled};
use jiff::SignedDuration;
use tokio::time::{Instant, interval_at};

use super::Relay;
use super::line::Line;
use super::session::{BodyAnswer, No, Phase};
use crate::channels::email::Round;
use crate::{DistributeError, Halt, Message};

/// Lease renewals while the relay takes its time.
const RENEWAL: Duration = Duration::from_secs(20);
/// Fresh leases in a row that let nothing through.
const BARREN_LEASES: u32 = 3;

/// What became of one attempt.
enum Attempt {
    /// It has its outcome.
    Settled(Settled),
    /// The same, and the relay is given up.
    SettledAndOver(Settled, Halt),
    /// Nothing was sent, and nothing more can be.
    Over(Halt),
    /// The ledger did not let it through: the lease is gone.
    NotMine,
}

/// What to do after a batch.
enum Onward {
    Claim,
    ClaimAfterNothing,
    Halt(Halt),
    Done,
}

/// Works through everybody who waits.
pub(crate) async fn submit(
    round: &mut Round<'_>,
    relay: &Relay,
) -> Result<Option<Halt>, DistributeError> {
    let sender = round.composer.sender;
    let mut line = Line::new(relay, sender.domain());
    let mut tried = HashSet::new();
    let mut barren = 0;
    let halt = loop {
        if round.run.stop.asked() {
            break Some(Halt::Stopped);
        }
        // A relay that is down costs no lease: the rows stay as they were planned.
        if round.somebody_waits()
            && let Err(halt) = line.ready().await
        {
            break Some(halt);
        }
        let Some(batch) = round.claim().await? else {
            break None;
        };
        match work_through(round, &mut line, &batch, &mut tried).await? {
            Onward::Claim => barren = 0,
            Onward::ClaimAfterNothing if barren < BARREN_LEASES => barren += 1,
            Onward::ClaimAfterNothing => break Some(Halt::Overtaken),
            Onward::Halt(halt) => break Some(halt),
            Onward::Done => break None,
        }
    };
    line.hang_up().await;
    Ok(halt)
}

async fn work_through(
    round: &mut Round<'_>,
    line: &mut Line<'_>,
    batch: &Batch,
    tried: &mut HashSet<DeliveryId>,
) -> Result<Onward, DistributeError> {
    let lease = &batch.lease;
    // Deferred ones fall due again while a long run is still going.
    let (again, fresh): (Vec<&Delivery>, Vec<&Delivery>) =
        batch.deliveries.iter().partition(|d| tried.contains(&d.id));
    release(round, lease, &again, "was tried in this run already").await?;
    if fresh.is_empty() {
        return Ok(Onward::Done);
    }
    for (index, delivery) in fresh.iter().enumerate() {
        let attempt = match round.run.stop.asked() {
            true => Attempt::Over(Halt::Stopped),
            false => {
                let message = round.composer.compose(&delivery.candidate);
                if message.is_err() {
                    release(round, lease, &fresh[index..], "the run ended").await?;
                }
                attempt(round, line, lease, delivery, &message?).await?
            }
        };
        match attempt {
            Attempt::Settled(settled) => {
                tried.insert(delivery.id);
                settle(round, lease, delivery, settled).await?;
            }
            Attempt::SettledAndOver(settled, halt) => {
                settle(round, lease, delivery, settled).await?;
                release(round, lease, &fresh[index + 1..], "the run ended").await?;
                return Ok(Onward::Halt(halt));
            }
            Attempt::Over(halt) => {
                release(round, lease, &fresh[index..], "the run ended").await?;
                return Ok(Onward::Halt(halt));
            }
            Attempt::NotMine if index == 0 => return Ok(Onward::ClaimAfterNothing),
            Attempt::NotMine => return Ok(Onward::Claim),
        }
    }
    Ok(Onward::Claim)
}

async fn attempt(
    round: &Round<'_>,
    line: &mut Line<'_>,
    lease: &Lease,
    delivery: &Delivery,
    message: &Message,
) -> Result<Attempt, DistributeError> {
    let ledger = round.run.ledger;
    let offered = renewing(ledger, lease, line.offer(&message.from, &message.to)).await;
    match offered {
        Err(halt) => return Ok(Attempt::Over(halt)),
        Ok(Err((phase, no))) => return Ok(refused(round, line, delivery, phase, no).await),
        Ok(Ok(())) => {}
    }
    // The relay waits for the body. Without an intent it gets none, and with the
    // connection gone it must discard what it has.
    if round.run.stop.asked() {
        line.drop_now();
        return Ok(Attempt::Over(Halt::Stopped));
    }
    match ledger.intend(lease, &[delivery.id]).await {
        Ok(intended) if intended.contains(&delivery.id) => {}
        Ok(_) => {
            line.drop_now();
            return Ok(Attempt::NotMine);
        }
        Err(error) => {
            line.drop_now();
            return Err(error.into());
        }
    }
    let answer = match line.current() {
        Some(session) => renewing(ledger, lease, session.body(message.bytes())).await,
        None => BodyAnswer::LostBeforeDot("there was no connection".to_owned()),
    };
    Ok(answered(round, line, delivery, answer))
}

/// What a no before the body means. It needs no intent: nothing was sent.
async fn refused(
    round: &Round<'_>,
    line: &mut Line<'_>,
    delivery: &Delivery,
    phase: Phase,
    no: No,
) -> Attempt {
    if no.ends_the_connection() {
        line.drop_now();
    } else if let Some(session) = line.current()
        && session.reset().await.is_err()
    {
        line.drop_now();
    }
    match (phase, no) {
        // About us, not about the recipient: the next one would fare no better,
        // and nobody may be given up for it.
        (Phase::Mail, No::Never(reply)) => Attempt::Over(line.refused(reply)),
        (_, no) => settled(round, line, delivery, no),
    }
}

fn answered(
    round: &Round<'_>,
    line: &mut Line<'_>,
    delivery: &Delivery,
    answer: BodyAnswer,
) -> Attempt {
    match answer {
        BodyAnswer::Taken(reply) => {
            line.works();
            Attempt::Settled(Settled::Accepted(reply))
        }
        BodyAnswer::Not(no) => {
            if no.ends_the_connection() {
                line.drop_now();
            }
            settled(round, line, delivery, no)
        }
        BodyAnswer::LostBeforeDot(why) => lost(line, &why, Settled::Unsent(why.clone())),
        BodyAnswer::LostAfterDot(why) => lost(line, &why, Settled::Uncertain(why.clone())),
    }
}

fn settled(round: &Round<'_>, line: &mut Line<'_>, delivery: &Delivery, no: No) -> Attempt {
    match no {
        No::Later(ref reply) => {
            let wait = retry_after(delivery.attempts);
            let until = round.run.clock.now() + wait;
            let reply = reply.clone();
            let deferred = Settled::Deferred { reply, until };
            if no.ends_the_connection() {
                return lost(line, no.words(), deferred);
            }
            line.works();
            Attempt::Settled(deferred)
        }
        No::Never(reply) => {
            line.works();
            Attempt::Settled(Settled::Rejected(reply))
        }
        No::Lost(why) => lost(line, &why, Settled::Unsent(why.clone())),
    }
}

fn lost(line: &mut Line<'_>, why: &str, settled: Settled) -> Attempt {
    match line.lost(why) {
        None => Attempt::Settled(settled),
        Some(halt) => Attempt::SettledAndOver(settled, halt),
    }
}

/// Five minutes, doubling to an hour.
fn retry_after(attempts: u32) -> SignedDuration {
    SignedDuration::from_mins((5 << attempts.min(4)).min(60))
}

async fn settle(
    round: &mut Round<'_>,
    lease: &Lease,
    delivery: &Delivery,
    settled: Settled,
) -> Result<(), DistributeError> {
    let outcome = Outcome { delivery: delivery.id, settled };
    round.settle(lease, vec![outcome]).await
}

/// Gives leased deliveries back, so that nobody has to wait for the lease.
async fn release(
    round: &Round<'_>,
    lease: &Lease,
    deliveries: &[&Delivery],
    why: &str,
) -> Result<(), DistributeError> {
    if deliveries.is_empty() {
        return Ok(());
    }
    let unsent = |delivery: &&Delivery| Outcome {
        delivery: delivery.id,
        settled: Settled::Unsent(why.to_owned()),
    };
    let outcomes = deliveries.iter().map(unsent).collect();
    Ok(round.run.ledger.settle(lease, outcomes).await?)
}

/// Does `work` while keeping the lease: a relay may take longer than it lasts.
async fn renewing<T>(ledger: &dyn Ledger, lease: &Lease, work: impl Future<Output = T>) -> T {
    let mut ticks = interval_at(Instant::now() + RENEWAL, RENEWAL);
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = ticks.tick() => if let Err(error) = ledger.intend(lease, &[]).await {
                // The next intent or outcome meets the same trouble and reports it.
                tracing::warn!(%error, "could not renew a lease");
            },
        }
    }
}
