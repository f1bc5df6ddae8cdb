//! Outcomes on their way into the ledger: gathered for a moment, written in groups,
//! told to whoever shows the progress.
//!
//! A worker never waits for the disk because of an outcome; what a dying process
//! has not written yet, its recorders know.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use copydesk_ledger::{Lease, Outcome, fail_point};
use futures_util::future::try_join_all;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;

use crate::DistributeError;
use crate::channels::email::Round;

/// Outcomes gather for so long, or until there are so many.
const MOMENT: Duration = Duration::from_millis(100);
const GROUP: usize = 200;
/// So many may wait; then workers do.
const NOTES: usize = 1_000;

/// What workers hand over.
pub(super) enum Note {
    /// One delivery's outcome. `tried` is false for rows that are merely given back.
    Outcome { lease: Lease, outcome: Outcome, tried: bool },
    /// The ledger has settled one that its person left before.
    Left,
    /// Answered when everything before it is in the ledger.
    Flush(oneshot::Sender<()>),
}

/// Where workers put them.
#[derive(Clone)]
pub(super) struct Notes {
    notes: mpsc::Sender<Note>,
    /// Told when they should be written now: nobody is woken for each of them.
    wanted: Arc<Notify>,
}

impl Notes {
    /// With the end to give to [`settle_all`].
    pub(super) fn new() -> (Self, Written) {
        let (notes, written) = mpsc::channel(NOTES);
        let wanted = Arc::<Notify>::default();
        (Self { notes, wanted: Arc::clone(&wanted) }, Written { notes: written, wanted })
    }

    /// Waits while too many wait already. A settler that is gone has said why.
    pub(super) async fn put(&self, note: Note) {
        let flush = matches!(note, Note::Flush(_));
        let _ = self.notes.send(note).await;
        if flush || NOTES - self.notes.capacity() >= GROUP {
            self.wanted.notify_one();
        }
    }
}

/// Where the settler takes them from.
pub(super) struct Written {
    notes: mpsc::Receiver<Note>,
    wanted: Arc<Notify>,
}

/// Writes until no worker is left.
pub(super) async fn settle_all(
    round: &mut Round<'_>,
    mut written: Written,
) -> Result<(), DistributeError> {
    while let Some(first) = written.notes.recv().await {
        let mut group = Group::default();
        group.add(first);
        if group.waiting.is_empty() {
            let _ = timeout(MOMENT, written.wanted.notified()).await;
        }
        while let Ok(note) = written.notes.try_recv() {
            group.add(note);
        }
        group.write(round).await?;
    }
    Ok(())
}

#[derive(Default)]
struct Group {
    /// By epoch: one lease a batch.
    outcomes: BTreeMap<u64, (Lease, Vec<Outcome>)>,
    tried: Vec<Outcome>,
    left: usize,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Group {
    fn add(&mut self, note: Note) {
        match note {
            Note::Outcome { lease, outcome, tried } => {
                if tried {
                    self.tried.push(outcome.clone());
                }
                let entry = self.outcomes.entry(lease.epoch);
                entry.or_insert_with(|| (lease, Vec::new())).1.push(outcome);
            }
            Note::Left => self.left += 1,
            Note::Flush(answer) => self.waiting.push(answer),
        }
    }

    async fn write(self, round: &mut Round<'_>) -> Result<(), DistributeError> {
        fail_point("before-settle");
        let ledger = round.run.ledger;
        // Together, so that the ledger makes one commit of them.
        let writes = self
            .outcomes
            .into_values()
            .map(|(lease, outcomes)| async move { ledger.settle(&lease, outcomes).await });
        try_join_all(writes).await?;
        fail_point("after-settle");
        for _ in 0..self.left {
            round.left();
        }
        for outcome in &self.tried {
            round.tell(&outcome.settled);
        }
        for answer in self.waiting {
            // A worker that is gone waits for nothing.
            let _ = answer.send(());
        }
        Ok(())
    }
}
