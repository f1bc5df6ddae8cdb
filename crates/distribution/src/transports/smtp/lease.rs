//! How long a worker's right to its batch lasts, and what hangs on that.

use std::time::Duration;

use copydesk_ledger::trial_lease;

/// Every intent renews a lease, and so does a worker while it waits.
const SECONDS: u32 = 60;

/// Of a lease.
pub(super) fn seconds() -> u32 {
    trial_lease().unwrap_or(SECONDS)
}

/// Between two renewals while the relay takes its time.
pub(super) fn renewal() -> Duration {
    Duration::from_secs(seconds().into()) / 3
}

/// An intent that was noted longer ago belongs to a lease that may be over: this
/// process was stopped in between, and somebody else may hold the message.
pub(super) fn stale() -> Duration {
    Duration::from_secs(seconds().into()) * 5 / 6
}
