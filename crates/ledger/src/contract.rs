//! The calls, and what each promises. Every engine passes the same tests.

use async_trait::async_trait;
use copydesk_manuscript::Digest;
use jiff::Timestamp;

use crate::{
    Balance, Batch, Capture, Chunk, Claim, Closing, EditionId, EditionSummary, HeldLease, Intended,
    Intents, Lease, Marks, NewCapture, NewEdition, NewProposal, Opened, Outcome, Pace, Part,
    Planned, Proposal, Recovery, SentContent, SentDraft, Shelved, Standing, StoredEdition, Tokens,
    Trace, Verdict, Whose, World,
};

/// Why the ledger did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store cannot be used: stop before the next intent.
    #[error("the ledger at {place} {message}")]
    Unavailable {
        /// Which store, without any secret.
        place: String,
        /// What went wrong, as a predicate.
        message: String,
    },
    /// What stands in the store cannot be read; nothing was written over it.
    #[error("the ledger at {place} {message}")]
    Damaged {
        /// Which store.
        place: String,
        /// What was found, as a predicate.
        message: String,
    },
    /// No such edition.
    #[error("the ledger knows no such edition")]
    UnknownEdition,
    /// No such proposal.
    #[error("nothing with this digest waits for an approval")]
    UnknownProposal,
    /// The edition is live; what went to people is never forgotten.
    #[error("edition {key} is live: only a rehearsal can be forgotten")]
    NotARehearsal {
        /// The edition's key.
        key: String,
    },
    /// The counts do not add up. A bug, and a reason to send nothing more.
    #[error("the ledger does not balance for edition {key}: {balance:?}")]
    Unbalanced {
        /// The edition's key.
        key: String,
        /// The counts found.
        balance: Balance,
    },
}

