//! The embedded engine: one SQLite file, nothing to install.
//!
//! Several processes may share the file. Each has one thread that owns its
//! connection ([`thread`]); every call is one transaction, and those that write
//! take the write lock first, so that what they read cannot change under them.
//! What SQLite is shows in `open` and nowhere else.

mod adoption;
mod attempts;
mod backup;
mod captures;
mod claim;
mod counts;
mod editions;
mod events;
mod failure;
mod file;
mod given_up;
mod holders;
mod lease;
mod migrations;
mod mounts;
mod pace;
mod plan;
mod proposals;
mod recovery;
mod restore;
mod returned;
mod shelf;
mod standing;
mod stored;
mod subscribers;
mod thread;
mod trace;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use copydesk_manuscript::Digest;
use jiff::Timestamp;

pub use self::backup::back_up;
pub use self::mounts::network_file_system;
pub use self::restore::restore;
pub use self::thread::COMMIT;
use self::thread::Worker;
use crate::{
    Balance, Batch, Capture, Chunk, Claim, Clock, Closing, EditionId, EditionSummary, HeldLease,
    Intended, Intents, Lease, Ledger, LedgerError, Marks, NewCapture, NewEdition, NewProposal,
    Opened, Outcome, Pace, Part, Planned, Proposal, Recovery, SentContent, SentDraft, Shelved,
    Standing, StoredEdition, Tokens, Trace, Verdict, Whose, World, fail_point,
};

/// A ledger in a file. Dropping it waits for the calls under way and closes the
/// file.
pub struct SqliteLedger {
    worker: Worker,
}

