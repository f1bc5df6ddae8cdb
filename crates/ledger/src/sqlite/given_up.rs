//! Deliveries that will not be tried any more: their time is over, or an operator
//! said so. What is on the wire is left to its own outcome.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::events::Event;
use super::failure::Failure;
use crate::EditionId;

/// Whoever waits and is not leased.
pub(super) fn expire(tx: &Transaction<'_>, now: Timestamp, id: EditionId) -> Result<u64, Failure> {
    let why = "its time was over before it went out";
    give_up(tx, now, id, "epoch IS NULL", (Event::Expired, "expired"), why)
}

/// Whoever waits, leased or not: the fence keeps a worker from sending it.
pub(super) fn cancel(tx: &Transaction<'_>, now: Timestamp, id: EditionId) -> Result<u64, Failure> {
    give_up(tx, now, id, "true", (Event::Cancelled, "cancelled"), "the edition was cancelled")
}

/// What came back after the edition was cancelled.
pub(super) fn cancel_free(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
) -> Result<u64, Failure> {
    let returned = "due_at IS NOT NULL";
    let why = "the edition was cancelled";
    give_up(tx, now, id, returned, (Event::Cancelled, "cancelled"), why)
}

fn give_up(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    which: &str,
    (event, state): (Event, &str),
    why: &str,
) -> Result<u64, Failure> {
    let rows = format!(
        "id BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 AND edition = ?1
         AND state IN ('planned', 'deferred') AND {which}"
    );
    tx.execute(
        &format!(
            "INSERT INTO events (delivery, at, epoch, event, detail)
             SELECT id, ?2, last_epoch, ?3, ?4 FROM deliveries WHERE {rows} ORDER BY id"
        ),
        params![id.0, now.as_microsecond(), event.word(), why],
    )?;
    let changed = tx.execute(
        &format!("UPDATE deliveries SET state = ?2, epoch = NULL, due_at = NULL WHERE {rows}"),
        params![id.0, state],
    )?;
    tx.execute("DELETE FROM unclaimed WHERE edition = ?1", [id.0])?;
    Ok(changed as u64)
}