/// The durable record. A call that has returned has happened, whatever dies next;
/// one whose future was dropped may have happened too.
///
/// Every call can fail with [`LedgerError::Unavailable`], and one that changes an
/// edition, reads or counts it, with [`LedgerError::UnknownEdition`]: also for a worker
/// still busy with a rehearsal that was replaced. Calls that list what belongs to one
/// (parts, drafts, marks, traces) find nothing then. Moments are kept to the microsecond.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Keeps a draft's bytes. The same bytes again change nothing and get the
    /// moment of their first capture.
    async fn capture(&self, draft: NewCapture) -> Result<Capture, LedgerError>;

    /// Keeps a draft's bytes as [`Ledger::capture`] does, and that a pipeline has taken it
    /// in as ready. One file has one place on the shelf, and so have the same bytes.
    async fn shelve(
        &self,
        world: World,
        pipeline: &str,
        draft: NewCapture,
    ) -> Result<Capture, LedgerError>;

    /// Takes what stood at this path from the shelf: it is out, or it will not go out.
    async fn unshelve(&self, world: World, pipeline: &str, path: &str) -> Result<(), LedgerError>;

    /// What is ready and not out yet, by pipeline and path.
    async fn shelf(&self, world: World) -> Result<Vec<Shelved>, LedgerError>;

    /// The bytes of a draft, with the path under which they were first seen.
    async fn captured(&self, digest: &Digest) -> Result<Option<NewCapture>, LedgerError>;

    /// Freezes an edition, or finds it frozen. One key and revision is one
    /// edition of its world. In [`World::Rehearsal`] changed bytes, or a run that
    /// did not close, replace what was there together with its deliveries; the
    /// id of what was replaced is never used again. In [`World::Live`] the digest of a
    /// proposal that somebody has ended is refused.
    async fn open(&self, edition: NewEdition) -> Result<Opened, LedgerError>;

    /// The bytes of a frozen edition.
    async fn edition(&self, id: EditionId) -> Result<StoredEdition, LedgerError>;

    /// Every edition of a world, newest first.
    async fn editions(&self, world: World) -> Result<Vec<EditionSummary>, LedgerError>;

    /// The revisions of one of them, the last one first.
    async fn revisions(&self, world: World, key: &str) -> Result<Vec<EditionSummary>, LedgerError>;

    /// The part of this name of every edition of a world that has it, newest edition
    /// first: to list many without reading all their bytes. Only [`Ledger::edition`]
    /// gives what a digest can be held against.
    async fn parts(
        &self,
        world: World,
        name: &str,
    ) -> Result<Vec<(EditionSummary, Part)>, LedgerError>;

    /// The newest edition of a world that holds a draft with this digest, if any:
    /// of every pipeline, or of the one named. An edition whose pipeline nobody
    /// knows counts for each, so that nothing goes out twice.
    async fn holding(
        &self,
        world: World,
        pipeline: Option<&str>,
        content: &Digest,
    ) -> Result<Option<EditionSummary>, LedgerError>;

    /// The drafts of all editions of a world that were opened since then, newest
    /// edition first. However many they are, no bytes of theirs are read.
    async fn sent_since(
        &self,
        world: World,
        since: Timestamp,
    ) -> Result<Vec<SentContent>, LedgerError>;

    /// Keeps with each captured draft, by its digest, what others are compared with it
    /// by. The ledger does not look inside.
    async fn keep_gists(&self, gists: Vec<(Digest, Vec<u8>)>) -> Result<(), LedgerError>;

    /// The drafts that an edition was made of, as captured.
    async fn drafts(&self, id: EditionId) -> Result<Vec<SentDraft>, LedgerError>;

    /// Those of `addresses`, in their order, who have a revision of `key` before
    /// `before`: the last of theirs that was not given up before it was tried
    /// (suppressed, expired, cancelled) was accepted, or nobody knows; in a rehearsal, it
    /// was written.
    async fn holders(
        &self,
        world: World,
        key: &str,
        before: u32,
        addresses: Vec<String>,
    ) -> Result<Vec<String>, LedgerError>;

    /// Shows an edition to those who approve, or finds it shown, with what they said. The
    /// last one of a key and revision is the one that counts.
    async fn propose(&self, proposal: NewProposal) -> Result<Proposal, LedgerError>;

    /// Everything that was ever proposed, the last proposed first.
    async fn proposals(&self) -> Result<Vec<Proposal>, LedgerError>;

    /// Keeps what a person says to a proposal; their last answer counts.
    ///
    /// # Errors
    /// [`LedgerError::UnknownProposal`] if nothing was proposed with this digest.
    async fn answer(
        &self,
        digest: &Digest,
        name: &str,
        approved: bool,
        comment: &str,
    ) -> Result<Proposal, LedgerError>;

    /// Notes that nothing but time keeps a proposal. Gives the moment of the first time,
    /// or this one, where the clock was set back behind that.
    ///
    /// # Errors
    /// [`LedgerError::UnknownProposal`] if nothing was proposed with this digest.
    async fn admit(&self, digest: &Digest) -> Result<Timestamp, LedgerError>;

    /// Notes until when a proposal waits, for whoever looks; of an unknown one, nothing.
    async fn postpone(&self, digest: &Digest, until: Timestamp) -> Result<(), LedgerError>;

    /// All that wait for nothing but time do so from now on: the clock was set forward,
    /// and nobody has had the time to stop them.
    async fn admit_again(&self) -> Result<(), LedgerError>;

    /// Ends a proposal before it went out: [`Ledger::open`] refuses its digest from then
    /// on. A second time changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::UnknownProposal`] if nothing was proposed with this digest.
    async fn withdraw(&self, digest: &Digest) -> Result<Proposal, LedgerError>;

    /// The key of the edition that somebody ended before it went out, and that had this
    /// draft in it.
    async fn withdrawn(&self, draft: &Digest) -> Result<Option<String>, LedgerError>;

    /// How many answers were ever given, and how many proposals ended: whoever waits for
    /// one sees it grow.
    async fn answered(&self) -> Result<u64, LedgerError>;

    /// Takes the edition out of a rehearsal with its deliveries, so that it can
    /// be rehearsed again.
    ///
    /// # Errors
    /// [`LedgerError::NotARehearsal`] for an edition of the live world, which
    /// stays as it is.
    async fn forget_rehearsal(&self, id: EditionId) -> Result<(), LedgerError>;

    /// Where an edition's plan stands.
    async fn planned(&self, id: EditionId) -> Result<Planned, LedgerError>;

    /// Adds a chunk: rows, cursor and count in one transaction. A chunk whose
    /// `from` is not where the plan stands changes nothing, so that a repeated
    /// call is harmless, and nothing follows [`crate::Cursor::End`]; an address
    /// already planned is counted once. The answer is where the plan stands now.
    async fn plan(&self, id: EditionId, chunk: Chunk) -> Result<Planned, LedgerError>;

    /// Leases deliveries of one destination that are planned, or deferred and due:
    /// those never leased before, then the longest due, so that a row which comes
    /// back for ever keeps nobody from a first try. Before that it settles what dead
    /// workers left of this edition: rows under an expired lease of one who is not
    /// known to be alive, or under an earlier lease of the same owner, become uncertain
    /// if attempted, free if not.
    /// Past the edition's `not_after` whoever waits expires. `None` when nothing is
    /// due, the edition is stopped or cancelled, or all destinations that have
    /// something are paused or excepted.
    async fn claim(&self, claim: Claim) -> Result<Option<Batch>, LedgerError>;

    /// Notes durably that these are about to be sent, and renews their leases, all in
    /// one transaction; answers in the same order. An edition that is unknown fails all
    /// of it. Only those let through may be sent: rows that are no longer planned under
    /// their lease's epoch, or a lease that has expired, yield nothing. Who left since the
    /// plan is settled as suppressed. With no deliveries it only renews the lease, also
    /// for an edition that is stopped or cancelled, and says whether one may go on.
    async fn intend(&self, intents: &[Intents]) -> Result<Vec<Intended>, LedgerError>;

    /// Records what became of attempted deliveries (or, for
    /// [`crate::Settled::Unsent`], of leased ones), and ends the lease on them.
    /// Late is not too late: under an expired lease an outcome still counts as
    /// long as no claim has taken the row over. After that it is dropped, since
    /// the row is uncertain already; so is a second outcome of the same attempt.
    ///
    /// A recipient refused before the body needs no intent; such an outcome is
    /// recorded all the same. What would wait beyond `not_after` expires instead, and
    /// what would wait for a cancelled edition is cancelled.
    async fn settle(&self, lease: &Lease, outcomes: Vec<Outcome>) -> Result<(), LedgerError>;

    /// Leases of a world that nobody has ended. Who knows that their owners are dead
    /// ends them with [`Ledger::recover`].
    async fn held(&self, world: World) -> Result<Vec<HeldLease>, LedgerError>;

    /// Ends a dead worker's lease: attempted rows by the evidence, the others as it
    /// says; rows that were only leased are free at once. Again, it changes nothing.
    async fn recover(&self, recovery: Recovery) -> Result<(), LedgerError>;

    /// The highest fencing token given out for an edition.
    async fn epoch(&self, id: EditionId) -> Result<u64, LedgerError>;

    /// Whether an edition's deliveries may be sent now.
    async fn standing(&self, id: EditionId) -> Result<Standing, LedgerError>;

    /// No intent from now on, in any process, until [`Ledger::resume`].
    async fn stop(&self, id: EditionId) -> Result<(), LedgerError>;

    /// Lets a stopped edition go on.
    async fn resume(&self, id: EditionId) -> Result<(), LedgerError>;

    /// Ends an edition for good: whoever waits is cancelled, planning ends where it
    /// stands, and what is on the wire keeps its own outcome. Gives the number
    /// cancelled now; a closed edition has none.
    async fn cancel(&self, id: EditionId) -> Result<u64, LedgerError>;

    /// Makes deferred deliveries due at once, and says how many.
    async fn hasten(&self, id: EditionId) -> Result<u64, LedgerError>;

    /// Settles uncertain deliveries as an operator says, with their reason, and says
    /// how many. What is to be sent again opens a closed run again.
    async fn resolve(
        &self,
        id: EditionId,
        whose: Whose,
        verdict: Verdict,
        reason: &str,
    ) -> Result<u64, LedgerError>;

    /// Every delivery of a world to this address, or that of one edition, oldest
    /// first.
    async fn trace(
        &self,
        world: World,
        address: &str,
        edition: Option<EditionId>,
    ) -> Result<Vec<Trace>, LedgerError>;

    /// Takes up to `wanted` tokens of a destination's pace, which all processes
    /// share. In any time t no more are granted than `per_second × t + burst`.
    async fn take(&self, destination: &str, pace: Pace, wanted: u32)
    -> Result<Tokens, LedgerError>;

    /// Keeps a destination from being claimed for until then; never shortens a pause.
    async fn pause(&self, destination: &str, until: Timestamp) -> Result<(), LedgerError>;

    /// The destinations that are paused, and until when.
    async fn paused(&self) -> Result<Vec<(String, Timestamp)>, LedgerError>;

    /// Opens this ledger for mail to people, once: with the drafts that are not to be
    /// sent, and the keys of editions that went out from a ledger which is lost. Gives
    /// the moment of the first time; a second one changes nothing.
    async fn adopt(
        &self,
        seen: Vec<(Digest, String)>,
        lost: Vec<String>,
    ) -> Result<Timestamp, LedgerError>;

    /// When that was, if ever: of a ledger that was put back, since then.
    async fn adopted(&self) -> Result<Option<Timestamp>, LedgerError>;

    /// When it was put back last, as a copy of an earlier day, if ever.
    async fn restored(&self) -> Result<Option<Timestamp>, LedgerError>;

    /// The keys of editions that went out from a ledger which is lost.
    async fn lost(&self) -> Result<Vec<String>, LedgerError>;

    /// Whether this draft stood ready when the ledger was adopted.
    async fn was_seen(&self, draft: &Digest) -> Result<bool, LedgerError>;

    /// Counts what came back about an edition.
    async fn marks(&self, id: EditionId) -> Result<Marks, LedgerError>;

    /// Counts an edition.
    async fn balance(&self, id: EditionId) -> Result<Balance, LedgerError>;

    /// Closes the run if its plan has ended and nobody waits, counting the rows
    /// themselves. A closed run stays closed, with the time it was closed first.
    ///
    /// # Errors
    /// [`LedgerError::Unbalanced`] if a candidate is nowhere or twice.
    async fn close(&self, id: EditionId) -> Result<Closing, LedgerError>;
}
