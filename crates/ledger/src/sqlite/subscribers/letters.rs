//! Letters that wait, as rows.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Transaction, params};

use super::stored;
use crate::sqlite::failure::Failure;
use crate::sqlite::stored::{moment, not_before, world, world_word};
use crate::{LetterAbout, WaitingLetter, World};

pub(super) fn keep(tx: &Transaction<'_>, letter: &WaitingLetter) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO letters (id, world, address, about, lists, tried, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        letter.id,
        world_word(letter.world),
        letter.address,
        letter.about.word(),
        stored::json(&letter.lists)?,
        letter.tried,
        letter.due_at.as_microsecond()
    ])?;
    Ok(())
}

/// Whoever takes it has it alone for a while; a process that dies with it gives it back.
pub(super) fn take_due(
    tx: &Transaction<'_>,
    now: Timestamp,
    of: World,
    alone_for: SignedDuration,
) -> Result<Option<WaitingLetter>, Failure> {
    let again = now.saturating_add(alone_for).unwrap_or(Timestamp::MAX);
    let mut update = tx.prepare_cached(
        "UPDATE letters SET due_at = ?3 WHERE id = (
             SELECT id FROM letters WHERE world = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT 1)
         RETURNING id, world, address, about, lists, tried, due_at",
    )?;
    let mut rows =
        update.query(params![world_word(of), now.as_microsecond(), not_before(again)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let about: String = row.get(3)?;
    let lists: String = row.get(4)?;
    Ok(Some(WaitingLetter {
        id: row.get(0)?,
        world: world(&row.get::<_, String>(1)?)?,
        address: row.get(2)?,
        about: LetterAbout::ALL
            .into_iter()
            .find(|known| known.word() == about)
            .ok_or_else(|| Failure::unreadable("letter", &about))?,
        lists: stored::tags(&lists)?,
        tried: row.get(5)?,
        due_at: moment(row.get(6)?)?,
    }))
}

pub(super) fn next_due(tx: &Transaction<'_>, of: World) -> Result<Option<Timestamp>, Failure> {
    let select = "SELECT min(due_at) FROM letters WHERE world = ?1";
    let due: Option<i64> =
        tx.prepare_cached(select)?.query_row([world_word(of)], |row| row.get(0))?;
    due.map(moment).transpose()
}

pub(super) fn delay(tx: &Transaction<'_>, id: u64, due_at: Timestamp) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE letters SET tried = tried + 1, due_at = ?2 WHERE id = ?1")?
        .execute(params![id, due_at.as_microsecond()])?;
    Ok(())
}

pub(super) fn forget(tx: &Transaction<'_>, id: u64) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM letters WHERE id = ?1")?.execute([id])?;
    Ok(())
}
