//! One person's deliveries, event by event.

use jiff::Timestamp;

use crate::{DeliveryState, EditionSummary, Mark};

/// One edition to one person, from plan to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Which edition.
    pub edition: EditionSummary,
    /// Behind which provider.
    pub destination: String,
    /// When it was planned, if that is known.
    pub planned_at: Option<Timestamp>,
    /// Where it stands.
    pub state: DeliveryState,
    /// How many intents were noted.
    pub attempts: u32,
    /// When it is tried again, if it waits for that.
    pub due_at: Option<Timestamp>,
    /// What came back about it.
    pub marks: Vec<Mark>,
    /// What happened, in order.
    pub events: Vec<TraceEvent>,
}

/// Something that happened to a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceEvent {
    /// When it was recorded.
    pub at: Timestamp,
    /// Under which lease.
    pub epoch: u64,
    /// `intended`, or where the delivery stood afterwards.
    pub event: String,
    /// The worker, the relay's words, or ours.
    pub detail: String,
}
