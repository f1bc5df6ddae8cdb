//! Drafts that are ready and not out yet, as rows.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::captures;
use super::failure::Failure;
use super::stored::{self, moment, world_word};
use crate::{Capture, NewCapture, Shelved, World};

pub(super) fn shelve(
    tx: &Transaction<'_>,
    now: Timestamp,
    world: World,
    pipeline: &str,
    draft: &NewCapture,
    digest: Digest,
) -> Result<Capture, Failure> {
    let capture = captures::capture(tx, now, draft, digest)?;
    let place = params![world_word(world), pipeline, draft.path, capture.digest.as_str()];
    // A new save of the file takes the place of the former one; a file with a new name
    // is the same draft.
    tx.prepare_cached(
        "DELETE FROM shelf
         WHERE world = ?1 AND pipeline = ?2 AND (path = ?3 OR digest = ?4)
             AND NOT (path = ?3 AND digest = ?4)",
    )?
    .execute(place)?;
    tx.prepare_cached(
        "INSERT INTO shelf (world, pipeline, path, digest, shelved_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        world_word(world),
        pipeline,
        draft.path,
        capture.digest.as_str(),
        now.as_microsecond()
    ])?;
    Ok(capture)
}

pub(super) fn unshelve(
    tx: &Transaction<'_>,
    world: World,
    pipeline: &str,
    path: &str,
) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM shelf WHERE world = ?1 AND pipeline = ?2 AND path = ?3")?
        .execute(params![world_word(world), pipeline, path])?;
    Ok(())
}

pub(super) fn list(tx: &Transaction<'_>, world: World) -> Result<Vec<Shelved>, Failure> {
    let mut select = tx.prepare(
        "SELECT pipeline, path, digest, shelved_at FROM shelf WHERE world = ?1
         ORDER BY pipeline, path",
    )?;
    let mut rows = select.query([world_word(world)])?;
    let mut shelved = Vec::new();
    while let Some(row) = rows.next()? {
        shelved.push(Shelved {
            pipeline: row.get(0)?,
            path: row.get(1)?,
            digest: stored::digest(&row.get::<_, String>(2)?)?,
            at: moment(row.get(3)?)?,
        });
    }
    Ok(shelved)
}
