//! Frozen editions: put in once, read back, listed, taken out of a rehearsal.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::counts;
use super::failure::Failure;
use super::stored::{self, moment, world_word};
use crate::{EditionId, EditionSummary, NewEdition, Opened, Part, StoredEdition, World};

pub(super) fn open(
    tx: &Transaction<'_>,
    now: Timestamp,
    edition: &NewEdition,
) -> Result<Opened, Failure> {
    if let Some(id) = under(tx, edition)? {
        let found = summary(tx, id)?;
        let same = found.digest == edition.digest;
        match edition.world {
            World::Live if !same => return Ok(Opened::Differs(found)),
            _ if same && found.closed_at.is_some() => return Ok(Opened::Closed(found)),
            World::Live => return Ok(Opened::Unfinished(found)),
            // Nobody was mailed, so a rehearsal simply begins again.
            World::Rehearsal => remove(tx, id)?,
        }
    }
    freeze(tx, now, edition).map(Opened::New)
}

/// The edition that stands under this key and revision of its world.
fn under(tx: &Transaction<'_>, edition: &NewEdition) -> Result<Option<EditionId>, Failure> {
    let id = tx
        .query_row(
            "SELECT id FROM editions WHERE world = ?1 AND key = ?2 AND revision = ?3",
            params![world_word(edition.world), edition.key, edition.revision],
            |row| row.get(0).map(EditionId),
        )
        .optional()?;
    Ok(id)
}

fn freeze(
    tx: &Transaction<'_>,
    now: Timestamp,
    edition: &NewEdition,
) -> Result<EditionId, Failure> {
    tx.execute(
        "INSERT INTO editions (world, key, revision, pipeline, digest, opened_at, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            world_word(edition.world),
            edition.key,
            edition.revision,
            edition.pipeline,
            edition.digest.as_str(),
            now.as_microsecond(),
            edition.not_after.map(Timestamp::as_microsecond)
        ],
    )?;
    let id = tx.last_insert_rowid();
    let mut insert =
        tx.prepare("INSERT OR IGNORE INTO contents (edition, digest) VALUES (?1, ?2)")?;
    for content in &edition.contents {
        insert.execute(params![id, content.as_str()])?;
    }
    let mut insert =
        tx.prepare("INSERT INTO parts (edition, position, name, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, part) in edition.parts.iter().enumerate() {
        insert.execute(params![id, position, part.name, part.bytes])?;
    }
    Ok(EditionId(id))
}

pub(super) fn read(tx: &Transaction<'_>, id: EditionId) -> Result<StoredEdition, Failure> {
    let summary = summary(tx, id)?;
    let parts = tx
        .prepare("SELECT name, bytes FROM parts WHERE edition = ?1 ORDER BY position")?
        .query_map([id.0], |row| Ok(Part { name: row.get(0)?, bytes: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    Ok(StoredEdition { summary, parts })
}

pub(super) fn list(tx: &Transaction<'_>, world: World) -> Result<Vec<EditionSummary>, Failure> {
    // By id, not by time: the order in which they were opened survives a clock
    // that was set back.
    tx.prepare("SELECT id FROM editions WHERE world = ?1 ORDER BY id DESC")?
        .query_map([world_word(world)], |row| row.get(0).map(EditionId))?
        .map(|id| summary(tx, id?))
        .collect()
}

pub(super) fn holding(
    tx: &Transaction<'_>,
    world: World,
    pipeline: Option<&str>,
    content: &Digest,
) -> Result<Option<EditionSummary>, Failure> {
    tx.query_row(
        "SELECT editions.id FROM contents JOIN editions ON editions.id = contents.edition
         WHERE contents.digest = ?1 AND editions.world = ?2
           AND (?3 IS NULL OR editions.pipeline IS NULL OR editions.pipeline = ?3)
         ORDER BY editions.id DESC LIMIT 1",
        params![content.as_str(), world_word(world), pipeline],
        |row| row.get(0).map(EditionId),
    )
    .optional()?
    .map(|id| summary(tx, id))
    .transpose()
}

pub(super) fn forget_rehearsal(tx: &Transaction<'_>, id: EditionId) -> Result<(), Failure> {
    let found = summary(tx, id)?;
    match found.world {
        World::Rehearsal => remove(tx, id),
        World::Live => Err(Failure::NotARehearsal { key: found.key }),
    }
}

/// Everything that refers to the edition goes with it.
fn remove(tx: &Transaction<'_>, id: EditionId) -> Result<(), Failure> {
    tx.execute("DELETE FROM editions WHERE id = ?1", [id.0])?;
    Ok(())
}

pub(super) fn summary(tx: &Transaction<'_>, id: EditionId) -> Result<EditionSummary, Failure> {
    let mut select = tx.prepare(
        "SELECT world, key, revision, digest, opened_at, closed_at, pipeline, stopped_at,
                cancelled_at, not_after
         FROM editions WHERE id = ?1",
    )?;
    let mut rows = select.query([id.0])?;
    let row = rows.next()?.ok_or(Failure::UnknownEdition)?;
    Ok(EditionSummary {
        id,
        world: stored::world(&row.get::<_, String>(0)?)?,
        key: row.get(1)?,
        revision: row.get(2)?,
        pipeline: row.get(6)?,
        digest: stored::digest(&row.get::<_, String>(3)?)?,
        opened_at: moment(row.get(4)?)?,
        closed_at: row.get::<_, Option<i64>>(5)?.map(moment).transpose()?,
        stopped_at: row.get::<_, Option<i64>>(7)?.map(moment).transpose()?,
        cancelled_at: row.get::<_, Option<i64>>(8)?.map(moment).transpose()?,
        not_after: row.get::<_, Option<i64>>(9)?.map(moment).transpose()?,
        balance: counts::balance(tx, id)?,
    })
}
