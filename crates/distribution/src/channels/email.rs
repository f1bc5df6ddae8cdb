//! Mail: prove that every message can be built, plan everybody, let the
//! transport work through them.

use copydesk_ledger::{
    Batch, Candidate, Chunk, Claim, Cursor, Lease, Outcome, Settled, fail_point,
};

use crate::message::Composer;
use crate::progress::Progress;
use crate::transports::{outbox, smtp};
use crate::{DistributeError, Distribution, Halt, Measured, Step, Transport};

/// People in one planning transaction.
const CHUNK: usize = 10_000;
/// Deliveries of a rehearsal in one lease.
const BATCH: u32 = 500;
const LEASE_SECONDS: u32 = 60;
/// One worker a rehearsal. Whoever claims under this name says that its former
/// bearer is dead, so that a restart goes on at once.
const WORKER: &str = "rehearsal";

/// Builds every message that is not planned yet, and lets it go: one that cannot
/// be built stops the run before anything of it can be seen.
pub(crate) async fn prove(
    run: &Distribution<'_>,
    composer: &Composer<'_>,
) -> Result<Measured, DistributeError> {
    let stand = run.ledger.planned(run.edition).await?;
    let mut measured = Measured::default();
    for candidate in after(run.audience.candidates(), &stand.cursor) {
        measured.add(&composer.compose(candidate)?);
    }
    Ok(measured)
}

/// Adds everybody to the ledger's plan, from wherever it stands.
pub(crate) async fn plan(
    run: &Distribution<'_>,
    progress: Progress<'_>,
) -> Result<(), DistributeError> {
    let mut stand = run.ledger.planned(run.edition).await?;
    while stand.cursor != Cursor::End && !run.stop.asked() {
        let chunk = next(run.audience.candidates(), stand.cursor);
        fail_point("before-plan");
        stand = run.ledger.plan(run.edition, chunk).await?;
        fail_point("after-plan");
        progress(Step::Planned(stand.candidates));
    }
    Ok(())
}

/// Sends to everybody who waits, each at most once. What is left, and why, is in
/// the answer; what became of the others is in the ledger.
pub(crate) async fn send(
    run: &Distribution<'_>,
    composer: &Composer<'_>,
    progress: Progress<'_>,
) -> Result<Option<Halt>, DistributeError> {
    let mut round = Round { run, composer, done: 0, candidates: 0, progress };
    round.count().await?;
    match run.transport {
        Transport::Outbox(outbox) => outbox::rehearse(&mut round, outbox).await,
        Transport::Smtp(relay) => smtp::submit(&mut round, relay).await,
    }
}

/// What a transport works with.
pub(crate) struct Round<'a> {
    pub(crate) run: &'a Distribution<'a>,
    pub(crate) composer: &'a Composer<'a>,
    done: u64,
    candidates: u64,
    progress: Progress<'a>,
}

impl Round<'_> {
    /// Asks the ledger how far the edition is.
    pub(crate) async fn count(&mut self) -> Result<(), DistributeError> {
        let balance = self.run.ledger.balance(self.run.edition).await?;
        self.candidates = balance.candidates;
        self.done = balance.candidates - balance.waiting;
        Ok(())
    }

    pub(crate) fn somebody_waits(&self) -> bool {
        self.waiting() > 0
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.candidates - self.done
    }

    /// Somebody left, and waits no more.
    pub(crate) fn left(&mut self) {
        self.done += 1;
    }

    /// Tells whoever shows the progress of one outcome that is in the ledger.
    pub(crate) fn tell(&mut self, settled: &Settled) {
        let waits = matches!(settled, Settled::Unsent(_) | Settled::Deferred { .. });
        self.done += u64::from(!waits);
        let (done, candidates) = (self.done, self.candidates);
        (self.progress)(Step::Settled { done, candidates, settled });
    }

    pub(crate) async fn claim(&self) -> Result<Option<Batch>, DistributeError> {
        let claim = Claim {
            edition: self.run.edition,
            owner: WORKER.to_owned(),
            limit: BATCH,
            lease_seconds: LEASE_SECONDS,
            except: Vec::new(),
            tried_after: None,
        };
        Ok(self.run.ledger.claim(claim).await?)
    }

    pub(crate) async fn settle(
        &mut self,
        lease: &Lease,
        outcomes: Vec<Outcome>,
    ) -> Result<(), DistributeError> {
        let settled: Vec<Settled> = outcomes.iter().map(|o| o.settled.clone()).collect();
        self.run.ledger.settle(lease, outcomes).await?;
        for settled in &settled {
            self.tell(settled);
        }
        Ok(())
    }
}

/// Who is not planned yet. Candidates stand in byte order of their addresses.
fn after<'a>(candidates: &'a [Candidate], cursor: &Cursor) -> &'a [Candidate] {
    match cursor {
        Cursor::Start => candidates,
        Cursor::After(address) => {
            &candidates[candidates.partition_point(|c| c.address <= *address)..]
        }
        Cursor::End => &[],
    }
}

fn next(candidates: &[Candidate], from: Cursor) -> Chunk {
    let rest = after(candidates, &from);
    let chunk = &rest[..rest.len().min(CHUNK)];
    let to = match chunk.last() {
        Some(last) if chunk.len() < rest.len() => Cursor::After(last.address.clone()),
        _ => Cursor::End,
    };
    Chunk { candidates: chunk.to_vec(), from, to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn chunks_meet_and_leave_nobody_out() {
        let people: Vec<_> =
            (0..CHUNK + 3).map(|n| testing::candidate(&format!("{n:05}@x.org"), None)).collect();
        let first = next(&people, Cursor::Start);
        assert_eq!(first.candidates.len(), CHUNK);
        let second = next(&people, first.to);
        assert_eq!((second.candidates.len(), second.to), (3, Cursor::End));
        let removed = next(&people, Cursor::After("00001@y.org".to_owned()));
        assert_eq!(removed.candidates[0].address, "00002@x.org");
        assert_eq!(next(&[], Cursor::Start).to, Cursor::End);
    }
}
