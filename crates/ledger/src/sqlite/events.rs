//! What happened to each delivery, for whoever asks later. An intent is in its row until
//! it has an outcome, and with that outcome from then on.

use jiff::Timestamp;
use rusqlite::{CachedStatement, Transaction, params};

use super::failure::Failure;
use crate::{DeliveryId, EditionId, Lease};

/// A word in the record.
#[derive(Clone, Copy)]
pub(super) enum Event {
    Written,
    Accepted,
    Deferred,
    Rejected,
    Suppressed,
    Uncertain,
    Unsent,
    Expired,
    Cancelled,
    Resolved,
    Taken,
    Bounced,
    Complained,
    Undone,
}

impl Event {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Suppressed => "suppressed",
            Self::Uncertain => "uncertain",
            Self::Unsent => "unsent",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Resolved => "resolved",
            Self::Taken => "taken",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Undone => "undone",
        }
    }
}

/// Writes down what happened to one delivery after another.
pub(super) struct Record<'tx> {
    insert: CachedStatement<'tx>,
    now: Timestamp,
    epoch: u64,
}

impl<'tx> Record<'tx> {
    pub(super) fn new(
        tx: &'tx Transaction<'_>,
        now: Timestamp,
        epoch: u64,
    ) -> Result<Self, Failure> {
        let insert = tx.prepare_cached(
            "INSERT INTO events (delivery, at, epoch, event, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        Ok(Self { insert, now, epoch })
    }

    pub(super) fn add(
        &mut self,
        delivery: DeliveryId,
        event: Event,
        detail: &str,
    ) -> Result<(), Failure> {
        self.insert.execute(params![
            delivery.0,
            self.now.as_microsecond(),
            self.epoch,
            event.word(),
            detail
        ])?;
        Ok(())
    }
}

/// Writes down what became of deliveries under a lease, each with the intent before it.
/// It looks at the row, so that it comes before the row is changed.
pub(super) struct Outcomes<'tx> {
    insert: CachedStatement<'tx>,
    now: Timestamp,
    lease: &'tx Lease,
}

impl<'tx> Outcomes<'tx> {
    pub(super) fn new(
        tx: &'tx Transaction<'_>,
        now: Timestamp,
        lease: &'tx Lease,
    ) -> Result<Self, Failure> {
        let insert = tx.prepare_cached(
            "INSERT INTO events (delivery, at, epoch, event, detail, intended_at, worker)
             SELECT id, ?4, epoch, ?5, ?6, iif(state = 'attempted', intended_at, NULL),
                    iif(state = 'attempted', ?7, NULL)
             FROM deliveries WHERE id = ?1 AND edition = ?2 AND epoch = ?3",
        )?;
        Ok(Self { insert, now, lease })
    }

    /// `false` if the lease does not hold the row.
    pub(super) fn add(
        &mut self,
        delivery: DeliveryId,
        event: Event,
        detail: &str,
    ) -> Result<bool, Failure> {
        let Lease { edition, owner, epoch, .. } = self.lease;
        let at = self.now.as_microsecond();
        let written = self.insert.execute(params![
            delivery.0,
            edition.0,
            epoch,
            at,
            event.word(),
            detail,
            owner
        ])?;
        Ok(written == 1)
    }
}

/// The same for all attempted rows of a lease.
pub(super) fn of_attempted(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: EditionId,
    epoch: u64,
    event: Event,
    detail: &str,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO events (delivery, at, epoch, event, detail, intended_at, worker)
         SELECT id, ?3, ?2, ?4, ?5, intended_at,
                (SELECT owner FROM leases WHERE edition = ?1 AND epoch = ?2)
         FROM deliveries
         WHERE edition = ?1 AND epoch = ?2 AND state = 'attempted' ORDER BY id",
    )?
    .execute(params![id.0, epoch, now.as_microsecond(), event.word(), detail])?;
    Ok(())
}
