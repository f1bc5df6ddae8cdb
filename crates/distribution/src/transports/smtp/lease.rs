//! How long a worker's right to its batch lasts, and what hangs on that.

use std::time::Duration;

use copydesk_ledger::{Intents, Lease, Ledger, LedgerError, fail_point, trial_lease};
use jiff::SignedDuration;

/// Every intent renews a lease, and so does a worker while it waits for the relay.
const SECONDS: u32 = 60;

/// Of a lease.
pub(super) fn seconds() -> u32 {
    trial_lease().unwrap_or(SECONDS)
}

/// Between two renewals while the relay takes its time.
pub(super) fn renewal() -> Duration {
    Duration::from_secs(seconds().into()) / 3
}

/// Keeps a lease while nothing is intended under it.
pub(super) async fn renew(ledger: &dyn Ledger, lease: &Lease) -> Result<(), LedgerError> {
    fail_point("before-renewal");
    ledger.intend(&[Intents::new(lease, &[])]).await?;
    fail_point("after-renewal");
    Ok(())
}

/// How long a destination is left alone that is to be left alone so long: a trial waits
/// for no minutes.
pub(super) fn rest(pause: SignedDuration) -> SignedDuration {
    trial_lease().map_or(pause, |seconds| SignedDuration::from_secs(seconds.into()))
}

/// An intent that was noted longer ago belongs to a lease that may be over: this
/// process was stopped in between, and somebody else may hold the message.
pub(super) fn stale() -> Duration {
    Duration::from_secs(seconds().into()) * 5 / 6
}
