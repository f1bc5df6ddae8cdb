//! `kill -9` in the middle of a run, again and again: nobody lost, nobody twice,
//! and no more uncertain than there were connections.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::Duration;

use copydesk_ledger::{Ledger, Standing, fail_points};
use tempfile::TempDir;

use crate::chance::Chance;
use crate::sink::{Manner, Sink};
use crate::trial::{Knobs, Trial, TrialError};

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
            stage.settle_what_was_left(&mut uncertain, 1, &mut tally).await?;
        }
        stage.finish(&mut tally).await?;
    }
    Ok(tally)
}

/// Holds senders up so many times, each for longer than their leases last.
///
/// # Errors
/// [`TrialError::Broken`] if a balance does not hold or a run is stuck.
pub async fn pause(pauses: usize, setting: Setting<'_>) -> Result<Tally, TrialError> {
    let mut chance = Chance::new(setting.seed);
    let mut tally = Tally::default();
    while tally.kills < pauses {
        let stage = Stage::begin(setting, Duration::from_micros(3_000)).await?;
        let knobs = Knobs { lease_seconds: Some(LEASE), ..Knobs::default() };
        let mut child = stage.trial.send_with(knobs)?;
        let mut held_up = 0;
        loop {
            let until = stage.sink.accepted() + 1 + chance.below(setting.people / 8) as u64;
            if stage.until(&mut child, until).await? || tally.kills >= pauses {
                break;
            }
            signal(&child, "STOP")?;
            tokio::time::sleep(Duration::from_secs(u64::from(LEASE) + 1)).await;
            signal(&child, "CONT")?;
            tally.kills += 1;
            held_up += 1;
        }
        child.wait()?;
        stage.settle_what_was_left(&mut 0, held_up, &mut tally).await?;
        stage.finish(&mut tally).await?;
    }
    Ok(tally)
}

/// Of a sender that is held up, or has to renew them, in seconds.
const LEASE: u32 = 1;

fn signal(child: &Child, name: &str) -> Result<(), TrialError> {
    let process = child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-s", name, &process]).status()?;
    if sent.success() { Ok(()) } else { Err(TrialError::Broken(format!("no {name} was sent"))) }
}

/// A point is met at these times it is passed, in turn.
const TIMES: [usize; 5] = [1, 2, 7, 30, 100];

/// Lets senders die at every named point, `deaths` times each: at the first time it is
/// passed, and later.
///
/// # Errors
/// [`TrialError::Broken`] if a point is never passed, or a balance does not hold.
pub async fn abort(deaths: usize, setting: Setting<'_>) -> Result<Tally, TrialError> {
    let mut tally = Tally::default();
    for point in fail_points() {
        let mut times = TIMES.iter().cycle();
        let (mut died, mut stages) = (0, 0);
        while died < deaths {
            stages += 1;
            if died == 0 && stages > TIMES.len() {
                return Err(TrialError::Broken(format!("no run came to the point {point}")));
            }
            let stage = Stage::at(point, setting).await?;
            let mut uncertain = 0;
            // Until a run comes to its end without passing the point so often.
            while died < deaths
                && let Some(time) = times.next()
            {
                if !died_at(&stage.come_to(point, *time).await?) {
                    break;
                }
                died += 1;
                stage.stands_as_said(point).await?;
                stage.settle_what_was_left(&mut uncertain, 1, &mut tally).await?;
            }
            stage.finish(&mut tally).await?;
        }
        tally.kills += died;
    }
    Ok(tally)
}

/// What an operator's process says that dies there.
fn operation(point: &str) -> Option<&'static str> {
    ["stop", "cancel"].into_iter().find(|word| point.ends_with(word))
}

/// Whether it ended by its own hand, as at a named point.
fn died_at(status: &ExitStatus) -> bool {
    status.signal() == Some(6)
}

/// One newsroom and its sink.
struct Stage {
    trial: Trial,
    sink: Sink,
    /// Of leases and pauses, where they are short.
    lease: Option<u32>,
    _folder: TempDir,
}

impl Stage {
    async fn begin(setting: Setting<'_>, hesitates: Duration) -> Result<Self, TrialError> {
        Self::with(setting, Manner { hesitates, ..Manner::default() }, None).await
    }

    /// On which a run passes this point.
    async fn at(point: &str, setting: Setting<'_>) -> Result<Self, TrialError> {
        let manner = Manner { hesitates: Duration::from_micros(300), ..Manner::default() };
        if point.ends_with("renewal") {
            // A relay that takes its time with each of a few.
            let few = Setting { people: setting.people.min(24), ..setting };
            let slow = Manner { delay: Duration::from_millis(700), ..manner };
            return Self::with(few, slow, Some(LEASE)).await;
        }
        if point.ends_with("pause") {
            let busy = Manner { leaves_at: setting.people as u64 / 5, ..manner };
            return Self::with(setting, busy, Some(LEASE)).await;
        }
        Self::with(setting, manner, None).await
    }

