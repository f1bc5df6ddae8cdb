//! What a dead process left behind, and what is known of it.

use crate::{DeliveryId, EditionId, Settled};

/// A lease that nobody has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLease {
    /// On deliveries of this edition.
    pub edition: EditionId,
    /// Who held it.
    pub owner: String,
    /// Its fencing token.
    pub epoch: u64,
}

/// What a recorder knows of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Of which delivery.
    pub delivery: DeliveryId,
    /// Under which lease.
    pub epoch: u64,
    /// What became of it.
    pub settled: Settled,
}

/// What is to be thought of attempts without evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOpen {
    /// The final dot was not begun, so the relay had to discard it.
    Unsent(String),
    /// Nobody knows; why not.
    Uncertain(String),
}

/// Ends a dead worker's lease.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// Which.
    pub lease: HeldLease,
    /// What is known; what belongs to other leases is passed over.
    pub evidence: Vec<Evidence>,
    /// The rest.
    pub otherwise: LeftOpen,
}

/// What an operator says of an uncertain delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived.
    Accepted,
    /// It did not, or may come twice: send it again.
    Resend,
}

/// Whose uncertain deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This person's.
    Address(String),
    /// Everybody's.
    All,
}
