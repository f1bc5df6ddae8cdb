//! The balance, and the close that depends on it.
//!
//! While a run is open its rows are counted each time: counters kept beside the rows
//! would cost a write for every outcome and could drift. The number of candidates is the
//! exception, kept by the plan, so that a lost row shows. Once a run is closed its counts
//! are kept for good.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::plan::cursor;
use super::stored;
use crate::{Balance, Closing, Cursor, DeliveryState, EditionId, World};

struct Row {
    key: String,
    candidates: u64,
    closed: bool,
}

fn row(tx: &Transaction<'_>, id: EditionId) -> Result<Row, Failure> {
    tx.query_row(
        "SELECT key, candidates, closed_at IS NOT NULL FROM editions WHERE id = ?1",
        [id.0],
        |row| Ok(Row { key: row.get(0)?, candidates: row.get(1)?, closed: row.get(2)? }),
    )
    .optional()?
    .ok_or(Failure::UnknownEdition)
}

type Counts = Vec<(DeliveryState, u64)>;

/// By the range of ids rather than by the edition: the rows lie together there. Not by
/// `GROUP BY`, which would sort them all first.
fn counted(tx: &Transaction<'_>, id: EditionId) -> Result<Counts, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT state FROM deliveries WHERE id BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295",
    )?;
    let mut rows = select.query([id.0])?;
    let mut counts: Vec<(String, u64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let word = row.get_ref(0)?.as_str().unwrap_or_default();
        match counts.iter_mut().find(|(state, _)| state == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word.to_owned(), 1)),
        }
    }
    counts.into_iter().map(|(word, count)| Ok((stored::state(&word)?, count))).collect()
}

/// Of a closed run.
fn kept(tx: &Transaction<'_>, id: EditionId) -> Result<Counts, Failure> {
    tx.prepare_cached("SELECT state, deliveries FROM final_counts WHERE edition = ?1")?
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .map(|found| {
            let (word, count): (String, u64) = found?;
            Ok((stored::state(&word)?, count))
        })
        .collect()
}

fn add_up(candidates: u64, counts: &Counts) -> Balance {
    let mut balance = Balance { candidates, ..Balance::default() };
    for (state, count) in counts {
        add(&mut balance, *state, *count);
    }
    balance
}

fn add(balance: &mut Balance, state: DeliveryState, count: u64) {
    *match state {
        DeliveryState::Planned | DeliveryState::Attempted | DeliveryState::Deferred => {
            &mut balance.waiting
        }
        DeliveryState::Written => &mut balance.written,
        DeliveryState::Accepted => &mut balance.accepted,
        DeliveryState::Rejected => &mut balance.rejected,
        DeliveryState::Expired => &mut balance.expired,
        DeliveryState::Suppressed => &mut balance.suppressed,
        DeliveryState::Cancelled => &mut balance.cancelled,
        DeliveryState::Uncertain => &mut balance.uncertain,
    } += count;
}

pub(super) fn balance(tx: &Transaction<'_>, id: EditionId) -> Result<Balance, Failure> {
    let edition = row(tx, id)?;
    let counts = if edition.closed { kept(tx, id)? } else { counted(tx, id)? };
    Ok(add_up(edition.candidates, &counts))
}

/// The balances of all closed editions of a world.
pub(super) fn of_closed(
    tx: &Transaction<'_>,
    world: World,
) -> Result<HashMap<EditionId, Balance>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT editions.id, candidates, state, deliveries
         FROM editions LEFT JOIN final_counts ON edition = editions.id
         WHERE world = ?1 AND closed_at IS NOT NULL",
    )?;
    let mut rows = select.query([stored::world_word(world)])?;
    let mut balances = HashMap::new();
    while let Some(row) = rows.next()? {
        let balance: &mut Balance = balances.entry(EditionId(row.get(0)?)).or_default();
        balance.candidates = row.get(1)?;
        if let Some(word) = row.get::<_, Option<String>>(2)? {
            add(balance, stored::state(&word)?, row.get(3)?);
        }
    }
    Ok(balances)
}

pub(super) fn close(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
) -> Result<Closing, Failure> {
    let edition = row(tx, id)?;
    // Even for a closed run the rows are counted: whoever closes wants to know.
    let counts = counted(tx, id)?;
    let balance = add_up(edition.candidates, &counts);
    if !balance.holds() {
        return Err(Failure::Unbalanced { key: edition.key, balance });
    }
    if edition.closed {
        return Ok(Closing::Closed(balance));
    }
    if balance.waiting > 0 || cursor(tx, id)? != Cursor::End {
        return Ok(Closing::Open(balance));
    }
    keep(tx, id, &counts)?;
    tx.execute("DELETE FROM leases WHERE edition = ?1", [id.0])?;
    tx.execute(
        "UPDATE editions SET closed_at = ?2 WHERE id = ?1",
        params![id.0, now.as_microsecond()],
    )?;
    Ok(Closing::Closed(balance))
}

/// After an operator has changed rows: a closed run's counts are kept anew, or the
/// run is open again.
pub(super) fn count_again(tx: &Transaction<'_>, id: EditionId, open: bool) -> Result<(), Failure> {
    let closed = row(tx, id)?.closed;
    tx.execute("DELETE FROM final_counts WHERE edition = ?1", [id.0])?;
    if open {
        tx.execute("UPDATE editions SET closed_at = NULL WHERE id = ?1", [id.0])?;
    } else if closed {
        keep(tx, id, &counted(tx, id)?)?;
    }
    Ok(())
}

fn keep(tx: &Transaction<'_>, id: EditionId, counts: &Counts) -> Result<(), Failure> {
    let mut keep =
        tx.prepare("INSERT INTO final_counts (edition, state, deliveries) VALUES (?1, ?2, ?3)")?;
    for (state, count) in counts {
        keep.execute(params![id.0, state.word(), count])?;
    }
    Ok(())
}
