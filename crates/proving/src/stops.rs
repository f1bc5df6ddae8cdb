//! An edition that is stopped in the middle of its run, by another process: nothing
//! is accepted much later, it stays stopped over a kill, and it goes on without a
//! double.

use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_ledger::Ledger;

use crate::sink::{Manner, Sink};
use crate::trial::{Trial, TrialError};

/// What a stop came to.
#[derive(Clone, Copy, Debug)]
pub struct Stopped {
    /// On the list.
    pub people: usize,
    /// Had it when the stop was asked for.
    pub before: u64,
    /// Accepted after that.
    pub after: u64,
    /// The last one so much later.
    pub last: Duration,
    /// Accepted at the end, with those resolved by hand left out.
    pub accepted: u64,
    /// Held at the end.
    pub uncertain: u64,
}

/// Stops a run to so many people when `at` of them have it.
///
/// # Errors
/// [`TrialError::Broken`] if something does not hold.
pub async fn stop(people: usize, at: u64, sender: Option<&Path>) -> Result<Stopped, TrialError> {
    let broken = |why: &str| Err(TrialError::Broken(why.to_owned()));
    let folder = tempfile::tempdir()?;
    let sink = Sink::start(0, Manner::default()).await?;
    let trial = Trial::begin(folder.path(), sender, people, sink.port, 8).await?;
    let mut child = trial.send(None)?;
    while sink.accepted() < at {
        if child.try_wait()?.is_some() {
            return broken("the run ended before it could be stopped");
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let Some(edition) = trial.edition().await? else { return broken("nothing was frozen") };
    let ledger = trial.ledger()?;
    let (asked, before) = (Instant::now(), sink.accepted());
    ledger.stop(edition.id).await?;
    if child.wait()?.success() {
        return broken("the run was not stopped");
    }
    let after = sink.accepted();
    let last = sink.last().map(|last| last.saturating_duration_since(asked)).unwrap_or_default();
    if !trial.recovered().await?.holds() {
        return broken("the balance does not hold after the stop");
    }

    // Another one starts, and one more is killed: nothing moves.
    for kill in [false, true] {
        let mut child = trial.send(None)?;
        if kill {
            tokio::time::sleep(Duration::from_millis(300)).await;
            child.kill()?;
        }
        child.wait()?;
        if sink.accepted() != after || !trial.recovered().await?.holds() {
            return broken("a stopped edition went on");
        }
    }

    ledger.resume(edition.id).await?;
    if !trial.send_to_the_end(None)?.success() {
        return broken("a resumed edition does not come to its end");
    }
    let balance = trial.balance().await?;
    if trial.addresses().any(|address| sink.for_person(&address) > 1) {
        return broken("somebody was mailed twice");
    }
    if balance.accepted + balance.uncertain != people as u64 || !balance.holds() {
        return broken("somebody is missing at the end");
    }
    let (accepted, uncertain) = (balance.accepted, balance.uncertain);
    Ok(Stopped { people, before, after: after - before, last, accepted, uncertain })
}
