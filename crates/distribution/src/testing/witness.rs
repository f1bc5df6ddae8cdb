//! A ledger that writes down what was intended and settled, and in which order, and
//! that keeps who asks for intents waiting where a test wants it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use copydesk_ledger::{
    Balance, Batch, Capture, Chunk, Claim, Closing, DeliveryId, EditionId, EditionSummary,
    HeldLease, Intended, Intents, Lease, Ledger, LedgerError, Marks, NewCapture, NewEdition,
    NewProposal, Opened, Outcome, Pace, Part, Planned, Proposal, Recovery, SentContent, SentDraft,
    Settled, Shelved, Standing, StoredEdition, Tokens, Trace, Verdict, Whose, World,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;
use tokio::sync::Semaphore;

/// Lines that ledger and relay write in turn.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    /// All lines so far, taken out.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

pub(crate) struct Witness<L> {
    inner: L,
    log: Log,
    names: Mutex<HashMap<DeliveryId, String>>,
    /// Who holds it keeps intents waiting; once it is closed they fail.
    pub(crate) gate: Semaphore,
    /// How often intents were asked for.
    pub(crate) asked: AtomicUsize,
}

impl<L> Witness<L> {
    pub(crate) fn new(inner: L, log: Log) -> Self {
        let (gate, asked) = (Semaphore::new(1), AtomicUsize::new(0));
        Self { inner, log, names: Mutex::default(), gate, asked }
    }

    fn name(&self, id: DeliveryId) -> String {
        self.names.lock().unwrap()[&id].clone()
    }
}

#[async_trait]
impl<L: Ledger> Ledger for Witness<L> {
    async fn claim(&self, claim: Claim) -> Result<Option<Batch>, LedgerError> {
        let batch = self.inner.claim(claim).await?;
        for delivery in batch.iter().flat_map(|b| &b.deliveries) {
            let name = delivery.candidate.address.split('@').next().unwrap();
            self.names.lock().unwrap().insert(delivery.id, name.to_owned());
        }
        Ok(batch)
    }

    async fn intend(&self, intents: &[Intents]) -> Result<Vec<Intended>, LedgerError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let _open = self.gate.acquire().await.map_err(|_| LedgerError::Unavailable {
            place: "the gate".to_owned(),
            message: "is closed".to_owned(),
        })?;
        let intended = self.inner.intend(intents).await?;
        for id in intended.iter().flat_map(|intended| &intended.through) {
            self.log.add(format!("intent {}", self.name(*id)));
        }
        Ok(intended)
    }

    async fn settle(&self, lease: &Lease, outcomes: Vec<Outcome>) -> Result<(), LedgerError> {
        for outcome in &outcomes {
            let name = self.name(outcome.delivery);
            self.log.add(match &outcome.settled {
                Settled::Written => format!("{name} written"),
                Settled::Accepted(reply) => format!("{name} accepted: {reply}"),
                Settled::Deferred { reply, until } => format!("{name} deferred: {reply} / {until}"),
                Settled::Rejected(reply) => format!("{name} rejected: {reply}"),
                Settled::Uncertain(why) => format!("{name} uncertain: {why}"),
                Settled::Unsent(why) => format!("{name} unsent: {why}"),
            });
        }
        self.inner.settle(lease, outcomes).await
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
    async fn answered(&self) -> Result<u64, LedgerError> {
        self.inner.answered().await
    }
    async fn forget_rehearsal(&self, id: EditionId) -> Result<(), LedgerError> {
        self.inner.forget_rehearsal(id).await
    }
    async fn planned(&self, id: EditionId) -> Result<Planned, LedgerError> {
        self.inner.planned(id).await
    }
    async fn plan(&self, id: EditionId, chunk: Chunk) -> Result<Planned, LedgerError> {
        self.inner.plan(id, chunk).await
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
    async fn take(&self, name: &str, pace: Pace, wanted: u32) -> Result<Tokens, LedgerError> {
        self.inner.take(name, pace, wanted).await
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

    async fn balance(&self, id: EditionId) -> Result<Balance, LedgerError> {
        self.inner.balance(id).await
    }
    async fn close(&self, id: EditionId) -> Result<Closing, LedgerError> {
        self.inner.close(id).await
    }
}
