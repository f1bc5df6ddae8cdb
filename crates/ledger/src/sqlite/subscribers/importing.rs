//! Rows of another system, in one transaction a chunk.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::subscribing::{self, News};
use super::suppressing;
use crate::sqlite::failure::Failure;
use crate::{
    AsKnown, Consent, ImportChunk, ImportCounts, ImportRow, NewSubscription, Optin, Reason,
    Suppression,
};

pub(super) fn import(
    tx: &Transaction<'_>,
    now: Timestamp,
    chunk: &ImportChunk,
) -> Result<ImportCounts, Failure> {
    // Who stood in this import before. On disk, like everything: an import of any
    // length takes the same memory.
    tx.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS imported (address TEXT PRIMARY KEY) WITHOUT ROWID",
    )?;
    if chunk.first {
        tx.execute("DELETE FROM imported", [])?;
    }
    let anybody_erased: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM suppressions WHERE address >= 'erased:' AND address < 'erased;')",
        [],
        |row| row.get(0),
    )?;
    // In the order of the indices, so that each of their pages is visited once a chunk
    // and not once a row. Of repeated addresses the first still comes first.
    let mut rows: Vec<&ImportRow> = chunk.rows.iter().collect();
    rows.sort_by(|one, other| one.subscriber.address.cmp(&other.subscriber.address));
    let mut fresh = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut insert =
            tx.prepare_cached("INSERT INTO imported VALUES (?1) ON CONFLICT DO NOTHING")?;
        fresh.push(insert.execute([&row.subscriber.address])? == 1);
    }
    if chunk.dry_run {
        tx.execute_batch("SAVEPOINT dry_run")?;
    }
    let mut counts = ImportCounts::default();
    for (row, fresh) in rows.into_iter().zip(fresh) {
        if !fresh {
            counts.repeated += 1;
        } else if anybody_erased && is_erased(tx, row)? {
            counts.kept_erased += 1;
        } else {
            match row.as_known {
                AsKnown::Subscribed => subscribed(tx, now, chunk, row, &mut counts)?,
                AsKnown::Unsubscribed | AsKnown::Cleaned => left(tx, now, chunk, row, &mut counts)?,
            }
        }
    }
    if chunk.dry_run {
        tx.execute_batch("ROLLBACK TO dry_run; RELEASE dry_run")?;
    }
    Ok(counts)
}

fn is_erased(tx: &Transaction<'_>, row: &ImportRow) -> Result<bool, Failure> {
    Ok(!suppressing::of(tx, &row.erased_mark, None)?.is_empty())
}

fn subscribed(
    tx: &Transaction<'_>,
    now: Timestamp,
    chunk: &ImportChunk,
    row: &ImportRow,
    counts: &mut ImportCounts,
) -> Result<(), Failure> {
    let address = &row.subscriber.address;
    // The gravest reason is the one that is counted.
    let against = suppressing::against(tx, address, &chunk.list)?;
    if let Some(reason) = against.iter().map(|s| s.reason).max_by_key(|reason| gravity(*reason)) {
        *kept(counts, reason) += 1;
        return Ok(());
    }
    let (id, news) = subscribing::keep(tx, now, &row.subscriber)?;
    // Of a new person the subscription says where they came from.
    if let News::About(what) = &news {
        let detail = format!("{}: {}", chunk.source, what.join(", "));
        suppressing::note(tx, now, address, &chunk.list, "updated", &detail)?;
    }
    let asked = NewSubscription {
        list: chunk.list.clone(),
        subscriber: row.subscriber.clone(),
        standing: Optin::Confirmed,
        consent: Consent {
            at: row.at.unwrap_or(now),
            source: row.source.clone().unwrap_or_else(|| chunk.source.clone()),
            text_version: row.text_version.clone(),
            ip: row.ip.clone(),
        },
    };
    if subscribing::join(tx, now, id, &asked)? {
        counts.added += 1;
    } else if news != News::Nothing {
        counts.updated += 1;
    } else {
        counts.unchanged += 1;
    }
    Ok(())
}

/// Somebody whom the other system had given up. No row is kept of them but the
/// reason.
fn left(
    tx: &Transaction<'_>,
    now: Timestamp,
    chunk: &ImportChunk,
    row: &ImportRow,
    counts: &mut ImportCounts,
) -> Result<(), Failure> {
    let address = &row.subscriber.address;
    let cleaned = row.as_known == AsKnown::Cleaned;
    if !cleaned && came_back(tx, &chunk.list, row)? {
        counts.unchanged += 1;
        return Ok(());
    }
    let why = Suppression {
        // An address that takes no mail takes none from any list.
        list: (!cleaned).then(|| chunk.list.clone()),
        reason: if cleaned { Reason::Bounced } else { Reason::Unsubscribed },
        at: row.at.unwrap_or(now),
        source: chunk.source.clone(),
    };
    match suppressing::suppress(tx, address, &why, None)? {
        true if cleaned => counts.now_bounced += 1,
        true => counts.now_unsubscribed += 1,
        false => counts.unchanged += 1,
    }
    Ok(())
}

/// Whether somebody consented here after they had left there.
fn came_back(tx: &Transaction<'_>, list: &str, row: &ImportRow) -> Result<bool, Failure> {
    let Some(at) = row.at else { return Ok(false) };
    let consent: Option<i64> = tx
        .prepare_cached(
            "SELECT t.consent_at FROM subscribers s
             JOIN subscriptions t ON t.subscriber = s.id AND t.list = ?2
             WHERE s.address = ?1 AND t.state = 'confirmed'",
        )?
        .query_row(params![row.subscriber.address, list], |row| row.get(0))
        .optional()?;
    Ok(consent.is_some_and(|consent| consent > at.as_microsecond()))
}

fn gravity(reason: Reason) -> u8 {
    match reason {
        Reason::Suppressed => 0,
        Reason::Unsubscribed => 1,
        Reason::Bounced => 2,
        Reason::Complained => 3,
        Reason::Erased => 4,
    }
}

fn kept(counts: &mut ImportCounts, reason: Reason) -> &mut u64 {
    match reason {
        Reason::Unsubscribed => &mut counts.kept_unsubscribed,
        Reason::Bounced => &mut counts.kept_bounced,
        Reason::Complained => &mut counts.kept_complained,
        Reason::Suppressed => &mut counts.kept_suppressed,
        Reason::Erased => &mut counts.kept_erased,
    }
}