    async fn with(
        setting: Setting<'_>,
        manner: Manner,
        lease: Option<u32>,
    ) -> Result<Self, TrialError> {
        let folder = tempfile::tempdir()?;
        let sink = Sink::start(0, manner).await?;
        let people = setting.people;
        let trial =
            Trial::begin(folder.path(), setting.sender, people, sink.port, CONNECTIONS).await?;
        Ok(Self { trial, sink, lease, _folder: folder })
    }

    /// Lets a process come to the point so often, if it does.
    async fn come_to(&self, point: &str, time: usize) -> Result<ExitStatus, TrialError> {
        let word = operation(point);
        if point.ends_with("recovery") || word.is_some() {
            // There must be something to recover, and something to stop.
            self.send(Some("after-intent:9")).await?;
        }
        match word {
            // Said once, whatever was sent.
            Some(word) => Ok(self.trial.say(word, point)?),
            None => self.send(Some(&format!("{point}:{time}"))).await,
        }
    }

    /// Sends until it ends by itself. What was put off is due at once, since nobody here
    /// waits for minutes.
    async fn send(&self, fail_at: Option<&str>) -> Result<ExitStatus, TrialError> {
        let Some(lease) = self.lease else { return Ok(self.trial.send_to_the_end(fail_at)?) };
        if let Some(edition) = self.trial.edition().await? {
            self.trial.ledger()?.hasten(edition.id).await?;
        }
        tokio::time::sleep(Duration::from_secs(lease.into())).await;
        let knobs = Knobs { fail_at, lease_seconds: Some(lease), ..Knobs::default() };
        Ok(self.trial.send_with(knobs)?.wait()?)
    }

    /// What an operator said counts from the moment in which it was done. What was
    /// stopped is resumed, so that it comes to its end.
    async fn stands_as_said(&self, point: &str) -> Result<(), TrialError> {
        let (Some(word), Some(edition)) = (operation(point), self.trial.edition().await?) else {
            return Ok(());
        };
        let ledger = self.trial.ledger()?;
        let expected = match (point.starts_with("after"), word) {
            (false, _) => Standing::Going,
            (true, "stop") => Standing::Stopped,
            (true, _) => Standing::Cancelled,
        };
        let standing = ledger.standing(edition.id).await?;
        if standing != expected {
            return Err(TrialError::Broken(format!("{standing:?} at {point}")));
        }
        if standing == Standing::Stopped {
            ledger.resume(edition.id).await?;
        }
        Ok(())
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

    /// Settles what was left after so many deaths or pauses, and counts it.
    async fn settle_what_was_left(
        &self,
        before: &mut u64,
        deaths: u64,
        tally: &mut Tally,
    ) -> Result<(), TrialError> {
        let balance = self.trial.recovered().await?;
        if !balance.holds() {
            return Err(TrialError::Broken(format!("the balance does not hold: {balance:?}")));
        }
        let left = (balance.uncertain - *before).div_ceil(deaths.max(1));
        tally.worst = tally.worst.max(left);
        *before = balance.uncertain;
        if left > u64::from(CONNECTIONS) {
            return Err(TrialError::Broken(format!("one death left {left} uncertain")));
        }
        Ok(())
    }

    /// Sends to the end and holds the ledger against what the sink has.
    async fn finish(self, tally: &mut Tally) -> Result<(), TrialError> {
        let mut runs = 0;
        while !self.send(None).await?.success() {
            runs += 1;
            if runs > 20 {
                return Err(TrialError::Broken("a run does not come to its end".to_owned()));
            }
        }
        let balance = self.trial.balance().await?;
        if !balance.holds() || balance.waiting > 0 {
            return Err(TrialError::Broken(format!("the run is not closed: {balance:?}")));
        }
        let cancelled = match self.trial.edition().await? {
            Some(edition) => {
                self.trial.ledger()?.standing(edition.id).await? == Standing::Cancelled
            }
            None => false,
        };
        tally.editions += 1;
        tally.people += balance.candidates;
        tally.uncertain += balance.uncertain;
        tally.accepted += self.sink.accepted();
        for (address, state) in self.trial.states().await? {
            let messages = self.sink.for_person(&address);
            tally.duplicates += u64::from(messages.saturating_sub(1));
            match state.as_str() {
                "Accepted" => tally.lost += u64::from(messages == 0),
                // By an operator's word.
                "Cancelled" if cancelled => tally.duplicates += u64::from(messages),
                "Uncertain" => tally.uncertain_accepted += u64::from(messages > 0),
                other => {
                    return Err(TrialError::Broken(format!("somebody is left {other}")));
                }
            }
        }
        Ok(())
    }
}
