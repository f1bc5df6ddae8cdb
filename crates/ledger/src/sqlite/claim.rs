//! Leasing deliveries, after the dead have been settled.
//!
//! Rows never leased come first, in the order of the plan; rows that came back
//! (deferred, unsent, left by a dead worker) follow as they fall due. So one
//! that comes back for ever cannot keep others from their first try.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::failure::Failure;
use super::lease;
use crate::{Batch, Candidate, Claim, Delivery, DeliveryId, EditionId, Lease};

pub(super) fn claim(
    tx: &Transaction<'_>,
    now: Timestamp,
    claim: &Claim,
) -> Result<Option<Batch>, Failure> {
    let id = claim.edition;
    lease::must_exist(tx, id)?;
    lease::bury_the_dead(tx, now, id, &claim.owner)?;

    let epoch = lease::last_epoch(tx, id)? + 1;
    let fresh = take_fresh(tx, id, epoch, claim.limit)?;
    let again = take_due(tx, now, id, epoch, claim.limit - fresh)?;
    if fresh + again == 0 {
        return Ok(None);
    }
    let until = lease::begin(tx, now, claim, epoch)?;
    Ok(Some(Batch {
        lease: Lease { edition: id, owner: claim.owner.clone(), epoch, until },
        deliveries: held(tx, id, epoch)?,
    }))
}

/// Takes the next rows of the plan. They are numbered without gaps, so where
/// the last claim stopped says where they begin.
fn take_fresh(tx: &Transaction<'_>, id: EditionId, epoch: u64, limit: u32) -> Result<u32, Failure> {
    let (handed_out, candidates): (u64, u64) =
        tx.query_row("SELECT handed_out, candidates FROM editions WHERE id = ?1", [id.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let last = candidates.min(handed_out + u64::from(limit));
    if last <= handed_out {
        return Ok(0);
    }
    let taken = tx.execute(
        "UPDATE deliveries SET epoch = ?2
         WHERE id BETWEEN (?1 << 32) + ?3 AND (?1 << 32) + ?4 AND state = 'planned'",
        params![id.0, epoch, handed_out + 1, last],
    )?;
    tx.execute("UPDATE editions SET handed_out = ?2 WHERE id = ?1", params![id.0, last])?;
    Ok(u32::try_from(taken).unwrap_or(limit))
}

/// Takes rows whose time has come, the longest due first.
fn take_due(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    epoch: u64,
    limit: u32,
) -> Result<u32, Failure> {
    if limit == 0 {
        return Ok(0);
    }
    let taken = tx.execute(
        "UPDATE deliveries SET state = 'planned', epoch = ?2, due_at = NULL WHERE id IN (
             SELECT id FROM deliveries WHERE edition = ?1 AND due_at <= ?3
             ORDER BY due_at, id LIMIT ?4)",
        params![id.0, epoch, now.as_microsecond(), limit],
    )?;
    Ok(u32::try_from(taken).unwrap_or(limit))
}

fn held(tx: &Transaction<'_>, id: EditionId, epoch: u64) -> Result<Vec<Delivery>, Failure> {
    let deliveries = tx
        .prepare(
            "SELECT id, address, name, list, attempts FROM deliveries
             WHERE edition = ?1 AND epoch = ?2 ORDER BY id",
        )?
        .query_map(params![id.0, epoch], |row| {
            Ok(Delivery {
                id: DeliveryId(row.get(0)?),
                candidate: Candidate { address: row.get(1)?, name: row.get(2)?, list: row.get(3)? },
                attempts: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(deliveries)
}
