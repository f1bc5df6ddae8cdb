//! What the daemon shows of itself to whoever looks after it, while its loop is busy
//! with other things.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use copydesk_ledger::{Clock, Ledger};
use copydesk_web::vitals::Vitals;
use futures_util::future::BoxFuture;

use super::standing::Counts;
use crate::figures::{self, Latencies};

/// A loop from which nothing was heard for so long is stuck: it looks at least every
/// half minute.
const STUCK: Duration = Duration::from_secs(2 * 60);

/// Shared by the loop, which writes, and by those who ask.
pub(crate) struct Pulse {
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    latencies: Latencies,
    state: Mutex<State>,
}

/// What was known after the last pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// When something was last done.
    pub(crate) beat: Option<Instant>,
    /// Everything that stood in the folders was looked at.
    pub(crate) reconciled: bool,
    /// It was told to end.
    pub(crate) stopping: bool,
    /// Why folders cannot be looked at, by their pipelines' names.
    pub(crate) degraded: Vec<(String, String)>,
    /// How many folders there are.
    pub(crate) folders: usize,
    /// Why the ledger does not answer.
    pub(crate) ledger: Option<String>,
    /// The drafts.
    pub(crate) counts: Counts,
}

impl Pulse {
    pub(crate) fn new(
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        latencies: Latencies,
    ) -> Self {
        Self { ledger, clock, latencies, state: Mutex::default() }
    }

    /// Something was done.
    pub(super) fn beat(&self) {
        self.state().beat = Some(Instant::now());
    }

    /// A pass has ended, having taken so long.
    pub(super) fn passed(&self, took: Duration, change: impl FnOnce(&mut State)) {
        self.latencies.reconcile(took);
        let mut state = self.state();
        state.beat = Some(Instant::now());
        change(&mut state);
    }

    /// It ends.
    pub(crate) fn stopping(&self) {
        self.state().stopping = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whatever panicked had nothing half done here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vitals for Pulse {
    fn alive(&self) -> Result<(), String> {
        match self.state().beat {
            Some(beat) if beat.elapsed() > STUCK => {
                Err(format!("nothing was done for {} s", beat.elapsed().as_secs()))
            }
            _ => Ok(()),
        }
    }

    fn ready(&self) -> Result<(), String> {
        let state = self.state();
        let mut why = Vec::new();
        if state.stopping {
            why.push("it ends, and finishes what is under way".to_owned());
        }
        if !state.reconciled {
            why.push("the folders were not looked at yet".to_owned());
        }
        let degraded = state.degraded.iter();
        why.extend(degraded.map(|(pipeline, why)| format!("pipeline {pipeline}: {why}")));
        why.extend(state.ledger.clone());
        if why.is_empty() { Ok(()) } else { Err(why.join("\n")) }
    }

    fn figures(&self) -> BoxFuture<'_, String> {
        Box::pin(async {
            let state = self.state().clone();
            let ready = self.ready().is_ok();
            figures::text(&*self.ledger, &state, ready, self.clock.now(), &self.latencies).await
        })
    }
}
