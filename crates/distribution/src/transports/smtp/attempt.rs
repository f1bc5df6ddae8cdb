//! One message from its envelope to its answer, and what the answer means.
//!
//! No byte of a body leaves without its intent, and what happened before the final
//! dot is certain.

use copydesk_ledger::{Delivery, Lease, Ledger, Settled, fail_point};
use jiff::SignedDuration;
use tokio::time::{Instant, interval_at};

use super::ahead::Said;
use super::body::BodyAnswer;
use super::lease;
use super::line::Line;
use super::recorder::Recorder;
use super::reply::No;
use super::session::Phase;
use super::shift::Shift;
use crate::{DistributeError, Halt, Message};

/// The target of an event for each answer to a body, at the level of traces, whose
/// field `seconds` says how long it took from the body's first byte.
pub const REPLY: &str = "copydesk_distribution::reply";

/// What became of one attempt.
pub(super) enum Attempt {
    /// It has its outcome.
    Settled(Settled),
    /// Nothing was sent, and nothing more can be.
    Over(Halt),
    /// The person left since the plan, and got nothing. The ledger knows.
    Left,
    /// The ledger did not let it through.
    NotMine,
}

/// Which delivery.
#[derive(Clone, Copy)]
pub(super) struct Which<'a> {
    pub(super) delivery: &'a Delivery,
    /// Of which worker, by its number.
    pub(super) worker: u64,
    /// Under which lease.
    pub(super) lease: &'a Lease,
    /// In which slot of the batch and of the recorder.
    pub(super) slot: usize,
    /// What follows it in its batch.
    pub(super) behind: &'a [Delivery],
}

pub(super) async fn attempt(
    shift: &Shift<'_>,
    recorder: &Recorder,
    line: &mut Line<'_>,
    which: Which<'_>,
    message: &Message,
) -> Result<Attempt, DistributeError> {
    let ledger = shift.run.ledger;
    let Which { delivery, worker, lease, slot, behind } = which;
    if shift.clerk.has_left(worker, slot) {
        return Ok(Attempt::Left);
    }
    fail_point("before-envelope");
    match renewing(ledger, lease, line.offer(&message.from, &message.to)).await {
        Err(halt) => return Ok(Attempt::Over(halt)),
        Ok(Err((phase, no))) => return Ok(refused(shift, line, delivery, phase, no).await),
        Ok(Ok(())) => {}
    }
    // The relay waits for the body. Without an intent it gets none, and with the
    // connection gone it must discard what it has.
    if shift.over() {
        line.drop_now();
        return Ok(Attempt::NotMine);
    }
    let asked = match shift.clerk.of(ledger, worker, slot).await {
        Ok(Said::Go(asked)) => asked,
        Ok(Said::Left) => {
            line.withdraw().await;
            return Ok(Attempt::Left);
        }
        Ok(Said::No) => {
            line.drop_now();
            return Ok(Attempt::NotMine);
        }
        Err(error) => {
            line.drop_now();
            return Err(error.into());
        }
    };
    if asked.elapsed() > lease::stale() {
        // Nothing is wrong with the relay, which has waited for the body as long.
        line.drop_now();
        let why = "this process was held up after the intent";
        return Ok(Attempt::Settled(Settled::Unsent(why.to_owned())));
    }
    let answer = match line.current() {
        Some(session) => {
            let mut dot = || mark_dot(recorder, slot, delivery, lease);
            let next = behind.first().filter(|_| session.goes_ahead());
            let next = next.and_then(|next| shift.composer.envelope(next));
            let next = next.as_ref().map(|(from, to)| (from, to));
            let began = Instant::now();
            let body = session.body(message.bytes(), next, &mut dot);
            let answer = renewing(ledger, lease, body).await;
            let seconds = began.elapsed().as_secs_f64();
            tracing::trace!(target: REPLY, seconds, "an answer to a body");
            answer
        }
        None => BodyAnswer::LostBeforeDot("there was no connection".to_owned()),
    };
    fail_point("after-reply");
    let settled = answered(shift, line, delivery, answer);
    if let Err(error) = recorder.reply(slot, delivery.id, lease.epoch, &settled) {
        // The outcome is on its way into the ledger as well.
        tracing::warn!(%error, "an answer could not be recorded");
    }
    fail_point("after-reply-mark");
    Ok(Attempt::Settled(settled))
}

/// A dot that cannot be recorded must not be sent, and lettre offers no way back:
/// the process ends here, before it, and the relay discards the body.
fn mark_dot(recorder: &Recorder, slot: usize, delivery: &Delivery, lease: &Lease) {
    fail_point("before-dot-mark");
    if let Err(error) = recorder.dot(slot, delivery.id, lease.epoch) {
        tracing::error!(%error, "the recorder cannot be written to; ending at once");
        std::process::abort();
    }
    fail_point("after-dot-mark");
}

/// What a no before the body means. It needs no intent: nothing was sent.
async fn refused(
    shift: &Shift<'_>,
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
        (Phase::Mail, No::Never(reply)) => {
            Attempt::Over(Halt::Refused { relay: shift.relay.shown(), reply })
        }
        (_, no) => Attempt::Settled(settled(shift, line, delivery, no)),
    }
}

fn answered(
    shift: &Shift<'_>,
    line: &mut Line<'_>,
    delivery: &Delivery,
    answer: BodyAnswer,
) -> Settled {
    match answer {
        BodyAnswer::Taken(reply) => {
            shift.works();
            Settled::Accepted(reply)
        }
        BodyAnswer::Not(no) => settled(shift, line, delivery, no),
        BodyAnswer::LostBeforeDot(why) => {
            lost(shift, line, &why);
            Settled::Unsent(why)
        }
        BodyAnswer::LostAfterDot(why) => {
            lost(shift, line, &why);
            Settled::Uncertain(why)
        }
    }
}

fn settled(shift: &Shift<'_>, line: &mut Line<'_>, delivery: &Delivery, no: No) -> Settled {
    if no.ends_the_connection() {
        lost(shift, line, no.words());
    } else {
        shift.works();
    }
    match no {
        No::Later(reply) => {
            let until = shift.run.clock.now() + retry_after(delivery.attempts);
            Settled::Deferred { reply, until }
        }
        No::Never(reply) => Settled::Rejected(reply),
        No::Lost(why) => Settled::Unsent(why),
    }
}

fn lost(shift: &Shift<'_>, line: &mut Line<'_>, why: &str) {
    line.drop_now();
    shift.lost(why);
}

/// Five minutes, doubling to an hour.
fn retry_after(attempts: u32) -> SignedDuration {
    SignedDuration::from_mins((5 << attempts.min(4)).min(60))
}

/// Does `work` while keeping the lease: a relay may take longer than it lasts.
async fn renewing<T>(ledger: &dyn Ledger, lease: &Lease, work: impl Future<Output = T>) -> T {
    let between = lease::renewal();
    let mut ticks = interval_at(Instant::now() + between, between);
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = ticks.tick() => if let Err(error) = lease::renew(ledger, lease).await {
                // The next intent or outcome meets the same trouble and reports it.
                tracing::warn!(%error, "could not renew a lease");
            },
        }
    }
}
