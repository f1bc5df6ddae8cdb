//! The plan: rows, cursor and count move in one transaction, or not at all.
//!
//! The people of a chunk are numbered destination by destination, so that a batch
//! of one destination is a range of ids.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::subscribers::{keep_tokens, suppress_planned};
use crate::{Candidate, Chunk, Cursor, EditionId, Planned, destination};

pub(super) fn planned(tx: &Transaction<'_>, id: EditionId) -> Result<Planned, Failure> {
    let (stored, candidates) = tx
        .query_row("SELECT cursor, candidates FROM editions WHERE id = ?1", [id.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })
        .optional()?
        .ok_or(Failure::UnknownEdition)?;
    let cursor =
        serde_json::from_str(&stored).map_err(|_| Failure::unreadable("cursor", stored))?;
    Ok(Planned { cursor, candidates })
}

pub(super) fn cursor(tx: &Transaction<'_>, id: EditionId) -> Result<Cursor, Failure> {
    Ok(planned(tx, id)?.cursor)
}

pub(super) fn plan(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    chunk: &Chunk,
) -> Result<Planned, Failure> {
    let before = planned(tx, id)?;
    // Nothing follows the end: a run that may have closed must not grow.
    if before.cursor != chunk.from || before.cursor == Cursor::End {
        return Ok(before);
    }
    let mut people: Vec<(String, &Candidate)> =
        chunk.candidates.iter().map(|person| (destination(&person.address), person)).collect();
    people.sort_by(|one, other| one.0.cmp(&other.0));
    let mut insert = tx.prepare_cached(
        "INSERT INTO deliveries (id, edition, address, name, list, destination, since,
                                 intended_at)
         VALUES ((?1 << 32) + ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (edition, address) DO NOTHING",
    )?;
    let mut unclaimed = tx.prepare_cached(
        "INSERT INTO unclaimed (edition, destination, first, last)
         VALUES (?1, ?2, (?1 << 32) + ?3, (?1 << 32) + ?4)",
    )?;
    let mut candidates = before.candidates;
    for group in people.chunk_by(|one, other| one.0 == other.0) {
        let first = candidates + 1;
        for (destination, person) in group {
            candidates += insert.execute(params![
                id.0,
                candidates + 1,
                person.address,
                person.name,
                person.list,
                destination,
                person.since.map(|day| day.to_string()),
                now.as_microsecond()
            ])? as u64;
        }
        if let (true, Some((destination, _))) = (candidates >= first, group.first()) {
            unclaimed.execute(params![id.0, destination, first, candidates])?;
        }
    }
    if candidates > before.candidates {
        tx.execute(
            "INSERT INTO chunks (edition, first, last, planned_at)
             VALUES (?1, (?1 << 32) + ?2, (?1 << 32) + ?3, ?4)",
            params![id.0, before.candidates + 1, candidates, now.as_microsecond()],
        )?;
    }
    let holders = chunk.candidates.iter().map(|c| (Some(c.list.as_str()), c.address.as_str()));
    keep_tokens(
        tx,
        chunk.tokens.iter().zip(holders).map(|(m, (list, address))| (m, list, address)),
    )?;
    suppress_planned(tx, id, before.candidates)?;
    let cursor = serde_json::to_string(&chunk.to)
        .map_err(|error| Failure::Unusable(format!("cannot note its cursor: {error}")))?;
    tx.execute(
        "UPDATE editions SET cursor = ?2, candidates = ?3 WHERE id = ?1",
        params![id.0, cursor, candidates],
    )?;
    Ok(Planned { cursor: chunk.to.clone(), candidates })
}
