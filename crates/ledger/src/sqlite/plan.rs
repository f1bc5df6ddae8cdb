//! The plan: rows, cursor and count move in one transaction, or not at all.

use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use crate::{Chunk, Cursor, EditionId, Planned};

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

pub(super) fn plan(tx: &Transaction<'_>, id: EditionId, chunk: &Chunk) -> Result<Planned, Failure> {
    let before = planned(tx, id)?;
    // Nothing follows the end: a run that may have closed must not grow.
    if before.cursor != chunk.from || before.cursor == Cursor::End {
        return Ok(before);
    }
    let mut insert = tx.prepare(
        "INSERT INTO deliveries (id, edition, address, name, list)
         VALUES ((?1 << 32) + ?2, ?1, ?3, ?4, ?5)
         ON CONFLICT (edition, address) DO NOTHING",
    )?;
    let mut candidates = before.candidates;
    for person in &chunk.candidates {
        let row = params![id.0, candidates + 1, person.address, person.name, person.list];
        candidates += insert.execute(row)? as u64;
    }
    let cursor = serde_json::to_string(&chunk.to)
        .map_err(|error| Failure::Unusable(format!("cannot note its cursor: {error}")))?;
    tx.execute(
        "UPDATE editions SET cursor = ?2, candidates = ?3 WHERE id = ?1",
        params![id.0, cursor, candidates],
    )?;
    Ok(Planned { cursor: chunk.to.clone(), candidates })
}
