//! A ledger that keeps deliveries in memory and nothing on the disk: what the durable
//! one costs is the difference. Editions and drafts are in a real one all the same.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use copydesk_ledger::{
    Balance, Batch, Candidate, Capture, Chunk, Claim, Closing, Cursor, Delivery, DeliveryId,
    EditionId, EditionSummary, HeldLease, Intended, Intents, Lease, Ledger, LedgerError, Marks,
    NewCapture, NewEdition, NewProposal, Opened, Outcome, Pace, Part, Planned, Proposal, Recovery,
    SentContent, SentDraft, Settled, Shelved, SqliteLedger, Standing, StoredEdition, Tokens, Trace,
    Verdict, Whose, World,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;

/// For one edition, one run and no death.
#[derive(Debug)]
pub struct Forgetful {
    inner: SqliteLedger,
    plan: Mutex<Plan>,
    accepted: AtomicU64,
}

#[derive(Debug)]
struct Plan {
    waiting: VecDeque<Candidate>,
    candidates: u64,
    claimed: u64,
    epoch: u64,
    cursor: Cursor,
}

impl Forgetful {
    /// Over a ledger that has what is not about deliveries.
    pub fn new(inner: SqliteLedger) -> Self {
        let (waiting, cursor) = (VecDeque::new(), Cursor::Start);
        let plan = Plan { waiting, candidates: 0, claimed: 0, epoch: 0, cursor };
        Self { inner, plan: Mutex::new(plan), accepted: AtomicU64::new(0) }
    }

