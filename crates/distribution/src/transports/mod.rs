//! What carries mail: files in a rehearsal, a relay otherwise.

pub(crate) mod outbox;
pub(crate) mod smtp;

use self::outbox::Outbox;
use self::smtp::Relay;

/// How a profile's mail leaves.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Files; nothing leaves.
    Outbox(Outbox),
    /// The operator's relay.
    Smtp(Relay),
}
