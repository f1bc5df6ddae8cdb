//! Whether somebody has opened this ledger for mail to people, and what stood
//! ready then.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::stored::moment;

pub(super) fn adopt(
    tx: &Transaction<'_>,
    now: Timestamp,
    seen: &[(Digest, String)],
) -> Result<Timestamp, Failure> {
    if let Some(before) = adopted(tx)? {
        return Ok(before);
    }
    tx.execute("INSERT INTO adoption (only, adopted_at) VALUES (1, ?1)", [now.as_microsecond()])?;
    let mut insert = tx.prepare("INSERT OR IGNORE INTO seen (digest, path) VALUES (?1, ?2)")?;
    for (digest, path) in seen {
        insert.execute(params![digest.as_str(), path])?;
    }
    Ok(now)
}

pub(super) fn adopted(tx: &Transaction<'_>) -> Result<Option<Timestamp>, Failure> {
    let stored: Option<i64> =
        tx.query_row("SELECT adopted_at FROM adoption", [], |row| row.get(0)).optional()?;
    stored.map(moment).transpose()
}

pub(super) fn was_seen(tx: &Transaction<'_>, draft: &Digest) -> Result<bool, Failure> {
    Ok(tx.prepare("SELECT 1 FROM seen WHERE digest = ?1")?.exists([draft.as_str()])?)
}