    fn plan<T>(&self, look: impl FnOnce(&mut Plan) -> T) -> T {
        look(&mut self.plan.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn counts(&self) -> Balance {
        let (candidates, accepted) =
            (self.plan(|plan| plan.candidates), self.accepted.load(Ordering::SeqCst));
        let waiting = candidates - accepted;
        Balance { candidates, accepted, waiting, ..Balance::default() }
    }
}

#[async_trait]
impl Ledger for Forgetful {
    async fn planned(&self, _: EditionId) -> Result<Planned, LedgerError> {
        Ok(self.plan(|plan| Planned { cursor: plan.cursor.clone(), candidates: plan.candidates }))
    }

    async fn plan(&self, id: EditionId, chunk: Chunk) -> Result<Planned, LedgerError> {
        self.plan(|plan| {
            plan.candidates += chunk.candidates.len() as u64;
            plan.waiting.extend(chunk.candidates);
            plan.cursor = chunk.to;
        });
        self.planned(id).await
    }

    async fn claim(&self, claim: Claim) -> Result<Option<Batch>, LedgerError> {
        Ok(self.plan(|plan| {
            let count = plan.waiting.len().min(claim.limit as usize);
            if count == 0 {
                return None;
            }
            plan.epoch += 1;
            let mut next = plan.claimed;
            plan.claimed += count as u64;
            let deliveries = plan.waiting.drain(..count).map(|candidate| {
                next += 1;
                Delivery { id: DeliveryId(next as i64), candidate, attempts: 0 }
            });
            let deliveries = deliveries.collect();
            let until = Timestamp::MAX;
            let lease =
                Lease { edition: claim.edition, owner: claim.owner, epoch: plan.epoch, until };
            Some(Batch { lease, destination: "everybody".to_owned(), deliveries })
        }))
    }

    async fn intend(&self, intents: &[Intents]) -> Result<Vec<Intended>, LedgerError> {
        let through = |intents: &Intents| Intended {
            goes_on: true,
            through: intents.deliveries.clone(),
            left: Vec::new(),
        };
        Ok(intents.iter().map(through).collect())
    }

    async fn settle(&self, _: &Lease, outcomes: Vec<Outcome>) -> Result<(), LedgerError> {
        let accepted = outcomes.iter().filter(|o| matches!(o.settled, Settled::Accepted(_)));
        self.accepted.fetch_add(accepted.count() as u64, Ordering::SeqCst);
        Ok(())
    }

    async fn balance(&self, _: EditionId) -> Result<Balance, LedgerError> {
        Ok(self.counts())
    }

    async fn close(&self, _: EditionId) -> Result<Closing, LedgerError> {
        let counts = self.counts();
        Ok(if counts.waiting == 0 { Closing::Closed(counts) } else { Closing::Open(counts) })
    }

    async fn capture(&self, draft: NewCapture) -> Result<Capture, LedgerError> {
        self.inner.capture(draft).await
    }

    async fn shelve(
        &self,
        world: World,
        pipeline: &str,
        draft: NewCapture,
    ) -> Result<Capture, LedgerError> {
        self.inner.shelve(world, pipeline, draft).await
    }

    async fn unshelve(&self, world: World, pipeline: &str, path: &str) -> Result<(), LedgerError> {
        self.inner.unshelve(world, pipeline, path).await
    }

    async fn shelf(&self, world: World) -> Result<Vec<Shelved>, LedgerError> {
        self.inner.shelf(world).await
    }

    async fn captured(&self, digest: &Digest) -> Result<Option<NewCapture>, LedgerError> {
        self.inner.captured(digest).await
    }

    async fn open(&self, edition: NewEdition) -> Result<Opened, LedgerError> {
        self.inner.open(edition).await
    }

    async fn edition(&self, id: EditionId) -> Result<StoredEdition, LedgerError> {
        self.inner.edition(id).await
    }

    async fn editions(&self, world: World) -> Result<Vec<EditionSummary>, LedgerError> {
        self.inner.editions(world).await
    }

    async fn revisions(&self, world: World, key: &str) -> Result<Vec<EditionSummary>, LedgerError> {
        self.inner.revisions(world, key).await
    }

    async fn parts(
        &self,
        world: World,
        name: &str,
    ) -> Result<Vec<(EditionSummary, Part)>, LedgerError> {
        self.inner.parts(world, name).await
    }

    async fn holding(
        &self,
        world: World,
        pipeline: Option<&str>,
        content: &Digest,
    ) -> Result<Option<EditionSummary>, LedgerError> {
        self.inner.holding(world, pipeline, content).await
    }

    async fn sent_since(
        &self,
        world: World,
        since: Timestamp,
    ) -> Result<Vec<SentContent>, LedgerError> {
        self.inner.sent_since(world, since).await
    }

    async fn keep_gists(&self, gists: Vec<(Digest, Vec<u8>)>) -> Result<(), LedgerError> {
        self.inner.keep_gists(gists).await
    }

    async fn drafts(&self, id: EditionId) -> Result<Vec<SentDraft>, LedgerError> {
        self.inner.drafts(id).await
    }

    async fn holders(
        &self,
        world: World,
        key: &str,
        before: u32,
        addresses: Vec<String>,
    ) -> Result<Vec<String>, LedgerError> {
        self.inner.holders(world, key, before, addresses).await
    }

    async fn propose(&self, proposal: NewProposal) -> Result<Proposal, LedgerError> {
        self.inner.propose(proposal).await
    }

    async fn proposals(&self) -> Result<Vec<Proposal>, LedgerError> {
        self.inner.proposals().await
    }

    async fn answer(
        &self,
        digest: &Digest,
        name: &str,
        approved: bool,
        comment: &str,
    ) -> Result<Proposal, LedgerError> {
        self.inner.answer(digest, name, approved, comment).await
    }

    async fn admit(&self, digest: &Digest) -> Result<Timestamp, LedgerError> {
        self.inner.admit(digest).await
    }

    async fn postpone(&self, digest: &Digest, until: Timestamp) -> Result<(), LedgerError> {
        self.inner.postpone(digest, until).await
    }

    async fn admit_again(&self) -> Result<(), LedgerError> {
        self.inner.admit_again().await
    }

    async fn withdraw(&self, digest: &Digest) -> Result<Proposal, LedgerError> {
        self.inner.withdraw(digest).await
    }

    async fn withdrawn(&self, draft: &Digest) -> Result<Option<String>, LedgerError> {
        self.inner.withdrawn(draft).await
    }

    async fn answered(&self) -> Result<u64, LedgerError> {
        self.inner.answered().await
    }

    async fn forget_rehearsal(&self, id: EditionId) -> Result<(), LedgerError> {
        self.inner.forget_rehearsal(id).await
    }

    async fn held(&self, world: World) -> Result<Vec<HeldLease>, LedgerError> {
        self.inner.held(world).await
    }

    async fn recover(&self, recovery: Recovery) -> Result<(), LedgerError> {
        self.inner.recover(recovery).await
    }

    async fn epoch(&self, id: EditionId) -> Result<u64, LedgerError> {
        self.inner.epoch(id).await
    }

    async fn standing(&self, id: EditionId) -> Result<Standing, LedgerError> {
        self.inner.standing(id).await
    }

    async fn stop(&self, id: EditionId) -> Result<(), LedgerError> {
        self.inner.stop(id).await
    }

    async fn resume(&self, id: EditionId) -> Result<(), LedgerError> {
        self.inner.resume(id).await
    }

    async fn cancel(&self, id: EditionId) -> Result<u64, LedgerError> {
        self.inner.cancel(id).await
    }

    async fn hasten(&self, id: EditionId) -> Result<u64, LedgerError> {
        self.inner.hasten(id).await
    }

    async fn resolve(
        &self,
        id: EditionId,
        whose: Whose,
        verdict: Verdict,
        reason: &str,
    ) -> Result<u64, LedgerError> {
        self.inner.resolve(id, whose, verdict, reason).await
    }

    async fn trace(
        &self,
        world: World,
        address: &str,
        edition: Option<EditionId>,
    ) -> Result<Vec<Trace>, LedgerError> {
        self.inner.trace(world, address, edition).await
    }

    async fn take(
        &self,
        destination: &str,
        pace: Pace,
        wanted: u32,
    ) -> Result<Tokens, LedgerError> {
        self.inner.take(destination, pace, wanted).await
    }

    async fn pause(&self, destination: &str, until: Timestamp) -> Result<(), LedgerError> {
        self.inner.pause(destination, until).await
    }

    async fn paused(&self) -> Result<Vec<(String, Timestamp)>, LedgerError> {
        self.inner.paused().await
    }

    async fn adopt(
        &self,
        seen: Vec<(Digest, String)>,
        lost: Vec<String>,
    ) -> Result<Timestamp, LedgerError> {
        self.inner.adopt(seen, lost).await
    }

    async fn adopted(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.inner.adopted().await
    }

    async fn restored(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.inner.restored().await
    }

    async fn lost(&self) -> Result<Vec<String>, LedgerError> {
        self.inner.lost().await
    }

    async fn was_seen(&self, draft: &Digest) -> Result<bool, LedgerError> {
        self.inner.was_seen(draft).await
    }

    async fn marks(&self, id: EditionId) -> Result<Marks, LedgerError> {
        self.inner.marks(id).await
    }
}
