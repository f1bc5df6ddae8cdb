//! Captured drafts and frozen editions, as rows.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Balance;

/// Rehearsals and live runs share nothing: neither keys nor counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// Profiles whose transport writes files.
    Rehearsal,
    /// All other profiles together, so that renaming one mails nobody twice.
    Live,
}

/// A draft's bytes on their way into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCapture {
    /// Where the draft was found.
    pub path: String,
    /// Its bytes, as they were.
    pub bytes: Vec<u8>,
}

/// When these very bytes were first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Of the bytes.
    pub digest: Digest,
    /// The first time, whatever the file was called then.
    pub first_seen: Timestamp,
}

/// A draft that was taken in as ready and is not out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// The pipeline that took it in.
    pub pipeline: String,
    /// Where its file is, or was.
    pub path: String,
    /// Of its bytes, which are captured.
    pub digest: Digest,
    /// Since when.
    pub at: Timestamp,
}

/// A draft that an edition was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentDraft {
    /// The edition's key.
    pub key: String,
    /// Where the draft was found.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A draft that an edition was made of, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentContent {
    /// The edition's key.
    pub key: String,
    /// Where the draft was found.
    pub path: String,
    /// Of its bytes, which are captured.
    pub digest: Digest,
    /// What others are compared with it by, once somebody has said so.
    pub gist: Option<Vec<u8>>,
}

/// The ledger's name for one opened edition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditionId(pub i64);

/// Named bytes of a frozen edition. The ledger does not look inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `subject`, `html` …
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An edition about to be frozen.
#[derive(Clone, Debug)]
pub struct NewEdition {
    /// Where it counts.
    pub world: World,
    /// Names it on the command line, in the ledger and in its page's address.
    pub key: String,
    /// 1, and one more with every correction.
    pub revision: u32,
    /// The pipeline that it comes through, by name.
    pub pipeline: String,
    /// Over all parts; whoever reads the parts back recomputes it.
    pub digest: Digest,
    /// Digests of the drafts in it.
    pub contents: Vec<Digest>,
    /// What is sent.
    pub parts: Vec<Part>,
    /// Who still waits then is given up.
    pub not_after: Option<Timestamp>,
}

/// A frozen edition as read back.
#[derive(Clone, Debug)]
pub struct StoredEdition {
    /// Its row.
    pub summary: EditionSummary,
    /// What is sent.
    pub parts: Vec<Part>,
}

/// What the ledger knows of an edition without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionSummary {
    /// Its row.
    pub id: EditionId,
    /// Where it counts.
    pub world: World,
    /// Its key.
    pub key: String,
    /// Its revision.
    pub revision: u32,
    /// The pipeline that it came through; none where it was frozen before the
    /// ledger kept that.
    pub pipeline: Option<String>,
    /// Its digest.
    pub digest: Digest,
    /// When it was frozen.
    pub opened_at: Timestamp,
    /// When its run closed, if it has.
    pub closed_at: Option<Timestamp>,
    /// Since when it is stopped, if it is.
    pub stopped_at: Option<Timestamp>,
    /// When it was ended for good, if it was.
    pub cancelled_at: Option<Timestamp>,
    /// Who still waits then is given up.
    pub not_after: Option<Timestamp>,
    /// Who has it.
    pub balance: Balance,
}

/// Whether an edition's deliveries may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They may.
    Going,
    /// Not until it is resumed.
    Stopped,
    /// Never again.
    Cancelled,
}

/// What [`crate::Ledger::open`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Frozen now. A rehearsal of changed bytes replaces the former one
    /// and is new again.
    New(EditionId),
    /// The live world holds the same digest and its run is not closed: go on.
    Unfinished(EditionSummary),
    /// The same digest went out already: mail nobody.
    Closed(EditionSummary),
    /// The live world holds other bytes under this key and revision: refuse.
    Differs(EditionSummary),
    /// Somebody has ended the proposal with this digest: refuse.
    Withdrawn,
}
