//! Whether somebody has opened this ledger for mail to people, what stood ready
//! then, and whether it is a copy that was put back.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::stored::moment;

pub(super) fn adopt(
    tx: &Transaction<'_>,
    now: Timestamp,
    seen: &[(Digest, String)],
    lost: &[String],
) -> Result<Timestamp, Failure> {
    if let Some(before) = adopted(tx)? {
        return Ok(before);
    }
    tx.execute("INSERT INTO adoption (only, adopted_at) VALUES (1, ?1)", [now.as_microsecond()])?;
    let mut insert = tx.prepare("INSERT OR IGNORE INTO seen (digest, path) VALUES (?1, ?2)")?;
    for (digest, path) in seen {
        insert.execute(params![digest.as_str(), path])?;
    }
    let mut insert = tx.prepare("INSERT OR IGNORE INTO lost_editions (key) VALUES (?1)")?;
    for key in lost {
        insert.execute([key])?;
    }
    Ok(now)
}

pub(super) fn restored(tx: &Transaction<'_>) -> Result<Option<Timestamp>, Failure> {
    let last = "SELECT max(restored_at) FROM restorations";
    let stored: Option<i64> = tx.query_row(last, [], |row| row.get(0))?;
    stored.map(moment).transpose()
}

pub(super) fn lost(tx: &Transaction<'_>) -> Result<Vec<String>, Failure> {
    let mut select = tx.prepare("SELECT key FROM lost_editions ORDER BY key")?;
    let keys = select.query_map([], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

pub(super) fn adopted(tx: &Transaction<'_>) -> Result<Option<Timestamp>, Failure> {
    let stored: Option<i64> =
        tx.query_row("SELECT adopted_at FROM adoption", [], |row| row.get(0)).optional()?;
    stored.map(moment).transpose()
}

pub(super) fn was_seen(tx: &Transaction<'_>, draft: &Digest) -> Result<bool, Failure> {
    Ok(tx.prepare("SELECT 1 FROM seen WHERE digest = ?1")?.exists([draft.as_str()])?)
}
