//! Drafts saved in every style, by two people at once, while the daemon is killed at
//! random: each goes out once, whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::room::{Daemon, Reviews, Room, wait};
use super::styles::STYLES;
use crate::chance::Chance;
use crate::trial::TrialError;

/// Who writes at the same time.
const WRITERS: usize = 2;

/// A run in which nothing more goes out for so long has lost what is missing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Words that say whether a page is whole: they end every draft.
const END: &str = "That is the end of it.";

/// What a series of saves came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Drafts saved.
    pub saves: usize,
    /// Daemons killed.
    pub kills: usize,
    /// Drafts of which nothing went out.
    pub lost: usize,
    /// Editions beyond one of each draft.
    pub twice: usize,
    /// Pages without the end of their draft.
    pub torn: usize,
    /// How long it took.
    pub time: Duration,
    /// By style: how many saves, and how many of them went out once and whole.
    pub styles: BTreeMap<&'static str, (usize, usize)>,
}

impl Tally {
    /// Whether everything went out once and whole.
    pub fn holds(&self) -> bool {
        (self.lost, self.twice, self.torn) == (0, 0, 0)
    }
}

/// Saves so many drafts. `program` is the built `copydesk`, or `None` for the one
/// beside this program.
///
/// # Errors
/// [`TrialError`] if the trial itself fails; what it finds is in the tally.
pub fn saves(count: usize, seed: u64, program: Option<&Path>) -> Result<Tally, TrialError> {
    let room = Room::open(program, Reviews::None)?;
    let began = Instant::now();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut kills = 0;
    let mut chance = Chance::new(seed);
    let daemon = std::thread::scope(|scope| -> Result<Daemon, TrialError> {
        let writers: Vec<_> =
            (0..WRITERS).map(|_| scope.spawn(|| write(&room, count, seed, &next, &done))).collect();
        let mut daemon = room.watch()?;
        // The last kill comes after the last save: what was not taken in by then is
        // found by one that begins anew.
        loop {
            let all = done.load(Ordering::SeqCst) == count;
            let over = all || writers.iter().all(std::thread::ScopedJoinHandle::is_finished);
            std::thread::sleep(Duration::from_millis(200 + chance.below(2_500) as u64));
            daemon = again(&room, daemon)?;
            kills += 1;
            if over {
                break;
            }
        }
        writers.into_iter().try_for_each(|writer| match writer.join() {
            Ok(written) => written,
            Err(_) => Err(TrialError::Broken("a writer has panicked".to_owned())),
        })?;
        Ok(daemon)
    })?;
    let mut out = (0, Instant::now());
    wait(Duration::MAX / 4, || {
        let pages = (0..count).filter(|number| room.page(&key(*number)).is_file()).count();
        if pages > out.0 {
            out = (pages, Instant::now());
        }
        Ok(pages == count || out.1.elapsed() > PATIENCE)
    })?;
    drop(daemon);
    tally(&room, count, kills, began.elapsed())
}

fn again(room: &Room, daemon: Daemon) -> Result<Daemon, TrialError> {
    daemon.kill()?;
    room.watch()
}

fn write(
    room: &Room,
    count: usize,
    seed: u64,
    next: &AtomicUsize,
    done: &AtomicUsize,
) -> Result<(), TrialError> {
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= count {
            return Ok(());
        }
        let mut chance = Chance::new(seed.wrapping_add(number as u64));
        let file = room.path("drafts").join(format!("save-{number}.md"));
        // Some save twice; what counts is what stands there in the end.
        if chance.below(3) == 0 {
            fs::write(&file, "not yet\n")?;
        }
        STYLES[number % STYLES.len()].save(&file, &draft(number, &mut chance))?;
        done.fetch_add(1, Ordering::SeqCst);
    }
}

fn key(number: usize) -> String {
    format!("2024-05-01-save-{number}")
}

/// About 10 kB of words that no other draft has, so that none looks like another.
fn draft(number: usize, chance: &mut Chance) -> String {
    let mut sentence = || {
        let words: Vec<String> = (0..8).map(|_| word(chance)).collect();
        format!("The {}. ", words.join(" "))
    };
    let title = sentence();
    let body: String = (0..180).map(|_| sentence()).collect();
    let title = title.trim_end_matches([' ', '.']);
    format!(
        "---\ntitle: Save {number}, {title}\ndate: 2024-05-01\nstatus: ready\n---\n\n{body}\n\n{END}\n"
    )
}

pub(super) fn word(chance: &mut Chance) -> String {
    let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
    (0..6).map(|_| letter(chance.below(26))).collect()
}

fn tally(room: &Room, saves: usize, kills: usize, time: Duration) -> Result<Tally, TrialError> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for edition in room.editions()? {
        *counts.entry(edition.key).or_default() += 1;
    }
    let editions: usize = counts.values().sum();
    let mut tally = Tally { saves, kills, time, ..Tally::default() };
    for number in 0..saves {
        let key = key(number);
        let page = fs::read_to_string(room.page(&key)).ok();
        let (there, whole) = (page.is_some(), page.is_some_and(|page| page.contains(END)));
        tally.lost += usize::from(!there);
        tally.torn += usize::from(there && !whole);
        let style = tally.styles.entry(STYLES[number % STYLES.len()].name).or_default();
        style.0 += 1;
        style.1 += usize::from(whole && counts.get(&key) == Some(&1));
    }
    // Also those that nobody saved: under the name of a backup, say.
    tally.twice = editions.saturating_sub(saves - tally.lost);
    Ok(tally)
}
