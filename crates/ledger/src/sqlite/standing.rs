//! Whether an edition may go on: stopped, resumed, ended for good.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::given_up;
use super::stored::moment;
use crate::EditionId;

/// What may happen with an edition's deliveries.
pub(super) enum Standing {
    /// They go out.
    Going {
        /// Until then.
        not_after: Option<Timestamp>,
    },
    /// None may be intended.
    Stopped,
    /// None ever again.
    Cancelled,
}

impl From<Standing> for crate::Standing {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Going { .. } => Self::Going,
            Standing::Stopped => Self::Stopped,
            Standing::Cancelled => Self::Cancelled,
        }
    }
}

/// One look at the row, made before every intent.
pub(super) fn of(tx: &Transaction<'_>, id: EditionId) -> Result<Standing, Failure> {
    let (stopped, cancelled, not_after): (bool, bool, Option<i64>) = tx
        .prepare_cached(
            "SELECT stopped_at IS NOT NULL, cancelled_at IS NOT NULL, not_after
             FROM editions WHERE id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or(Failure::UnknownEdition)?;
    Ok(match (cancelled, stopped) {
        (true, _) => Standing::Cancelled,
        (false, true) => Standing::Stopped,
        (false, false) => Standing::Going { not_after: not_after.map(moment).transpose()? },
    })
}

pub(super) fn stop(tx: &Transaction<'_>, now: Timestamp, id: EditionId) -> Result<(), Failure> {
    of(tx, id)?;
    tx.execute(
        "UPDATE editions SET stopped_at = coalesce(stopped_at, ?2) WHERE id = ?1",
        params![id.0, now.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn resume(tx: &Transaction<'_>, id: EditionId) -> Result<(), Failure> {
    of(tx, id)?;
    tx.execute("UPDATE editions SET stopped_at = NULL WHERE id = ?1", [id.0])?;
    Ok(())
}

/// The plan ends where it stands; who is not on the way is cancelled.
pub(super) fn cancel(tx: &Transaction<'_>, now: Timestamp, id: EditionId) -> Result<u64, Failure> {
    of(tx, id)?;
    let open = "SELECT 1 FROM editions WHERE id = ?1 AND closed_at IS NULL";
    if !tx.prepare(open)?.exists([id.0])? {
        return Ok(0);
    }
    tx.execute(
        "UPDATE editions SET cancelled_at = coalesce(cancelled_at, ?2), cursor = '\"end\"'
         WHERE id = ?1",
        params![id.0, now.as_microsecond()],
    )?;
    given_up::cancel(tx, now, id)
}
