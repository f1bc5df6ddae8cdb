//! What happened to one person's deliveries.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::editions;
use super::failure::Failure;
use super::stored::{self, moment};
use crate::{EditionId, Mark, Trace, TraceEvent, World};

pub(super) fn trace(
    tx: &Transaction<'_>,
    world: World,
    address: &str,
    edition: Option<EditionId>,
) -> Result<Vec<Trace>, Failure> {
    let ids: Vec<i64> = tx
        .prepare(
            "SELECT id FROM editions WHERE world = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY id",
        )?
        .query_map(params![stored::world_word(world), edition.map(|id| id.0)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut traces = Vec::new();
    for id in ids {
        traces.extend(of(tx, EditionId(id), address)?);
    }
    Ok(traces)
}

fn of(tx: &Transaction<'_>, id: EditionId, address: &str) -> Result<Option<Trace>, Failure> {
    type Row = (i64, String, String, u32, Option<i64>, Option<i64>);
    let row: Option<Row> = tx
        .prepare_cached(
            "SELECT id, destination, state, attempts, due_at,
                 (SELECT planned_at FROM chunks WHERE chunks.edition = deliveries.edition
                      AND first <= deliveries.id ORDER BY first DESC LIMIT 1)
             FROM deliveries WHERE edition = ?1 AND address = ?2",
        )?
        .query_row(params![id.0, address], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    let Some((delivery, destination, state, attempts, due, planned)) = row else {
        return Ok(None);
    };
    let time = |stored: Option<i64>| stored.map(moment).transpose();
    Ok(Some(Trace {
        edition: editions::summary(tx, id)?,
        destination,
        planned_at: time(planned)?,
        state: stored::state(&state)?,
        attempts,
        due_at: time(due)?,
        marks: marks(tx, delivery)?,
        events: events(tx, delivery)?,
    }))
}

fn marks(tx: &Transaction<'_>, delivery: i64) -> Result<Vec<Mark>, Failure> {
    tx.prepare_cached("SELECT mark FROM marks WHERE delivery = ?1 ORDER BY at")?
        .query_map([delivery], |row| row.get::<_, String>(0))?
        .map(|word| stored::mark(&word?))
        .collect()
}

fn events(tx: &Transaction<'_>, delivery: i64) -> Result<Vec<TraceEvent>, Failure> {
    tx.prepare_cached(
        "SELECT at, epoch, event, detail FROM history WHERE delivery = ?1 ORDER BY place",
    )?
    .query_map([delivery], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
    .map(|row| {
        let (at, epoch, event, detail): (i64, u64, String, String) = row?;
        let at: Timestamp = moment(at)?;
        Ok(TraceEvent { at, epoch, event, detail })
    })
    .collect()
}
