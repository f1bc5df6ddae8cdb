//! A hundred thousand saves, one after the other, and what the daemon holds in the
//! end. A thousand files are saved again and again, each when the last save was
//! answered; one in a hundred is ready and goes out.

use std::path::Path;
use std::time::{Duration, Instant};

use super::room::{Reviews, Room, Told, wait};
use super::speed::brief;
use crate::chance::Chance;
use crate::trial::TrialError;

/// Saved in each round, and how many of them go out.
const FILES: usize = 1_000;
const READY: usize = 10;

/// What a soak came to.
#[derive(Clone, Copy, Debug)]
pub struct Soak {
    /// Saves that were answered.
    pub saves: usize,
    /// Editions that went out.
    pub editions: usize,
    /// How long it took.
    pub time: Duration,
    /// Milliseconds of a core for one save.
    pub cpu: f64,
    /// Megabytes after a tenth of the saves, and after all.
    pub memory: (f64, f64),
    /// The most it ever held.
    pub peak: f64,
}

/// Saves so many times, in whole rounds. `hear` is told after each how many are done.
///
/// # Errors
/// [`TrialError::Broken`] if a save is not answered.
pub fn soak(
    saves: usize,
    seed: u64,
    program: Option<&Path>,
    mut hear: impl FnMut(usize),
) -> Result<Soak, TrialError> {
    let files = FILES.min(saves);
    let rounds = saves.div_ceil(files);
    let room = Room::open(program, Reviews::Beside)?;
    let daemon = room.watch()?;
    let mut told = Told::of(&room)?;
    let mut chance = Chance::new(seed);
    let began = Instant::now();
    let mut early = 0.0;
    for round in 0..rounds {
        for number in 0..files {
            // A key of its own each time it goes out; else the same one, changed.
            let ready = number < READY * files / FILES;
            let text = brief(round * files + number, &mut chance);
            let (name, text) = match ready {
                true => (format!("ready-{round}-{number}.md"), text),
                false => (format!("{number}.md"), text.replace("status: ready", "status: draft")),
            };
            room.save(&name, &text)?;
        }
        let mut answered = 0;
        let all = wait(Duration::from_secs(300), || {
            answered += told.answers()?.len();
            Ok(answered >= files)
        })?;
        if !all {
            let message = format!("round {round}: {answered} of {files} saves were answered");
            return Err(TrialError::Broken(message));
        }
        if round == rounds.div_ceil(10) - 1 {
            early = daemon.memory()?.0;
        }
        hear((round + 1) * files);
    }
    let (time, (late, peak)) = (began.elapsed(), daemon.memory()?);
    let cpu = daemon.cpu()? / (rounds * files) as f64 * 1e3;
    drop(daemon);
    let editions = room.editions()?.len();
    Ok(Soak { saves: rounds * files, editions, time, cpu, memory: (early, late), peak })
}
