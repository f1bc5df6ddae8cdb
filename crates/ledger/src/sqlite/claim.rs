//! Leasing deliveries of one destination, after the dead have been settled.
//!
//! Rows never leased come first, in the order of the plan; rows that came back
//! (deferred, unsent, left by a dead worker) follow as they fall due. So one
//! that comes back for ever cannot keep others from their first try.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::standing::{self, Standing};
use super::{given_up, lease, stored};
use crate::{Batch, Candidate, Claim, Delivery, DeliveryId, EditionId, Lease};

pub(super) fn claim(
    tx: &Transaction<'_>,
    now: Timestamp,
    claim: &Claim,
) -> Result<Option<Batch>, Failure> {
    let id = claim.edition;
    let standing = standing::of(tx, id)?;
    lease::bury_the_dead(tx, now, claim)?;
    match standing {
        Standing::Cancelled => {
            given_up::cancel_free(tx, now, id)?;
            return Ok(None);
        }
        Standing::Stopped => return Ok(None),
        Standing::Going { not_after: Some(end) } if end < now => {
            given_up::expire(tx, now, id)?;
            return Ok(None);
        }
        Standing::Going { .. } => {}
    }
    let Some(destination) = choose(tx, now, claim)? else {
        return Ok(None);
    };
    let epoch = lease::last_epoch(tx, id)? + 1;
    let fresh = take_fresh(tx, claim, &destination, epoch)?;
    let again = take_due(tx, now, claim, &destination, epoch, claim.limit - fresh)?;
    if fresh + again == 0 {
        return Ok(None);
    }
    let until = lease::begin(tx, now, claim, epoch)?;
    Ok(Some(Batch {
        lease: Lease { edition: id, owner: claim.owner.clone(), epoch, until },
        destination,
        deliveries: held(tx, id, epoch)?,
    }))
}

/// The destination whose turn it is: the earliest in the plan of those that have
/// somebody who was never tried, then the one with the longest due.
fn choose(tx: &Transaction<'_>, now: Timestamp, claim: &Claim) -> Result<Option<String>, Failure> {
    let mut closed = claim.except.clone();
    let paused = tx
        .prepare_cached("SELECT name FROM destinations WHERE paused_until > ?1")?
        .query_map([now.as_microsecond()], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    closed.extend(paused);
    let closed = serde_json::Value::from(closed).to_string();
    let fresh = tx
        .prepare_cached(
            "SELECT destination FROM unclaimed WHERE edition = ?1
                 AND destination NOT IN (SELECT value FROM json_each(?2))
             ORDER BY first LIMIT 1",
        )?
        .query_row(params![claim.edition.0, closed], |row| row.get(0))
        .optional()?;
    if fresh.is_some() {
        return Ok(fresh);
    }
    let due = tx
        .prepare_cached(
            "SELECT destination FROM deliveries
             WHERE edition = ?1 AND due_at <= ?3 AND last_epoch <= ?4
                 AND destination NOT IN (SELECT value FROM json_each(?2))
             ORDER BY due_at, id LIMIT 1",
        )?
        .query_row(params![claim.edition.0, closed, now.as_microsecond(), untried(claim)], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(due)
}

/// Rows under later leases were tried in this run.
fn untried(claim: &Claim) -> i64 {
    claim.tried_after.and_then(|epoch| i64::try_from(epoch).ok()).unwrap_or(i64::MAX)
}

/// Takes the next rows of the plan from the ranges of the destination.
fn take_fresh(
    tx: &Transaction<'_>,
    claim: &Claim,
    destination: &str,
    epoch: u64,
) -> Result<u32, Failure> {
    let id = claim.edition.0;
    let mut next = tx.prepare_cached(
        "SELECT first, last FROM unclaimed WHERE edition = ?1 AND destination = ?2
         ORDER BY first LIMIT 1",
    )?;
    let mut take = tx.prepare_cached(
        "UPDATE deliveries SET epoch = ?3, last_epoch = ?3
         WHERE id BETWEEN ?1 AND ?2 AND state = 'planned' AND epoch IS NULL",
    )?;
    let mut done = tx.prepare_cached(
        "DELETE FROM unclaimed WHERE edition = ?1 AND destination = ?2 AND first = ?3",
    )?;
    let mut shorten = tx.prepare_cached(
        "UPDATE unclaimed SET first = ?4 WHERE edition = ?1 AND destination = ?2 AND first = ?3",
    )?;
    let mut left = claim.limit;
    while left > 0 {
        let range: Option<(i64, i64)> = next
            .query_row(params![id, destination], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((first, last)) = range else { break };
        let end = last.min(first + i64::from(left) - 1);
        let taken = take.execute(params![first, end, epoch])?;
        if end == last {
            done.execute(params![id, destination, first])?;
        } else {
            shorten.execute(params![id, destination, first, end + 1])?;
        }
        left -= u32::try_from(taken).unwrap_or(left).min(left);
    }
    Ok(claim.limit - left)
}

/// Takes rows whose time has come, the longest due first.
fn take_due(
    tx: &Transaction<'_>,
    now: Timestamp,
    claim: &Claim,
    destination: &str,
    epoch: u64,
    limit: u32,
) -> Result<u32, Failure> {
    if limit == 0 {
        return Ok(0);
    }
    let taken = tx.execute(
        "UPDATE deliveries SET state = 'planned', epoch = ?3, last_epoch = ?3, due_at = NULL
         WHERE id IN (
             SELECT id FROM deliveries
             WHERE edition = ?1 AND destination = ?2 AND due_at <= ?4 AND last_epoch <= ?5
             ORDER BY due_at, id LIMIT ?6)",
        params![claim.edition.0, destination, epoch, now.as_microsecond(), untried(claim), limit],
    )?;
    Ok(u32::try_from(taken).unwrap_or(limit))
}

fn held(tx: &Transaction<'_>, id: EditionId, epoch: u64) -> Result<Vec<Delivery>, Failure> {
    let deliveries = tx
        .prepare_cached(
            "SELECT id, address, name, list, attempts, since FROM deliveries
             WHERE edition = ?1 AND epoch = ?2 ORDER BY id",
        )?
        .query_map(params![id.0, epoch], |row| {
            let candidate = Candidate {
                address: row.get(1)?,
                name: row.get(2)?,
                list: row.get(3)?,
                since: None,
            };
            let delivery =
                Delivery { id: DeliveryId(row.get(0)?), candidate, attempts: row.get(4)? };
            Ok((delivery, row.get::<_, Option<String>>(5)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let dated = deliveries.into_iter().map(|(mut delivery, since)| {
        delivery.candidate.since = since.as_deref().map(stored::day).transpose()?;
        Ok(delivery)
    });
    dated.collect()
}
