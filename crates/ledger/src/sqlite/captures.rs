//! Drafts' bytes, kept from the moment they were first seen.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::stored::moment;
use crate::{Capture, NewCapture};

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
