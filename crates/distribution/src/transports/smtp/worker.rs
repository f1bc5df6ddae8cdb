//! One worker: one connection, one recorder, one batch after another.

use std::time::Duration;

use copydesk_ledger::{Batch, Delivery, Lease, fail_point};
use tokio::time::timeout;

use super::attempt::{self, Attempt, Which};
use super::lease;
use super::line::Line;
use super::recorder::{self, Recorder};
use super::shift::{Desk, Shift};
use super::tokens::{Allowance, Allowed};
use crate::{DistributeError, Halt};

/// Fresh leases in a row that let nothing through.
const BARREN_LEASES: u32 = 3;
/// How long a worker waits for a place at a full destination before it asks again.
const ROOM: Duration = Duration::from_secs(1);

/// The name under which a worker leases and records.
pub(super) fn owner(number: u64) -> String {
    format!("mail-{number}")
}

/// Works until nothing is left or the run is over. An error sends everybody home, but
/// nobody leaves in the middle of a message.
pub(super) async fn work(
    shift: &Shift<'_>,
    desk: Desk,
    number: u64,
    line: Line<'_>,
) -> Result<(), DistributeError> {
    let worked = take_batches(shift, desk, number, line).await;
    if worked.is_err() {
        shift.halt(Halt::Stopped);
    }
    worked
}

async fn take_batches(
    shift: &Shift<'_>,
    desk: Desk,
    number: u64,
    mut line: Line<'_>,
) -> Result<(), DistributeError> {
    let owner = owner(number);
    let path = recorder::path(shift.recorders(), &owner);
    fail_point("before-recorder");
    let recorder = Recorder::begin(&path, &recorder::boot_id())
        .map_err(|error| DistributeError::Recorder { path: path.display().to_string(), error })?;
    fail_point("after-recorder");
    let mut worker = Worker { shift, desk, number, recorder };
    let mut barren = 0;
    while !shift.over() {
        fail_point("before-claim");
        let (batch, left_out) = shift.claim(&owner).await?;
        let Some(batch) = batch else {
            if !left_out {
                break;
            }
            let _ = timeout(ROOM, shift.destinations.room()).await;
            continue;
        };
        fail_point("after-claim");
        shift.clerk.open(number, &batch);
        let sent = worker.batch(&mut line, &batch).await;
        shift.clerk.close(number);
        // The next batch needs the slots.
        worker.desk.flush().await;
        fail_point("after-batch");
        shift.destinations.leave(&batch.destination);
        match sent? {
            Through::Some => barren = 0,
            Through::None if barren < BARREN_LEASES => barren += 1,
            Through::None => shift.halt(Halt::Overtaken),
        }
    }
    line.hang_up().await;
    Ok(())
}

/// Whether the ledger let anything of a batch through.
enum Through {
    Some,
    None,
}

struct Worker<'a> {
    shift: &'a Shift<'a>,
    desk: Desk,
    number: u64,
    recorder: Recorder,
}

impl Worker<'_> {
    async fn batch(
        &mut self,
        line: &mut Line<'_>,
        batch: &Batch,
    ) -> Result<Through, DistributeError> {
        let Batch { lease, destination, deliveries } = batch;
        let mut allowance = Allowance::new(self.shift, destination);
        for (slot, delivery) in deliveries.iter().enumerate() {
            let rest = &deliveries[slot..];
            let worker = self.number;
            let which = Which { delivery, worker, lease, slot, behind: &rest[1..] };
            if self.shift.over() {
                return Ok(self.give_back(lease, rest, "the run ended").await);
            }
            match allowance.next(lease, rest.len()).await? {
                Allowed::Go => {}
                Allowed::NotNow(why) => return Ok(self.give_back(lease, rest, &why).await),
            }
            let delivered = self.deliver(line, which).await;
            self.shift.clerk.done(self.number, slot);
            match delivered {
                Ok(Attempt::Settled(settled)) => {
                    if let Some(pause) = self.shift.destinations.hear(destination, &settled) {
                        let until = self.shift.run.clock.now() + lease::rest(pause);
                        self.shift.pause(destination, until).await?;
                        allowance.close(until);
                    }
                    self.desk.settle(lease, delivery, settled).await;
                }
                Ok(Attempt::Left) => self.desk.left().await,
                Ok(Attempt::Over(halt)) => {
                    self.shift.halt(halt);
                    return Ok(self.give_back(lease, rest, "the run ended").await);
                }
                Ok(Attempt::NotMine) => {
                    self.give_back(lease, rest, "the ledger let it through no more").await;
                    self.shift.not_mine().await?;
                    return Ok(if slot == 0 { Through::None } else { Through::Some });
                }
                Err(error) => {
                    // Before it takes its time: the others need not begin anything more.
                    self.shift.halt(Halt::Stopped);
                    self.give_back(lease, rest, "the run ended").await;
                    return Err(error);
                }
            }
        }
        Ok(Through::Some)
    }

    async fn deliver(
        &mut self,
        line: &mut Line<'_>,
        which: Which<'_>,
    ) -> Result<Attempt, DistributeError> {
        let message = self.shift.composer.outgoing(which.delivery)?;
        attempt::attempt(self.shift, &self.recorder, line, which, &message).await
    }

    async fn give_back(&self, lease: &Lease, rest: &[Delivery], why: &str) -> Through {
        // Nothing is noted any more for what is free again.
        self.shift.clerk.close(self.number);
        self.desk.release(lease, rest, why).await;
        Through::Some
    }
}
