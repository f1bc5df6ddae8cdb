//! What is asked for in the name of somebody who stands on the list already, until
//! they confirm it or it expires. The row that stands is not touched before.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use crate::sqlite::failure::Failure;
use crate::{Consent, OptinRequest};

/// The newest wish counts.
pub(super) fn keep(
    tx: &Transaction<'_>,
    now: Timestamp,
    subscriber: i64,
    asked: &OptinRequest,
    list: &str,
) -> Result<(), Failure> {
    let Consent { source, text_version, ip, .. } = &asked.consent;
    let (now, expires_at) = (now.as_microsecond(), asked.expires_at.as_microsecond());
    tx.execute(
        "INSERT OR REPLACE INTO wishes
             (list, subscriber, asked_at, source, text_version, ip, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![list, subscriber, now, source, text_version, ip, expires_at],
    )?;
    Ok(())
}

/// Puts its words in the place of what proved the subscription; `false` if there is none.
pub(super) fn fulfil(tx: &Transaction<'_>, subscriber: i64, list: &str) -> Result<bool, Failure> {
    tx.execute(
        "UPDATE subscriptions AS t
         SET source = w.source, text_version = w.text_version, ip = w.ip FROM wishes w
         WHERE w.list = t.list AND w.subscriber = t.subscriber
         AND t.list = ?1 AND t.subscriber = ?2",
        params![list, subscriber],
    )?;
    let delete = "DELETE FROM wishes WHERE list = ?1 AND subscriber = ?2";
    Ok(tx.execute(delete, params![list, subscriber])? == 1)
}

/// How many.
pub(super) fn forget_expired(tx: &Transaction<'_>, now: Timestamp) -> Result<u64, Failure> {
    let delete = "DELETE FROM wishes WHERE expires_at < ?1";
    Ok(tx.execute(delete, [now.as_microsecond()])? as u64)
}
