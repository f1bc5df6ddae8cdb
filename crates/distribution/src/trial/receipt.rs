//! What became of a message that no ledger keeps: a test, a letter.

use std::path::PathBuf;

/// What a transport answered to one message, which no ledger keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SingleReceipt {
    /// A rehearsal wrote it here.
    Written(PathBuf),
    /// The relay took it, in its words.
    Accepted(String),
    /// The relay may take it later, in its words.
    Deferred(String),
    /// The relay does not take it, in its words.
    Rejected(String),
    /// Nothing was sent: the relay cannot be used, and why.
    Unsent(String),
    /// Lost after the last dot: nobody knows.
    Uncertain(String),
}

impl SingleReceipt {
    /// Whether the message is where it was to go.
    pub fn arrived(&self) -> bool {
        matches!(self, Self::Written(_) | Self::Accepted(_))
    }
}
