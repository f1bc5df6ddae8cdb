//! Outcomes on their way into the ledger: gathered for a moment, written in groups,
//! told to whoever shows the progress.
//!
//! A worker never waits for the disk because of an outcome; what a dying process
//! has not written yet, its recorders know.

use std::collections::BTreeMap;
use std::time::Duration;

use copydesk_ledger::{Lease, Outcome, fail_point};
use futures_util::future::try_join_all;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::DistributeError;
use crate::channels::email::Round;

/// Outcomes gather for so long, or until there are so many.
const MOMENT: Duration = Duration::from_millis(100);
const GROUP: usize = 200;

/// What workers hand over.
pub(super) enum Note {
    /// One delivery's outcome. `tried` is false for rows that are merely given back.
    Outcome { lease: Lease, outcome: Outcome, tried: bool },
    /// The ledger has settled one that its person left before.
    Left,
    /// Answered when everything before it is in the ledger.
    Flush(oneshot::Sender<()>),
}

/// Writes until no worker is left.
pub(super) async fn settle_all(
    round: &mut Round<'_>,
    mut notes: mpsc::Receiver<Note>,
) -> Result<(), DistributeError> {
    while let Some(first) = notes.recv().await {
        let mut group = Group::default();
        let end = Instant::now() + MOMENT;
        let mut next = Some(first);
        while let Some(note) = next.take() {
            group.add(note);
            if group.is_wanted_now() {
                break;
            }
            next = timeout_at(end, notes.recv()).await.ok().flatten();
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
    size: usize,
}

impl Group {
    fn add(&mut self, note: Note) {
        match note {
            Note::Outcome { lease, outcome, tried } => {
                self.size += 1;
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

    fn is_wanted_now(&self) -> bool {
        self.size >= GROUP || !self.waiting.is_empty()
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
