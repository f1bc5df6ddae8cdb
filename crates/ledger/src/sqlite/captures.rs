//! Drafts' bytes, kept from the moment they were first seen.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::failure::Failure;
use super::stored::{self, moment, world_word};
use crate::{Capture, EditionId, NewCapture, SentContent, SentDraft, World};

pub(super) fn capture(
    tx: &Transaction<'_>,
    now: Timestamp,
    draft: &NewCapture,
    digest: Digest,
) -> Result<Capture, Failure> {
    let known = tx
        .query_row("SELECT first_seen FROM captures WHERE digest = ?1", [digest.as_str()], |row| {
            row.get(0)
        })
        .optional()?;
    let first_seen = match known {
        Some(stored) => moment(stored)?,
        None => {
            tx.execute(
                "INSERT INTO captures (digest, first_seen, path, bytes) VALUES (?1, ?2, ?3, ?4)",
                params![digest.as_str(), now.as_microsecond(), draft.path, draft.bytes],
            )?;
            now
        }
    };
    Ok(Capture { digest, first_seen })
}

pub(super) fn captured(
    tx: &Transaction<'_>,
    digest: &Digest,
) -> Result<Option<NewCapture>, Failure> {
    let found = tx
        .query_row("SELECT path, bytes FROM captures WHERE digest = ?1", [digest.as_str()], |row| {
            Ok(NewCapture { path: row.get(0)?, bytes: row.get(1)? })
        })
        .optional()?;
    Ok(found)
}

pub(super) fn sent_since(
    tx: &Transaction<'_>,
    world: World,
    since: Timestamp,
) -> Result<Vec<SentContent>, Failure> {
    let mut select = tx.prepare(
        "SELECT editions.key, captures.path, captures.digest, captures.gist
         FROM editions
         JOIN contents ON contents.edition = editions.id
         JOIN captures ON captures.digest = contents.digest
         WHERE editions.world = ?1 AND editions.opened_at >= ?2
         ORDER BY editions.id DESC, captures.id",
    )?;
    let sent = select.query_map(params![world_word(world), since.as_microsecond()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?))
    })?;
    sent.map(|row| {
        let (key, path, digest, gist) = row?;
        Ok(SentContent { key, path, digest: stored::digest(&digest)?, gist })
    })
    .collect()
}

pub(super) fn keep_gists(tx: &Transaction<'_>, gists: &[(Digest, Vec<u8>)]) -> Result<(), Failure> {
    let mut update = tx.prepare("UPDATE captures SET gist = ?2 WHERE digest = ?1")?;
    for (digest, gist) in gists {
        update.execute(params![digest.as_str(), gist])?;
    }
    Ok(())
}

pub(super) fn of_edition(tx: &Transaction<'_>, id: EditionId) -> Result<Vec<SentDraft>, Failure> {
    let mut select = tx.prepare(
        "SELECT editions.key, captures.path, captures.bytes
         FROM editions
         JOIN contents ON contents.edition = editions.id
         JOIN captures ON captures.digest = contents.digest
         WHERE editions.id = ?1 ORDER BY captures.path, captures.digest",
    )?;
    let sent =
        |row: &Row<'_>| Ok(SentDraft { key: row.get(0)?, path: row.get(1)?, bytes: row.get(2)? });
    Ok(select.query_map([id.0], sent)?.collect::<Result<_, _>>()?)
}
