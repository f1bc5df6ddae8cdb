//! Mail: prove that every message can be built, plan everybody, let the
//! transport work through them.

use copydesk_ledger::{Batch, Chunk, Claim, Cursor, Lease, Outcome, Settled, fail_point};

use crate::audience::{Page, Pages};
use crate::message::Composer;
use crate::progress::Progress;
use crate::transports::{outbox, smtp};
use crate::{DistributeError, Distribution, Halt, Measured, Step, Transport};

/// Deliveries of a rehearsal in one lease.
const BATCH: u32 = 500;
/// One worker a rehearsal. Whoever claims under this name says that its former
/// bearer is dead, so that a restart goes on at once.
const WORKER: &str = "rehearsal";

/// Builds every message that is not planned yet, and lets it go: one that cannot
/// be built stops the run before anything of it can be seen.
pub(crate) async fn prove(
    run: &Distribution<'_>,
    composer: &Composer<'_>,
) -> Result<Measured, DistributeError> {
    let mut measured = Measured::default();
    let Some(after) = not_planned_yet(run.ledger.planned(run.edition).await?.cursor) else {
        return Ok(measured);
    };
    let mut pages = Pages::of(run.audience, after);
    while let Some(candidates) = pages.next().await? {
        for candidate in &candidates {
            measured.add(&composer.compose(candidate)?);
        }
    }
    Ok(measured)
}

/// Adds everybody to the ledger's plan, page by page, from wherever it stands.
pub(crate) async fn plan(run: &Distribution<'_>) -> Result<(), DistributeError> {
    let mut stand = run.ledger.planned(run.edition).await?;
    while let Some(after) = not_planned_yet(stand.cursor.clone())
        && !run.stop.asked()
    {
        let Page { candidates, behind } = run.audience.page(after.as_deref()).await?;
        let to = behind.map_or(Cursor::End, Cursor::After);
        fail_point("before-plan");
        let tokens = candidates.iter().map(|person| run.key.token(person).mark()).collect();
        let chunk = Chunk { from: stand.cursor, candidates, tokens, to };
        stand = run.ledger.plan(run.edition, chunk).await?;
        fail_point("after-plan");
    }
    Ok(())
}

/// The address behind which candidates are not planned yet, if there are any.
fn not_planned_yet(cursor: Cursor) -> Option<Option<String>> {
    match cursor {
        Cursor::Start => Some(None),
        Cursor::After(address) => Some(Some(address)),
        Cursor::End => None,
    }
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
        (self.progress)(Step { done, candidates, settled });
    }

    pub(crate) async fn claim(&self) -> Result<Option<Batch>, DistributeError> {
        Ok(self.run.ledger.claim(Claim::new(self.run.edition, WORKER, BATCH)).await?)
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
