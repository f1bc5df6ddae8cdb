//! Frozen editions: put in once, read back, listed, taken out of a rehearsal.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::counts;
use super::failure::Failure;
use super::proposals;
use super::stored::{self, moment, world_word};
use crate::{Balance, EditionId, EditionSummary, NewEdition, Opened, Part, StoredEdition, World};

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
    if edition.world == World::Live && proposals::is_withdrawn(tx, &edition.digest)? {
        return Ok(Opened::Withdrawn);
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
        .prepare_cached("SELECT name, bytes FROM parts WHERE edition = ?1 ORDER BY position")?
        .query_map([id.0], |row| Ok(Part { name: row.get(0)?, bytes: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    Ok(StoredEdition { summary, parts })
}

/// All of them with two looks at the tables, however many there are.
pub(super) fn list(tx: &Transaction<'_>, world: World) -> Result<Vec<EditionSummary>, Failure> {
    // By id, not by time: the order in which they were opened survives a clock
    // that was set back.
    let mut select = tx.prepare_cached(&format!("{SUMMARY} WHERE world = ?1 ORDER BY id DESC"))?;
    let mut rows = select.query([world_word(world)])?;
    let mut balances = counts::of_closed(tx, world)?;
    let mut editions = Vec::new();
    while let Some(row) = rows.next()? {
        let mut edition = without_balance(row)?;
        edition.balance = match edition.closed_at {
            Some(_) => balances.remove(&edition.id).unwrap_or_default(),
            None => counts::balance(tx, edition.id)?,
        };
        editions.push(edition);
    }
    Ok(editions)
}

/// By the index on their key: a thousand others cost nothing.
pub(super) fn revisions(
    tx: &Transaction<'_>,
    world: World,
    key: &str,
) -> Result<Vec<EditionSummary>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT id FROM editions WHERE world = ?1 AND key = ?2 ORDER BY revision DESC",
    )?;
    let ids = select.query_map(params![world_word(world), key], |row| row.get(0).map(EditionId))?;
    ids.map(|id| summary(tx, id?)).collect()
}

pub(super) fn parts(
    tx: &Transaction<'_>,
    world: World,
    name: &str,
) -> Result<Vec<(EditionSummary, Part)>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT bytes FROM parts WHERE edition = ?1 AND name = ?2 ORDER BY position LIMIT 1",
    )?;
    let mut found = Vec::new();
    for edition in list(tx, world)? {
        let bytes = select.query_row(params![edition.id.0, name], |row| row.get(0)).optional()?;
        if let Some(bytes) = bytes {
            found.push((edition, Part { name: name.to_owned(), bytes }));
        }
    }
    Ok(found)
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

/// Without the counts.
const SUMMARY: &str = "SELECT id, world, key, revision, pipeline, digest, opened_at, closed_at,
            stopped_at, cancelled_at, not_after
     FROM editions";

pub(super) fn summary(tx: &Transaction<'_>, id: EditionId) -> Result<EditionSummary, Failure> {
    let mut select = tx.prepare_cached(&format!("{SUMMARY} WHERE id = ?1"))?;
    let mut rows = select.query([id.0])?;
    let row = rows.next()?.ok_or(Failure::UnknownEdition)?;
    Ok(EditionSummary { balance: counts::balance(tx, id)?, ..without_balance(row)? })
}

fn without_balance(row: &Row<'_>) -> Result<EditionSummary, Failure> {
    let at = |column| row.get::<_, Option<i64>>(column)?.map(moment).transpose();
    Ok(EditionSummary {
        id: EditionId(row.get(0)?),
        world: stored::world(&row.get::<_, String>(1)?)?,
        key: row.get(2)?,
        revision: row.get(3)?,
        pipeline: row.get(4)?,
        digest: stored::digest(&row.get::<_, String>(5)?)?,
        opened_at: moment(row.get(6)?)?,
        closed_at: at(7)?,
        stopped_at: at(8)?,
        cancelled_at: at(9)?,
        not_after: at(10)?,
        balance: Balance::default(),
    })
}
