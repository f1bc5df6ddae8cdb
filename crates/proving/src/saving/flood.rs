//! Ten thousand files at once, and a kernel that drops nearly all it would say of
//! them: its queue for events is set to 64, for which one must be root.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::room::{Reviews, Room, Told, wait};
use crate::trial::TrialError;

/// Where Linux keeps the length of that queue.
const QUEUE: &str = "/proc/sys/fs/inotify/max_queued_events";
const SHORT: &str = "64";

/// What a flood came to.
#[derive(Clone, Copy, Debug)]
pub struct Flood {
    /// Files saved.
    pub files: usize,
    /// Of which the daemon gave an answer.
    pub taken: usize,
    /// From the last save to the last answer, the time for which a file must be quiet
    /// (2 s) included. A second look comes after 30 s at the earliest.
    pub time: Duration,
}

/// Holds the queue short, and gives it back as it was.
struct ShortQueue(String);

impl ShortQueue {
    fn set() -> Result<Self, TrialError> {
        let before = fs::read_to_string(QUEUE)?;
        fs::write(QUEUE, SHORT)?;
        Ok(Self(before))
    }
}

impl Drop for ShortQueue {
    fn drop(&mut self) {
        // Whoever could set it may set it back.
        let _ = fs::write(QUEUE, self.0.trim());
    }
}

/// Saves so many drafts as fast as it goes.
///
/// # Errors
/// [`TrialError::Machine`] if the queue cannot be set.
pub fn flood(files: usize, program: Option<&Path>) -> Result<Flood, TrialError> {
    let _queue = ShortQueue::set()?;
    let room = Room::open(program, Reviews::None)?;
    let daemon = room.watch()?;
    room.save("first.md", "First\n\nIt says that the daemon is there.\n")?;
    let mut told = Told::of(&room)?;
    wait(Duration::from_secs(60), || Ok(!told.answers()?.is_empty()))?;
    for number in 0..files {
        fs::write(room.path(&format!("drafts/{number}.md")), format!("Draft {number}\n"))?;
    }
    let saved = Instant::now();
    let (mut taken, mut time) = (BTreeSet::new(), Duration::ZERO);
    wait(Duration::from_secs(28), || {
        let answers = told.answers()?;
        if !answers.is_empty() {
            taken.extend(answers);
            time = saved.elapsed();
        }
        Ok(taken.len() == files)
    })?;
    drop(daemon);
    Ok(Flood { files, taken: taken.len(), time })
}
