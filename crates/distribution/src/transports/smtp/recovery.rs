//! What a dead process left on its way, settled from its recorders before anything
//! is claimed.

use std::path::Path;

use copydesk_ledger::{Ledger, Recovery, World, fail_point};

use super::recorder::{self, Replay};
use crate::DistributeError;

/// Ends all leases of the live world by what the recorders in `folder` know. Whoever
/// calls it is the only sender there is, so their owners are dead. Every run begins
/// with it.
///
/// # Errors
/// [`DistributeError::Ledger`] if the ledger cannot be used.
pub async fn recover(ledger: &dyn Ledger, folder: &Path) -> Result<(), DistributeError> {
    let boot = recorder::boot_id();
    for lease in ledger.held(World::Live).await? {
        let replay = recorder::replay(&recorder::path(folder, &lease.owner), &boot);
        let known = replay.evidence.iter().filter(|one| one.epoch == lease.epoch).count();
        tracing::info!(
            owner = lease.owner,
            epoch = lease.epoch,
            known,
            otherwise = ?replay.otherwise,
            "settling what a worker left"
        );
        fail_point("before-recovery");
        let Replay { evidence, otherwise } = replay;
        ledger.recover(Recovery { lease, evidence, otherwise }).await?;
        fail_point("after-recovery");
    }
    Ok(())
}
