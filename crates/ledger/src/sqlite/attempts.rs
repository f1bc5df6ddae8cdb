//! The intent before a body, and the outcome after it.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::events::{Event, Outcomes, Record};
use super::failure::Failure;
use super::lease;
use super::standing::{self, Standing};
use super::stored::{moment, not_before};
use super::subscribers::{MAY_NOT_BE_MAILED, suppress_intended};
use crate::{DeliveryState, Intended, Intents, Lease, Outcome, Settled};

pub(super) fn intend(
    tx: &Transaction<'_>,
    now: Timestamp,
    intents: &[Intents],
) -> Result<Vec<Intended>, Failure> {
    intents.iter().map(|intents| under_a_lease(tx, now, intents)).collect()
}

fn under_a_lease(
    tx: &Transaction<'_>,
    now: Timestamp,
    Intents { lease, deliveries }: &Intents,
) -> Result<Intended, Failure> {
    let going = matches!(standing::of(tx, lease.edition)?, Standing::Going { .. });
    if !lease::renew(tx, now, lease)? || !going {
        return Ok(Intended::default());
    }
    let mut attempt = tx.prepare_cached(&format!(
        "UPDATE deliveries SET state = 'attempted', attempts = attempts + 1, intended_at = ?4
         WHERE id = ?1 AND edition = ?2 AND epoch = ?3 AND state = 'planned'
         AND NOT {MAY_NOT_BE_MAILED}"
    ))?;
    let mut record = Record::new(tx, now, lease.epoch)?;
    let at = now.as_microsecond();
    let mut intended = Intended { goes_on: true, ..Intended::default() };
    let mut left = suppress_intended(tx)?;
    for delivery in deliveries {
        if attempt.execute(params![delivery.0, lease.edition.0, lease.epoch, at])? == 1 {
            intended.through.push(*delivery);
        } else if left(lease, delivery.0)? {
            record.add(*delivery, Event::Suppressed, "")?;
            intended.left.push(*delivery);
        }
    }
    Ok(intended)
}

/// A row leaves its lease with its outcome, so the first outcome counts and a
/// later one, or one of a lease that was taken over, finds nothing to change.
pub(super) fn settle(
    tx: &Transaction<'_>,
    now: Timestamp,
    lease: &Lease,
    outcomes: &[Outcome],
) -> Result<(), Failure> {
    let standing = standing::of(tx, lease.edition)?;
    let mut update = tx.prepare_cached(
        "UPDATE deliveries SET state = ?4, due_at = ?5, epoch = NULL
         WHERE id = ?1 AND edition = ?2 AND epoch = ?3",
    )?;
    let mut record = Outcomes::new(tx, now, lease)?;
    for outcome in outcomes {
        let change = Change::of(&outcome.settled, now).under(&standing);
        if record.add(outcome.delivery, change.event, change.detail)? {
            update.execute(params![
                outcome.delivery.0,
                lease.edition.0,
                lease.epoch,
                change.state.word(),
                change.due
            ])?;
        } else {
            tracing::warn!(
                delivery = outcome.delivery.0,
                epoch = lease.epoch,
                outcome = change.state.word(),
                "dropped the outcome of a delivery that this lease does not hold"
            );
        }
    }
    Ok(())
}

/// What an outcome does to a row.
struct Change<'a> {
    state: DeliveryState,
    due: Option<i64>,
    event: Event,
    detail: &'a str,
}

impl<'a> Change<'a> {
    fn of(settled: &'a Settled, now: Timestamp) -> Self {
        let (state, due, event, detail) = match settled {
            Settled::Written => (DeliveryState::Written, None, Event::Written, ""),
            Settled::Accepted(reply) => {
                (DeliveryState::Accepted, None, Event::Accepted, reply.as_str())
            }
            Settled::Deferred { reply, until } => {
                (DeliveryState::Deferred, Some(not_before(*until)), Event::Deferred, reply.as_str())
            }
            Settled::Rejected(reply) => {
                (DeliveryState::Rejected, None, Event::Rejected, reply.as_str())
            }
            Settled::Uncertain(why) => {
                (DeliveryState::Uncertain, None, Event::Uncertain, why.as_str())
            }
            Settled::Unsent(why) => {
                (DeliveryState::Planned, Some(now.as_microsecond()), Event::Unsent, why.as_str())
            }
        };
        Self { state, due, event, detail }
    }

    /// Nobody waits for an edition that was cancelled, or past its end.
    fn under(self, standing: &Standing) -> Self {
        let Some(due) = self.due else { return self };
        let (state, event) = match standing {
            Standing::Cancelled => (DeliveryState::Cancelled, Event::Cancelled),
            Standing::Going { not_after: Some(end) } if moment(due).is_ok_and(|due| due > *end) => {
                (DeliveryState::Expired, Event::Expired)
            }
            _ => return self,
        };
        Self { state, event, due: None, ..self }
    }
}
