//! One edition to one person, from plan to answer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{EditionId, TokenMark};

/// A person the audience rule names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Normalised address; what makes the person one person.
    pub address: String,
    /// How they are called, if known.
    pub name: Option<String>,
    /// The list they are on.
    pub list: String,
    /// Since when, by the newsroom's calendar, if known.
    pub since: Option<Date>,
}

/// How far the plan of an edition has come: the last address planned, in byte
/// order, or the end. Planning goes through candidates in that order, so that
/// it can go on anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cursor {
    /// Nobody is planned yet.
    Start,
    /// Everybody up to and including this address is.
    After(String),
    /// Everybody is.
    End,
}

/// Some candidates in address order, and the cursor once they are in.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Where the plan stood when these were read.
    pub from: Cursor,
    /// The people.
    pub candidates: Vec<Candidate>,
    /// What their tokens are known by, in their order, so that whoever gets a message
    /// can use the links in it. Nobody's links work without.
    pub tokens: Vec<TokenMark>,
    /// Where it stands with them.
    pub to: Cursor,
}

/// Where the plan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Go on from here.
    pub cursor: Cursor,
    /// How many people are planned.
    pub candidates: u64,
}

/// Asks for some deliveries to work on.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Of this edition.
    pub edition: EditionId,
    /// Who asks. One owner works on one batch of an edition at a time: whoever
    /// claims under a name says that the former bearer of that name is dead.
    pub owner: String,
    /// At most so many.
    pub limit: u32,
    /// For so long; every intent renews it.
    pub lease_seconds: u32,
    /// Of no destination named here.
    pub except: Vec<String>,
    /// Nothing that was under a later lease than this: a run that begins asks for
    /// the highest epoch, and so tries everybody once. `None` takes all.
    pub tried_after: Option<u64>,
    /// Owners who are known to be alive, whatever their leases say: a process that was
    /// held up knows it of its own workers.
    pub alive: Vec<String>,
}

impl Claim {
    /// Of any destination, for a minute.
    pub fn new(edition: EditionId, owner: impl Into<String>, limit: u32) -> Self {
        Self {
            edition,
            owner: owner.into(),
            limit,
            lease_seconds: 60,
            except: Vec::new(),
            tried_after: None,
            alive: Vec::new(),
        }
    }
}

/// The right to work on a batch, and its fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Of this edition.
    pub edition: EditionId,
    /// Held by.
    pub owner: String,
    /// Fencing token: a later lease on the same rows has a higher one.
    pub epoch: u64,
    /// Void after this moment, by the ledger's clock. An intent moves the
    /// ledger's own record of it, not this copy.
    pub until: Timestamp,
}

/// Leased deliveries.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The right to them.
    pub lease: Lease,
    /// All are of it.
    pub destination: String,
    /// At least one.
    pub deliveries: Vec<Delivery>,
}

/// The ledger's name for one edition to one person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DeliveryId(pub i64);

/// One edition to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its row.
    pub id: DeliveryId,
    /// To whom.
    pub candidate: Candidate,
    /// How many intents were noted for it before.
    pub attempts: u32,
}

/// Where a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// To be sent.
    Planned,
    /// Intended: from here on it may have arrived.
    Attempted,
    /// A file lies in the outbox, or would.
    Written,
    /// The relay said yes.
    Accepted,
    /// The relay said later.
    Deferred,
    /// The relay said no.
    Rejected,
    /// Later came too late.
    Expired,
    /// The person may not be mailed.
    Suppressed,
    /// An operator said no more.
    Cancelled,
    /// Nobody knows; held until a person decides.
    Uncertain,
}

impl DeliveryState {
    /// The word for it, in ledgers and for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Attempted => "attempted",
            Self::Written => "written",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Suppressed => "suppressed",
            Self::Cancelled => "cancelled",
            Self::Uncertain => "uncertain",
        }
    }
}

/// What is about to be sent under one lease.
#[derive(Clone, Debug)]
pub struct Intents {
    /// The lease that holds them.
    pub lease: Lease,
    /// In the order in which they are noted.
    pub deliveries: Vec<DeliveryId>,
}

impl Intents {
    /// To send these under that lease.
    pub fn new(lease: &Lease, deliveries: &[DeliveryId]) -> Self {
        Self { lease: lease.clone(), deliveries: deliveries.to_vec() }
    }
}

/// What came of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intended {
    /// Whether the edition goes on and the lease was renewed. If not, nothing is let
    /// through, and nothing that was let through before may be begun any more.
    pub goes_on: bool,
    /// These may be sent now.
    pub through: Vec<DeliveryId>,
    /// To people who left since they were planned. They are settled.
    pub left: Vec<DeliveryId>,
}

/// What became of one delivery.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub delivery: DeliveryId,
    /// What.
    pub settled: Settled,
}

/// What became of a delivery. Text is the relay's own words, or ours where
/// there was no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Rendered and counted by a rehearsal.
    Written,
    /// 2xx after the body.
    Accepted(String),
    /// 4xx; due again at the moment given.
    Deferred {
        /// The relay's words.
        reply: String,
        /// Not before.
        until: Timestamp,
    },
    /// 5xx.
    Rejected(String),
    /// No reply after the body's end.
    Uncertain(String),
    /// Certain to be unsent: back to planned, and due at once. Whoever claims in
    /// a loop stops when the way out is closed, or it turns for ever.
    Unsent(String),
}
