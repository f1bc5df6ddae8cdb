//! Ending the leases of the dead by what their recorders know, and uncertain
//! deliveries by what an operator knows.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::counts;
use super::events::{Event, Record};
use super::failure::Failure;
use super::standing::{self, Standing};
use super::{attempts, given_up, lease};
use crate::{DeliveryId, EditionId, HeldLease, Lease, Outcome, Recovery, Verdict, Whose, World};

pub(super) fn held(tx: &Transaction<'_>, world: World) -> Result<Vec<HeldLease>, Failure> {
    let leases = tx
        .prepare(
            "SELECT leases.edition, owner, leases.epoch
             FROM leases JOIN editions ON editions.id = leases.edition
             WHERE world = ?1 ORDER BY leases.edition, leases.epoch",
        )?
        .query_map([super::stored::world_word(world)], |row| {
            Ok(HeldLease {
                edition: EditionId(row.get(0)?),
                owner: row.get(1)?,
                epoch: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(leases)
}

pub(super) fn recover(
    tx: &Transaction<'_>,
    now: Timestamp,
    recovery: &Recovery,
) -> Result<(), Failure> {
    let HeldLease { edition, owner, epoch } = &recovery.lease;
    // Only attempted rows have anything to be known about.
    let attempted = "SELECT 1 FROM deliveries WHERE id = ?1 AND epoch = ?2 AND state = 'attempted'";
    let mut attempted = tx.prepare(attempted)?;
    let mut outcomes = Vec::new();
    for evidence in &recovery.evidence {
        if evidence.epoch == *epoch
            && attempted.exists(params![evidence.delivery.0, evidence.epoch])?
        {
            let settled = evidence.settled.clone();
            outcomes.push(Outcome { delivery: evidence.delivery, settled });
        }
    }
    let as_held =
        Lease { edition: *edition, owner: owner.clone(), epoch: *epoch, until: Timestamp::MAX };
    attempts::settle(tx, now, &as_held, &outcomes)?;
    lease::end(tx, now, *edition, *epoch, &recovery.otherwise)?;
    if matches!(standing::of(tx, *edition)?, Standing::Cancelled) {
        given_up::cancel_free(tx, now, *edition)?;
    }
    Ok(())
}

pub(super) fn resolve(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    whose: &Whose,
    verdict: Verdict,
    reason: &str,
) -> Result<u64, Failure> {
    standing::of(tx, id)?;
    let address = match whose {
        Whose::Address(address) => Some(address.as_str()),
        Whose::All => None,
    };
    let rows: Vec<(i64, u64)> = tx
        .prepare(
            "SELECT id, last_epoch FROM deliveries
             WHERE id BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 AND edition = ?1
                 AND state = 'uncertain' AND (?2 IS NULL OR address = ?2) ORDER BY id",
        )?
        .query_map(params![id.0, address], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(0);
    }
    let (state, due, word) = match verdict {
        Verdict::Accepted => ("accepted", None, "accepted"),
        Verdict::Resend => ("planned", Some(now.as_microsecond()), "to be sent again"),
    };
    let mut update = tx.prepare("UPDATE deliveries SET state = ?2, due_at = ?3 WHERE id = ?1")?;
    for (row, epoch) in &rows {
        update.execute(params![row, state, due])?;
        let detail = format!("{word}: {reason}");
        Record::new(tx, now, *epoch)?.add(DeliveryId(*row), Event::Resolved, &detail)?;
    }
    counts::count_again(tx, id, verdict == Verdict::Resend)?;
    Ok(rows.len() as u64)
}

pub(super) fn hasten(tx: &Transaction<'_>, now: Timestamp, id: EditionId) -> Result<u64, Failure> {
    standing::of(tx, id)?;
    let hastened = tx.execute(
        "UPDATE deliveries SET due_at = ?2 WHERE edition = ?1 AND due_at > ?2",
        params![id.0, now.as_microsecond()],
    )?;
    Ok(hastened as u64)
}
