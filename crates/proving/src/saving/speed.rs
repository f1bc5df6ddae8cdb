//! From the moment a draft is saved to the moment its edition stands in the archive,
//! with more and more editions behind it; and what a look costs that finds nothing.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::room::{Daemon, Reviews, Room, SETTLE, wait};
use super::saves::word;
use crate::chance::Chance;
use crate::trial::TrialError;

const PATIENCE: Duration = Duration::from_secs(600);

/// How long it took from save to page, beyond the time for which a draft must be quiet.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    /// Editions that were out already.
    pub behind: usize,
    /// Drafts saved one by one.
    pub saves: usize,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p95: f64,
    /// Milliseconds.
    pub worst: f64,
}

/// What a daemon costs that has nothing to do.
#[derive(Clone, Copy, Debug)]
pub struct Idle {
    /// Drafts in its folder, all taken in.
    pub drafts: usize,
    /// Milliseconds of a core for one look at them.
    pub look: f64,
    /// Percent of a core.
    pub cpu: f64,
    /// Megabytes.
    pub memory: f64,
}

/// Saves drafts by rename, so many at each number of editions behind them.
///
/// # Errors
/// [`TrialError::Broken`] if an edition does not come out.
pub fn latencies(
    behind: &[usize],
    saves: usize,
    seed: u64,
    program: Option<&Path>,
) -> Result<Vec<Latency>, TrialError> {
    let room = Room::open(program, Reviews::Beside)?;
    let _daemon = room.watch()?;
    let mut chance = Chance::new(seed);
    let (mut number, mut found) = (0, Vec::new());
    let mut save = |chance: &mut Chance| {
        number += 1;
        let path = room.save(&format!("save-{number}.md"), &brief(number, chance))?;
        Ok::<_, TrialError>((path, room.page(&format!("2024-05-01-save-{number}"))))
    };
    let out = |pages: &[(PathBuf, PathBuf)]| match wait(PATIENCE, || {
        Ok(pages.iter().all(|(_, page)| page.is_file()))
    })? {
        true => Ok(()),
        false => Err(TrialError::Broken("an edition did not come out".to_owned())),
    };
    let mut there = 0;
    for &behind in behind {
        let fill = (there..behind).map(|_| save(&mut chance)).collect::<Result<Vec<_>, _>>()?;
        out(&fill)?;
        let mut singles = Vec::new();
        for _ in 0..saves {
            singles.push(save(&mut chance)?);
            // Not in step with anything.
            std::thread::sleep(Duration::from_millis(250 + chance.below(250) as u64));
        }
        out(&singles)?;
        there = behind.max(there) + saves;
        let mut times = singles
            .iter()
            .map(|(draft, page)| Ok((changed(page)? - changed(draft)?) * 1e3))
            .collect::<Result<Vec<f64>, TrialError>>()?;
        times.iter_mut().for_each(|time| *time -= SETTLE.as_secs_f64() * 1e3);
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times.get((times.len() - 1) * share / 100).copied();
        let at = |share| at(share).unwrap_or(f64::NAN);
        found.push(Latency { behind, saves, p50: at(50), p95: at(95), worst: at(100) });
    }
    Ok(found)
}

/// Lets a daemon rest for so long beside drafts that do not change.
///
/// # Errors
/// [`TrialError`] if it does not take them in.
pub fn idle(drafts: usize, rest: Duration, program: Option<&Path>) -> Result<Idle, TrialError> {
    let room = Room::open(program, Reviews::None)?;
    for number in 0..drafts {
        std::fs::write(room.path(&format!("drafts/{number}.md")), format!("Draft {number}\n"))?;
    }
    let daemon = room.watch()?;
    let mut told = super::room::Told::of(&room)?;
    let mut taken = 0;
    wait(PATIENCE, || {
        taken += told.answers()?.len();
        Ok(taken >= drafts)
    })?;
    std::thread::sleep(SETTLE);
    let before = daemon.cpu()?;
    std::thread::sleep(rest);
    let cpu = (daemon.cpu()? - before) / rest.as_secs_f64() * 100.0;
    let (memory, _) = daemon.memory()?;
    Ok(Idle { drafts, look: look(&daemon)?, cpu, memory })
}

/// Makes it look, again and again, and asks what that has cost.
fn look(daemon: &Daemon) -> Result<f64, TrialError> {
    const LOOKS: u32 = 50;
    let before = daemon.cpu()?;
    for _ in 0..LOOKS {
        Command::new("kill").args(["-USR1", &daemon.id().to_string()]).status()?;
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok((daemon.cpu()? - before) / f64::from(LOOKS) * 1e3)
}

/// When it was last written, renamed or linked, in seconds.
fn changed(file: &Path) -> Result<f64, TrialError> {
    let meta = std::fs::metadata(file)?;
    Ok(meta.ctime() as f64 + meta.ctime_nsec() as f64 / 1e9)
}

/// As long as briefs are: 3.4 kB, with words that no other has.
pub(super) fn brief(number: usize, chance: &mut Chance) -> String {
    let mut sentence = || {
        let words: Vec<String> = (0..12).map(|_| word(chance)).collect();
        format!("The {}.", words.join(" "))
    };
    let title = sentence();
    let body: String = (0..38).map(|_| sentence() + "\n\n").collect();
    let title = title.trim_end_matches('.');
    format!("---\ntitle: Save {number}, {title}\ndate: 2024-05-01\nstatus: ready\n---\n\n{body}")
}
