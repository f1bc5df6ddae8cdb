//! `kill -9` in the middle of a run, again and again: nobody lost, nobody twice,
//! and no more uncertain than there were connections.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::Duration;

use copydesk_ledger::fail_points;
use tempfile::TempDir;

use crate::chance::Chance;
use crate::sink::{Manner, Sink};
use crate::trial::{Trial, TrialError};

/// Of the sender.
const CONNECTIONS: u32 = 8;
/// A run that gets nowhere for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a series of kills came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Processes killed, or that died at a named point.
    pub kills: usize,
    /// Editions sent to their end.
    pub editions: usize,
    /// People on their lists.
    pub people: u64,
    /// Messages that the sink accepted.
    pub accepted: u64,
    /// The ledger says accepted, and the sink has nothing.
    pub lost: u64,
    /// The sink has more than one.
    pub duplicates: u64,
    /// Held, since nobody knows.
    pub uncertain: u64,
    /// Of those, the sink has so many.
    pub uncertain_accepted: u64,
    /// The most that one kill left.
    pub worst: u64,
}

/// Where the sender is, how large a list, and which series of chances.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The built sender; `None`: beside this program.
    pub sender: Option<&'a Path>,
    /// People on each list.
    pub people: usize,
    /// Of chance.
    pub seed: u64,
}

/// Kills the sender so many times, each time after some more messages.
///
/// # Errors
/// [`TrialError::Broken`] if a balance does not hold or a run is stuck.
pub async fn kill(kills: usize, setting: Setting<'_>) -> Result<Tally, TrialError> {
    let mut chance = Chance::new(setting.seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let stage = Stage::begin(setting, Duration::from_micros(1_500)).await?;
        let mut uncertain = 0;
        loop {
            let mut child = stage.trial.send(None)?;
            let until = stage.sink.accepted() + 1 + chance.below(setting.people / 8) as u64;
            let extra = Duration::from_micros(chance.below(3_000) as u64);
            let ended = stage.until(&mut child, until).await?;
            if ended || tally.kills == kills {
                child.wait()?;
                break;
            }
            tokio::time::sleep(extra).await;
            child.kill()?;
            child.wait()?;
            tally.kills += 1;
            stage.settle_what_was_left(&mut uncertain, &mut tally).await?;
        }
        stage.finish(&mut tally).await?;
    }
    Ok(tally)
}

/// Lets the sender die at every named point: at the first time it is passed, and
/// later.
///
/// # Errors
/// [`TrialError::Broken`] if a point is never passed, or a balance does not hold.
pub async fn abort(times: &[usize], setting: Setting<'_>) -> Result<Tally, TrialError> {
    let mut tally = Tally::default();
    for point in fail_points() {
        let stage = Stage::begin(setting, Duration::from_micros(300)).await?;
        let mut uncertain = 0;
        let mut died = 0;
        for time in times {
            if point.ends_with("recovery") {
                // There must be something to recover.
                stage.trial.send_to_the_end(Some("after-intent:9"))?;
            }
            if died_at(&stage.trial.send_to_the_end(Some(&format!("{point}:{time}")))?) {
                died += 1;
                stage.settle_what_was_left(&mut uncertain, &mut tally).await?;
            }
        }
        if died == 0 {
            return Err(TrialError::Broken(format!("no run came to the point {point}")));
        }
        tally.kills += died;
        stage.finish(&mut tally).await?;
    }
    Ok(tally)
}

/// Whether it ended by its own hand, as at a named point.
fn died_at(status: &ExitStatus) -> bool {
    status.signal() == Some(6)
}

/// One newsroom and its sink.
struct Stage {
    trial: Trial,
    sink: Sink,
    _folder: TempDir,
}

impl Stage {
    async fn begin(setting: Setting<'_>, hesitates: Duration) -> Result<Self, TrialError> {
        let folder = tempfile::tempdir()?;
        let sink = Sink::start(0, Manner { hesitates, ..Manner::default() }).await?;
        let people = setting.people;
        let trial =
            Trial::begin(folder.path(), setting.sender, people, sink.port, CONNECTIONS).await?;
        Ok(Self { trial, sink, _folder: folder })
    }

    /// Waits until the sink has accepted so many. `true` if the child ended before.
    async fn until(&self, child: &mut Child, accepted: u64) -> Result<bool, TrialError> {
        let mut waited = Duration::ZERO;
        while self.sink.accepted() < accepted {
            if child.try_wait()?.is_some() {
                return Ok(true);
            }
            let pause = Duration::from_micros(200);
            tokio::time::sleep(pause).await;
            waited += pause;
            if waited > PATIENCE {
                child.kill()?;
                return Err(TrialError::Broken("a run got nowhere".to_owned()));
            }
        }
        Ok(false)
    }

    /// Settles what the dead one left, and counts it.
    async fn settle_what_was_left(
        &self,
        before: &mut u64,
        tally: &mut Tally,
    ) -> Result<(), TrialError> {
        let balance = self.trial.recovered().await?;
        if !balance.holds() {
            return Err(TrialError::Broken(format!("the balance does not hold: {balance:?}")));
        }
        let left = balance.uncertain - *before;
        tally.worst = tally.worst.max(left);
        *before = balance.uncertain;
        if left > u64::from(CONNECTIONS) {
            return Err(TrialError::Broken(format!("one kill left {left} uncertain")));
        }
        Ok(())
    }

    /// Sends to the end and holds the ledger against what the sink has.
    async fn finish(self, tally: &mut Tally) -> Result<(), TrialError> {
        let mut runs = 0;
        while !self.trial.send_to_the_end(None)?.success() {
            runs += 1;
            if runs > 5 {
                return Err(TrialError::Broken("a run does not come to its end".to_owned()));
            }
        }
        let balance = self.trial.balance().await?;
        if !balance.holds() || balance.waiting > 0 {
            return Err(TrialError::Broken(format!("the run is not closed: {balance:?}")));
        }
        tally.editions += 1;
        tally.people += balance.candidates;
        tally.uncertain += balance.uncertain;
        tally.accepted += self.sink.accepted();
        for (address, state) in self.trial.states().await? {
            let messages = self.sink.for_person(&address);
            tally.duplicates += u64::from(messages.saturating_sub(1));
            match state.as_str() {
                "Accepted" => tally.lost += u64::from(messages == 0),
                "Uncertain" => tally.uncertain_accepted += u64::from(messages > 0),
                other => {
                    return Err(TrialError::Broken(format!("somebody is left {other}")));
                }
            }
        }
        Ok(())
    }
}
