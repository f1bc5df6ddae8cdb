//! Reasons not to mail somebody, and what they do to deliveries under way.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::stored;
use crate::sqlite::failure::Failure;
use crate::{EditionId, Lease, Reason, Suppression};

/// `message` is the digest of what came back, if it rests on that.
pub(in crate::sqlite) fn suppress(
    tx: &Transaction<'_>,
    address: &str,
    why: &Suppression,
    message: Option<&str>,
) -> Result<bool, Failure> {
    let list = stored::list_word(why.list.as_deref());
    let new =
        tx.prepare_cached(
            "INSERT INTO suppressions (address, list, reason, at, source, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            address,
            list,
            why.reason.word(),
            why.at.as_microsecond(),
            why.source,
            message
        ])? == 1;
    if new {
        note(tx, why.at, address, list, why.reason.word(), &why.source)?;
    }
    Ok(new)
}

pub(super) fn lift(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    list: Option<&str>,
    reason: Option<Reason>,
    by: &str,
) -> Result<Vec<Suppression>, Failure> {
    let list = stored::list_word(list);
    let found = of(tx, address, Some(list))?;
    let wanted =
        |s: &Suppression| s.reason != Reason::Erased && reason.is_none_or(|only| only == s.reason);
    let lifted: Vec<Suppression> = found.into_iter().filter(wanted).collect();
    for suppression in &lifted {
        tx.execute(
            "DELETE FROM suppressions WHERE address = ?1 AND list = ?2 AND reason = ?3",
            params![address, list, suppression.reason.word()],
        )?;
        let detail = format!("{}: {by}", suppression.reason);
        note(tx, now, address, list, "lifted", &detail)?;
    }
    Ok(lifted)
}

/// Takes back the reasons that rest on the message whose digest begins so.
pub(in crate::sqlite) fn lift_message(
    tx: &Transaction<'_>,
    now: Timestamp,
    message: &str,
    by: &str,
) -> Result<Vec<Suppression>, Failure> {
    let found: Vec<(String, Suppression)> = {
        let mut select = tx.prepare(
            "SELECT list, reason, at, source, address FROM suppressions
             WHERE message >= ?1 AND message < ?1 || 'g' ORDER BY address, list, reason",
        )?;
        let mut rows = select.query([message])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((row.get(4)?, stored::suppression(row)?));
        }
        found
    };
    for (address, why) in &found {
        lift(tx, now, address, why.list.as_deref(), Some(why.reason), by)?;
    }
    Ok(found.into_iter().map(|(_, why)| why).collect())
}

/// All reasons about an address: on every list, or only those under the stored
/// word `list`.
pub(super) fn of(
    tx: &Transaction<'_>,
    address: &str,
    list: Option<&str>,
) -> Result<Vec<Suppression>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT list, reason, at, source FROM suppressions
         WHERE address = ?1 AND (?2 IS NULL OR list = ?2) ORDER BY list, reason",
    )?;
    let mut rows = select.query(params![address, list])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(stored::suppression(row)?);
    }
    Ok(found)
}

/// What keeps `address` off `list`.
pub(super) fn against(
    tx: &Transaction<'_>,
    address: &str,
    list: &str,
) -> Result<Vec<Suppression>, Failure> {
    let found = of(tx, address, None)?;
    Ok(found.into_iter().filter(|why| why.is_about(list)).collect())
}

pub(super) fn note(
    tx: &Transaction<'_>,
    at: Timestamp,
    address: &str,
    list: &str,
    event: &str,
    detail: &str,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO subscriber_events (address, list, at, event, detail)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![address, list, at.as_microsecond(), event, detail])?;
    Ok(())
}

/// Of a delivery, in SQL. The signs keep SQLite from making a list of the two words, and
/// a table of the list, at every row.
pub(in crate::sqlite) const MAY_NOT_BE_MAILED: &str =
    "EXISTS (SELECT 1 FROM suppressions s WHERE s.address = deliveries.address
             AND (+s.list = '' OR +s.list = deliveries.list))";

/// People of a new chunk who may not be mailed are planned as suppressed.
pub(in crate::sqlite) fn suppress_planned(
    tx: &Transaction<'_>,
    id: EditionId,
    from: u64,
) -> Result<(), Failure> {
    tx.execute(
        &format!(
            "UPDATE deliveries SET state = 'suppressed'
             WHERE id > (?1 << 32) + ?2 AND id < ((?1 + 1) << 32) AND state = 'planned'
             AND {MAY_NOT_BE_MAILED}"
        ),
        params![id.0, from],
    )?;
    Ok(())
}

/// Takes a leased delivery out of the plan if its person left after it was planned, which
/// is why no intent of it could be noted.
pub(in crate::sqlite) fn suppress_intended<'tx>(
    tx: &'tx Transaction<'_>,
) -> Result<impl FnMut(&Lease, i64) -> Result<bool, Failure> + 'tx, Failure> {
    let mut update = tx.prepare_cached(&format!(
        "UPDATE deliveries SET state = 'suppressed', epoch = NULL
         WHERE id = ?1 AND edition = ?2 AND epoch = ?3 AND state = 'planned'
         AND {MAY_NOT_BE_MAILED}"
    ))?;
    Ok(move |lease: &Lease, delivery| {
        Ok(update.execute(params![delivery, lease.edition.0, lease.epoch])? == 1)
    })
}
