//! Leases: who holds rows, until when, and what happens to rows of the dead.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::events::{self, Event};
use super::failure::Failure;
use super::stored::moment;
use crate::{Claim, EditionId, Lease, LeftOpen};

/// What was renewed so recently is as good as new. A holder stops to rely on a lease far
/// longer before its end.
const RENEWED: Duration = Duration::from_millis(500);

/// The highest fencing token given out for this edition.
pub(super) fn last_epoch(tx: &Transaction<'_>, id: EditionId) -> Result<u64, Failure> {
    tx.query_row("SELECT epoch FROM editions WHERE id = ?1", [id.0], |row| row.get(0))
        .optional()?
        .ok_or(Failure::UnknownEdition)
}

/// Starts a lease for rows that already carry its epoch.
pub(super) fn begin(
    tx: &Transaction<'_>,
    now: Timestamp,
    claim: &Claim,
    epoch: u64,
) -> Result<Timestamp, Failure> {
    let until = until(now, claim.lease_seconds)?;
    tx.prepare_cached(
        "INSERT INTO leases (edition, owner, epoch, seconds, until) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        claim.edition.0,
        claim.owner,
        epoch,
        claim.lease_seconds,
        until.as_microsecond()
    ])?;
    tx.prepare_cached("UPDATE editions SET epoch = ?2 WHERE id = ?1")?
        .execute(params![claim.edition.0, epoch])?;
    Ok(until)
}

/// Renews a lease that is still good; `false` if it is not.
pub(super) fn renew(tx: &Transaction<'_>, now: Timestamp, lease: &Lease) -> Result<bool, Failure> {
    let seconds: Option<u32> = tx
        .prepare_cached(
            "SELECT seconds FROM leases
             WHERE edition = ?1 AND owner = ?2 AND epoch = ?3 AND until >= ?4",
        )?
        .query_row(
            params![lease.edition.0, lease.owner, lease.epoch, now.as_microsecond()],
            |row| row.get(0),
        )
        .optional()?;
    let Some(seconds) = seconds else {
        return Ok(false);
    };
    // Not at every message: a page more would be written for it.
    let until = until(now, seconds)?.as_microsecond();
    tx.prepare_cached(
        "UPDATE leases SET until = ?3 WHERE edition = ?1 AND epoch = ?2 AND until < ?3 - ?4",
    )?
    .execute(params![lease.edition.0, lease.epoch, until, RENEWED.as_micros() as i64])?;
    Ok(true)
}

fn until(now: Timestamp, seconds: u32) -> Result<Timestamp, Failure> {
    now.checked_add(SignedDuration::from_secs(i64::from(seconds)))
        .or_else(|_| moment(Timestamp::MAX.as_microsecond()))
}

/// Settles rows under expired leases, but of those who are alive, and under the owner's
/// own earlier one: what was attempted may have arrived and is uncertain, the rest is
/// free at once.
pub(super) fn bury_the_dead(
    tx: &Transaction<'_>,
    now: Timestamp,
    claim: &Claim,
) -> Result<(), Failure> {
    let (id, alive) = (claim.edition, serde_json::json!(claim.alive).to_string());
    let dead: Vec<(u64, String)> = tx
        .prepare_cached(
            "SELECT epoch, owner FROM leases
             WHERE edition = ?1 AND (owner = ?3 OR until < ?2
                 AND owner NOT IN (SELECT value FROM json_each(?4)))",
        )?
        .query_map(params![id.0, now.as_microsecond(), claim.owner, alive], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    for (epoch, bearer) in dead {
        let why = format!("no answer from worker {bearer} before its lease ended");
        end(tx, now, id, epoch, &LeftOpen::Uncertain(why))?;
    }
    Ok(())
}

/// Ends a lease with what is known of its attempted rows as a whole; its other
/// rows are free at once.
pub(super) fn end(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    epoch: u64,
    attempted: &LeftOpen,
) -> Result<(), Failure> {
    let (event, detail, change) = match attempted {
        LeftOpen::Uncertain(why) => (Event::Uncertain, why, "state = 'uncertain'"),
        LeftOpen::Unsent(why) => (Event::Unsent, why, "state = 'planned', due_at = ?3"),
    };
    events::of_attempted(tx, now, id, epoch, event, detail)?;
    let settled = tx
        .prepare_cached(&format!(
            "UPDATE deliveries SET {change}, epoch = NULL
             WHERE edition = ?1 AND epoch = ?2 AND state = 'attempted' AND ?3 = ?3"
        ))?
        .execute(params![id.0, epoch, now.as_microsecond()])?;
    let freed = tx
        .prepare_cached(
            "UPDATE deliveries SET epoch = NULL, due_at = ?3
             WHERE edition = ?1 AND epoch = ?2",
        )?
        .execute(params![id.0, epoch, now.as_microsecond()])?;
    tx.prepare_cached("DELETE FROM leases WHERE edition = ?1 AND epoch = ?2")?
        .execute(params![id.0, epoch])?;
    if settled > 0 || freed > 0 {
        tracing::info!(epoch, settled, freed, detail, "settled a dead lease");
    }
    Ok(())
}