impl SqliteLedger {
    /// Opens the ledger at `path`, or starts one there: the file with mode 0600,
    /// folders that are missing with 0700. Blocks while it brings an older
    /// layout forward, of which it keeps a copy beside it, `ledger.layout-N.sqlite`.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`] names the path and the reason: a folder or
    /// another kind of file stands there, it lies on a network file system, a
    /// newer program wrote it, nothing can be written, the disk is full;
    /// [`LedgerError::Damaged`] if it cannot be read.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, LedgerError> {
        let place = path.display().to_string();
        let (connection, site) = file::open(path).map_err(|failure| failure.at(&place))?;
        let worker = Worker::start(connection, Some(site), place, clock)?;
        Ok(Self { worker })
    }
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteLedger").field(&self.worker.place()).finish()
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn capture(&self, draft: NewCapture) -> Result<Capture, LedgerError> {
        // Before the write lock is taken: nobody waits for a hash.
        let digest = Digest::of(&draft.bytes);
        self.worker.write(move |tx, now| captures::capture(tx, now, &draft, digest)).await
    }

    async fn shelve(
        &self,
        world: World,
        pipeline: &str,
        draft: NewCapture,
    ) -> Result<Capture, LedgerError> {
        let (pipeline, digest) = (pipeline.to_owned(), Digest::of(&draft.bytes));
        self.worker
            .write(move |tx, now| shelf::shelve(tx, now, world, &pipeline, &draft, digest))
            .await
    }

    async fn unshelve(&self, world: World, pipeline: &str, path: &str) -> Result<(), LedgerError> {
        let (pipeline, path) = (pipeline.to_owned(), path.to_owned());
        self.worker.write(move |tx, _| shelf::unshelve(tx, world, &pipeline, &path)).await
    }

    async fn shelf(&self, world: World) -> Result<Vec<Shelved>, LedgerError> {
        self.worker.read(move |tx| shelf::list(tx, world)).await
    }

    async fn captured(&self, digest: &Digest) -> Result<Option<NewCapture>, LedgerError> {
        let digest = digest.clone();
        self.worker.read(move |tx| captures::captured(tx, &digest)).await
    }

    async fn open(&self, edition: NewEdition) -> Result<Opened, LedgerError> {
        self.worker.write(move |tx, now| editions::open(tx, now, &edition)).await
    }

    async fn edition(&self, id: EditionId) -> Result<StoredEdition, LedgerError> {
        self.worker.read(move |tx| editions::read(tx, id)).await
    }

    async fn editions(&self, world: World) -> Result<Vec<EditionSummary>, LedgerError> {
        self.worker.read(move |tx| editions::list(tx, world)).await
    }

    async fn revisions(&self, world: World, key: &str) -> Result<Vec<EditionSummary>, LedgerError> {
        let key = key.to_owned();
        self.worker.read(move |tx| editions::revisions(tx, world, &key)).await
    }

    async fn parts(
        &self,
        world: World,
        name: &str,
    ) -> Result<Vec<(EditionSummary, Part)>, LedgerError> {
        let name = name.to_owned();
        self.worker.read(move |tx| editions::parts(tx, world, &name)).await
    }

    async fn holding(
        &self,
        world: World,
        pipeline: Option<&str>,
        content: &Digest,
    ) -> Result<Option<EditionSummary>, LedgerError> {
        let (pipeline, content) = (pipeline.map(str::to_owned), content.clone());
        self.worker
            .read(move |tx| editions::holding(tx, world, pipeline.as_deref(), &content))
            .await
    }

    async fn sent_since(
        &self,
        world: World,
        since: Timestamp,
    ) -> Result<Vec<SentContent>, LedgerError> {
        self.worker.read(move |tx| captures::sent_since(tx, world, since)).await
    }

    async fn keep_gists(&self, gists: Vec<(Digest, Vec<u8>)>) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| captures::keep_gists(tx, &gists)).await
    }

    async fn drafts(&self, id: EditionId) -> Result<Vec<SentDraft>, LedgerError> {
        self.worker.read(move |tx| captures::of_edition(tx, id)).await
    }

    async fn holders(
        &self,
        world: World,
        key: &str,
        before: u32,
        addresses: Vec<String>,
    ) -> Result<Vec<String>, LedgerError> {
        let key = key.to_owned();
        self.worker.read(move |tx| holders::holders(tx, world, &key, before, addresses)).await
    }

    async fn propose(&self, proposal: NewProposal) -> Result<Proposal, LedgerError> {
        self.worker.write(move |tx, now| proposals::propose(tx, now, &proposal)).await
    }

    async fn proposals(&self) -> Result<Vec<Proposal>, LedgerError> {
        self.worker.read(proposals::list).await
    }

    async fn answer(
        &self,
        digest: &Digest,
        name: &str,
        approved: bool,
        comment: &str,
    ) -> Result<Proposal, LedgerError> {
        let (digest, name, comment) = (digest.clone(), name.to_owned(), comment.to_owned());
        self.worker
            .write(move |tx, now| proposals::answer(tx, now, &digest, &name, approved, &comment))
            .await
    }

    async fn admit(&self, digest: &Digest) -> Result<Timestamp, LedgerError> {
        let digest = digest.clone();
        self.worker.write(move |tx, now| proposals::admit(tx, now, &digest)).await
    }

    async fn postpone(&self, digest: &Digest, until: Timestamp) -> Result<(), LedgerError> {
        let digest = digest.clone();
        self.worker.write(move |tx, _| proposals::postpone(tx, &digest, until)).await
    }

    async fn admit_again(&self) -> Result<(), LedgerError> {
        self.worker.write(proposals::admit_again).await
    }

    async fn withdraw(&self, digest: &Digest) -> Result<Proposal, LedgerError> {
        let digest = digest.clone();
        self.worker.write(move |tx, now| proposals::withdraw(tx, now, &digest)).await
    }

    async fn withdrawn(&self, draft: &Digest) -> Result<Option<String>, LedgerError> {
        let draft = draft.clone();
        self.worker.read(move |tx| proposals::withdrawn(tx, &draft)).await
    }

    async fn answered(&self) -> Result<u64, LedgerError> {
        self.worker.read(proposals::answered).await
    }

    async fn forget_rehearsal(&self, id: EditionId) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| editions::forget_rehearsal(tx, id)).await
    }

    async fn planned(&self, id: EditionId) -> Result<Planned, LedgerError> {
        self.worker.read(move |tx| plan::planned(tx, id)).await
    }

    async fn plan(&self, id: EditionId, chunk: Chunk) -> Result<Planned, LedgerError> {
        self.worker.write(move |tx, now| plan::plan(tx, now, id, &chunk)).await
    }

    async fn claim(&self, claim: Claim) -> Result<Option<Batch>, LedgerError> {
        self.worker.write(move |tx, now| claim::claim(tx, now, &claim)).await
    }

    async fn intend(&self, intents: &[Intents]) -> Result<Vec<Intended>, LedgerError> {
        let intents = intents.to_vec();
        self.worker.write(move |tx, now| attempts::intend(tx, now, &intents)).await
    }

    async fn settle(&self, lease: &Lease, outcomes: Vec<Outcome>) -> Result<(), LedgerError> {
        let lease = lease.clone();
        self.worker.write(move |tx, now| attempts::settle(tx, now, &lease, &outcomes)).await
    }

    async fn held(&self, world: World) -> Result<Vec<HeldLease>, LedgerError> {
        self.worker.read(move |tx| recovery::held(tx, world)).await
    }

    async fn recover(&self, recovery: Recovery) -> Result<(), LedgerError> {
        self.worker.write(move |tx, now| recovery::recover(tx, now, &recovery)).await
    }

    async fn epoch(&self, id: EditionId) -> Result<u64, LedgerError> {
        self.worker.read(move |tx| lease::last_epoch(tx, id)).await
    }

    async fn standing(&self, id: EditionId) -> Result<Standing, LedgerError> {
        self.worker.read(move |tx| Ok(standing::of(tx, id)?.into())).await
    }

    async fn stop(&self, id: EditionId) -> Result<(), LedgerError> {
        fail_point("before-stop");
        self.worker.write(move |tx, now| standing::stop(tx, now, id)).await?;
        fail_point("after-stop");
        Ok(())
    }

    async fn resume(&self, id: EditionId) -> Result<(), LedgerError> {
        self.worker.write(move |tx, _| standing::resume(tx, id)).await
    }

    async fn cancel(&self, id: EditionId) -> Result<u64, LedgerError> {
        fail_point("before-cancel");
        let cancelled = self.worker.write(move |tx, now| standing::cancel(tx, now, id)).await?;
        fail_point("after-cancel");
        Ok(cancelled)
    }

    async fn hasten(&self, id: EditionId) -> Result<u64, LedgerError> {
        self.worker.write(move |tx, now| recovery::hasten(tx, now, id)).await
    }

    async fn resolve(
        &self,
        id: EditionId,
        whose: Whose,
        verdict: Verdict,
        reason: &str,
    ) -> Result<u64, LedgerError> {
        let reason = reason.to_owned();
        self.worker
            .write(move |tx, now| recovery::resolve(tx, now, id, &whose, verdict, &reason))
            .await
    }

    async fn trace(
        &self,
        world: World,
        address: &str,
        edition: Option<EditionId>,
    ) -> Result<Vec<Trace>, LedgerError> {
        let address = address.to_owned();
        self.worker.read(move |tx| trace::trace(tx, world, &address, edition)).await
    }

    async fn take(
        &self,
        destination: &str,
        pace: Pace,
        wanted: u32,
    ) -> Result<Tokens, LedgerError> {
        let name = destination.to_owned();
        self.worker.write(move |tx, now| pace::take(tx, now, &name, pace, wanted)).await
    }

    async fn pause(&self, destination: &str, until: Timestamp) -> Result<(), LedgerError> {
        let name = destination.to_owned();
        self.worker.write(move |tx, _| pace::pause(tx, &name, until)).await
    }

    async fn paused(&self) -> Result<Vec<(String, Timestamp)>, LedgerError> {
        self.worker.write(pace::paused).await
    }

    async fn adopt(
        &self,
        seen: Vec<(Digest, String)>,
        lost: Vec<String>,
    ) -> Result<Timestamp, LedgerError> {
        self.worker.write(move |tx, now| adoption::adopt(tx, now, &seen, &lost)).await
    }

    async fn adopted(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.worker.read(adoption::adopted).await
    }

    async fn restored(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.worker.read(adoption::restored).await
    }

    async fn lost(&self) -> Result<Vec<String>, LedgerError> {
        self.worker.read(adoption::lost).await
    }

    async fn was_seen(&self, draft: &Digest) -> Result<bool, LedgerError> {
        let draft = draft.clone();
        self.worker.read(move |tx| adoption::was_seen(tx, &draft)).await
    }

    async fn marks(&self, id: EditionId) -> Result<Marks, LedgerError> {
        self.worker.read(move |tx| returned::marks(tx, id)).await
    }

    async fn balance(&self, id: EditionId) -> Result<Balance, LedgerError> {
        self.worker.read(move |tx| counts::balance(tx, id)).await
    }

    async fn close(&self, id: EditionId) -> Result<Closing, LedgerError> {
        self.worker.write(move |tx, now| counts::close(tx, now, id)).await
    }
}
