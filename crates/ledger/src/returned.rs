//! What comes back about deliveries, and what follows from it in the ledger.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use serde::Serialize;

use crate::{DeliveryId, Suppression};

/// What something that came back says of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A relay had it: all that there is to know of one that was uncertain.
    Taken,
    /// It came to nobody.
    Bounced,
    /// Its reader reported it as spam.
    Complained,
}

impl Mark {
    /// As in the ledger and for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }
}

/// A message or a relay's notice that came back, and what follows from it.
#[derive(Clone, Debug)]
pub struct Return {
    /// Over its bytes. What follows from it is undone by this.
    pub message: Digest,
    /// When it was read.
    pub at: Timestamp,
    /// The delivery it is about, and what it says of it.
    pub about: Option<(DeliveryId, Mark)>,
    /// The server's words, on one line.
    pub words: String,
    /// Whom not to mail any more, and why.
    pub suppress: Option<(String, Suppression)>,
}

/// What followed from something that came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// The reason is new.
    pub suppressed: bool,
    /// The mark is new.
    pub marked: bool,
    /// The delivery was uncertain, and is accepted.
    pub settled: bool,
    /// Its worker has not settled it yet: nothing is marked until it has.
    pub under_way: bool,
}

/// What was taken back of something that had come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Reasons that do not stand any more.
    pub suppressions: Vec<Suppression>,
    /// Marks that were taken off.
    pub marks: u64,
    /// Deliveries that are uncertain again.
    pub uncertain: u64,
}

impl Undone {
    /// Whether there was nothing to take back.
    pub fn is_nothing(&self) -> bool {
        self.suppressions.is_empty() && self.marks == 0
    }
}

/// The marks of an edition, counted. They are part of no sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// Came back.
    pub bounced: u64,
    /// Were reported as spam.
    pub complained: u64,
}

/// A live delivery to one address, by what others name it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTo {
    /// Its row.
    pub delivery: DeliveryId,
    /// The list.
    pub list: String,
    /// The edition's key.
    pub key: String,
    /// Its revision.
    pub revision: u32,
    /// What the relay answered when it took it, with its own id, if that is known.
    pub reply: Option<String>,
}
