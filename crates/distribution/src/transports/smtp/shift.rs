//! What the workers of one run share.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use copydesk_ledger::{Batch, Claim, Delivery, Lease, Outcome, Settled, Standing, fail_point};
use jiff::Timestamp;
use tokio::sync::oneshot;

use super::destinations::Destinations;
use super::intents::Clerk;
use super::settler::{Note, Notes};
use super::{Relay, lease, worker};
use crate::message::Composer;
use crate::{DistributeError, Distribution, Halt};

/// Connections lost in a row, over all workers. A relay that dies after every
/// message would else turn a whole list uncertain.
const LOST_CONNECTIONS: u32 = 3;

/// One run, as its workers see it.
pub(super) struct Shift<'a> {
    pub(super) run: &'a Distribution<'a>,
    pub(super) composer: &'a Composer<'a>,
    pub(super) relay: &'a Relay,
    pub(super) destinations: Destinations<'a>,
    pub(super) clerk: Clerk,
    /// Rows under later leases were tried in this run.
    pub(super) began_after: u64,
    /// Deliveries in one lease.
    pub(super) batch: u32,
    /// The names of all workers. After this process was held up, their leases may be over
    /// and they are not.
    workers: Vec<String>,
    /// One claim at a time, so that no destination gets one worker too many.
    pub(super) claiming: tokio::sync::Mutex<()>,
    halt: Mutex<Option<Halt>>,
    lost_in_a_row: AtomicU32,
}

impl<'a> Shift<'a> {
    pub(super) fn new(
        run: &'a Distribution<'a>,
        composer: &'a Composer<'a>,
        relay: &'a Relay,
        began_after: u64,
        (workers, batch): (u64, u32),
    ) -> Self {
        Self {
            run,
            composer,
            relay,
            destinations: Destinations::new(run.traffic),
            clerk: Clerk::new(workers),
            began_after,
            batch,
            workers: (1..=workers).map(worker::owner).collect(),
            claiming: tokio::sync::Mutex::default(),
            halt: Mutex::default(),
            lost_in_a_row: AtomicU32::new(0),
        }
    }

    /// Where recorders lie.
    pub(super) fn recorders(&self) -> &'a Path {
        self.run.recorders
    }

    /// Why everybody is to go home, if they are. The signal to stop is heard here.
    pub(super) fn over(&self) -> bool {
        if self.run.stop.asked() {
            self.halt(Halt::Stopped);
        }
        self.halt.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Ends the run for everybody. The first reason is the one that is told.
    pub(super) fn halt(&self, why: Halt) {
        self.halt.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
    }

    /// Why the run ended, once all workers are home.
    pub(super) fn ended(self) -> Option<Halt> {
        self.halt.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection broke. Too often in a row, and the relay is given up.
    pub(super) fn lost(&self, why: &str) {
        if self.lost_in_a_row.fetch_add(1, Ordering::SeqCst) + 1 >= LOST_CONNECTIONS {
            let why =
                format!("{LOST_CONNECTIONS} connections in a row broke, the last one so: {why}");
            self.halt(Halt::Unreachable { relay: self.relay.shown(), why });
        }
    }

    /// The relay answers.
    pub(super) fn works(&self) {
        self.lost_in_a_row.store(0, Ordering::SeqCst);
    }

    /// The ledger let nothing through: the edition does not go on, or the lease went
    /// to somebody else.
    pub(super) async fn not_mine(&self) -> Result<(), DistributeError> {
        match self.run.ledger.standing(self.run.edition).await? {
            Standing::Going => {}
            Standing::Stopped => self.halt(Halt::EditionStopped),
            Standing::Cancelled => self.halt(Halt::Cancelled),
        }
        Ok(())
    }

    /// Leaves a destination alone until then, for all processes.
    pub(super) async fn pause(
        &self,
        destination: &str,
        until: Timestamp,
    ) -> Result<(), DistributeError> {
        fail_point("before-pause");
        self.run.ledger.pause(destination, until).await?;
        fail_point("after-pause");
        Ok(())
    }

    /// Leases a batch for a worker, but of no destination that has enough of them.
    /// Also says whether some were left out for that.
    pub(super) async fn claim(
        &self,
        owner: &str,
    ) -> Result<(Option<Batch>, bool), DistributeError> {
        let _turn = self.claiming.lock().await;
        let except = self.destinations.full();
        let left_out = !except.is_empty();
        let claim = Claim {
            lease_seconds: lease::seconds(),
            except,
            tried_after: Some(self.began_after),
            alive: self.workers.clone(),
            ..Claim::new(self.run.edition, owner, self.batch)
        };
        let batch = self.run.ledger.claim(claim).await?;
        if let Some(batch) = &batch {
            self.destinations.enter(&batch.destination);
        }
        Ok((batch, left_out))
    }
}

/// A worker's way to the ledger.
#[derive(Clone)]
pub(super) struct Desk(pub(super) Notes);

impl Desk {
    /// Hands over an outcome.
    pub(super) async fn settle(&self, lease: &Lease, delivery: &Delivery, settled: Settled) {
        let outcome = Outcome { delivery: delivery.id, settled };
        self.0.put(Note::Outcome { lease: lease.clone(), outcome, tried: true }).await;
    }

    /// Somebody left, and waits no more.
    pub(super) async fn left(&self) {
        self.0.put(Note::Left).await;
    }

    /// Gives leased deliveries back, so that nobody has to wait for the lease.
    pub(super) async fn release(&self, lease: &Lease, deliveries: &[Delivery], why: &str) {
        for delivery in deliveries {
            let settled = Settled::Unsent(why.to_owned());
            let outcome = Outcome { delivery: delivery.id, settled };
            self.0.put(Note::Outcome { lease: lease.clone(), outcome, tried: false }).await;
        }
    }

    /// Waits until everything is in the ledger; the recorder's slots are free then.
    pub(super) async fn flush(&self) {
        let (answer, done) = oneshot::channel();
        self.0.put(Note::Flush(answer)).await;
        let _ = done.await;
    }
}
