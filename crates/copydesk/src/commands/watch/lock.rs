//! The newsroom's one watcher: a lock that the system frees when it dies, and in it who
//! it is. One that ends by itself leaves the file empty.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use copydesk_pipeline::Newsroom;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// `status` holds the lock for a moment to see whether anybody does.
const MOMENTS: u32 = 5;
const MOMENT: Duration = Duration::from_millis(50);

/// A daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Watcher {
    /// Its process.
    pub(crate) pid: u32,
    /// Its profile.
    pub(crate) profile: String,
    /// When it began.
    pub(crate) since: Timestamp,
}

/// Whether there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It runs; who it is, unless it has only just begun.
    Running(Option<Watcher>),
    /// It ended without a word: it was killed, or the machine was.
    Died(Watcher),
    /// There is none, and nobody expects one.
    None,
}

impl Presence {
    /// That somebody sends, as a sentence about who it is.
    pub(crate) fn busy(&self) -> String {
        match self {
            Self::Running(Some(Watcher { pid, profile, .. })) => {
                format!("the daemon (process {pid}, profile {profile}) has editions on their way")
            }
            _ => "another copydesk has editions on their way".to_owned(),
        }
    }
}

/// Held by the watcher, or by who keeps watchers away.
pub(crate) struct Lock(File);

/// Keeps every watcher away for as long as the lock is held.
///
/// # Errors
/// There is one, or the lock cannot be made.
pub(crate) fn only_one(newsroom: &Newsroom) -> Result<Lock, Failure> {
    Lock::take(newsroom, None)
}

impl Lock {
    /// # Errors
    /// Another one holds it, or it cannot be made.
    pub(super) fn take(newsroom: &Newsroom, watcher: Option<&Watcher>) -> Result<Self, Failure> {
        let path = path(newsroom);
        let failed = |error: io::Error| {
            Trouble::of(path.display(), format!("the lock cannot be taken: {error}"))
                .exit(Exit::Machine)
        };
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let mut file = folder
            .and_then(|()| File::options().create(true).truncate(false).write(true).open(&path))
            .map_err(failed)?;
        for moment in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if moment < MOMENTS => std::thread::sleep(MOMENT),
                Err(TryLockError::WouldBlock) => {
                    let message = "another copydesk watches this newsroom already";
                    return Err(Trouble::new(message).exit(Exit::Refused));
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        let words = watcher.and_then(|watcher| serde_json::to_vec(watcher).ok());
        let words = words.unwrap_or_default();
        file.set_len(0).and_then(|()| file.write_all(&words)).map_err(failed)?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // It ends by itself: nobody is to think that it died. If that cannot be
        // written, they will.
        let _ = self.0.set_len(0);
    }
}

/// Looks whether there is a watcher.
pub(crate) fn presence(newsroom: &Newsroom) -> Presence {
    let Ok(mut file) = File::open(path(newsroom)) else { return Presence::None };
    let mut words = String::new();
    // What cannot be read names nobody.
    let _ = file.read_to_string(&mut words);
    let watcher: Option<Watcher> = serde_json::from_str(&words).ok();
    match (file.try_lock_shared(), watcher) {
        (Err(TryLockError::WouldBlock), watcher) => Presence::Running(watcher),
        (_, Some(watcher)) => Presence::Died(watcher),
        (_, None) => Presence::None,
    }
}

fn path(newsroom: &Newsroom) -> PathBuf {
    newsroom.root.join(".copydesk/watch.lock")
}
