//! What to do about what stands in a folder: which files are complete, which of
//! their saves was taken in, and whether the folder is what it was.
//!
//! Pure: sights of the folder and moments are handed in, and nothing is read,
//! written or forgotten that a next sight would not bring again.

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::stamp::{Home, Stamp};
use crate::drafts::Found;

/// Everything that stands in a folder at one moment.
pub(super) struct Sight {
    pub(super) home: Home,
    pub(super) drafts: Vec<(Found, Stamp)>,
    /// What is called like a draft and is none.
    pub(super) strangers: Vec<PathBuf>,
}

/// The same moment on the clock that never jumps, and on the one that dates files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) steady: Instant,
    pub(super) wall: SystemTime,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }
}

/// When a file is complete.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// When it was quiet for so long.
    pub(super) settle: Duration,
    /// Whether this machine's clock dates the files.
    pub(super) dates_are_ours: bool,
}

/// What a sight leads to.
#[derive(Debug)]
pub(super) struct Plan {
    /// Complete, and this save was not taken in yet; in the order of their ranks, and
    /// of their names where those are the same.
    pub(super) take: Vec<Take>,
    /// Files that have another name now: the old one, the new one.
    pub(super) renamed: Vec<(PathBuf, PathBuf)>,
    /// Strangers not seen before.
    pub(super) strangers: Vec<PathBuf>,
    /// How the folder is, where that has changed.
    pub(super) turn: Option<Turn>,
    /// When something is due, if nothing is heard before.
    pub(super) due: Option<Instant>,
    /// Some files are not quiet yet.
    pub(super) unsettled: bool,
}

/// A draft to be taken in.
#[derive(Clone, Debug)]
pub(super) struct Take {
    pub(super) found: Found,
    pub(super) stamp: Stamp,
    pub(super) rank: Rank,
}

/// Which drafts come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Saved since the first sight: somebody waits for it.
    Saved,
    /// It stood there in the first sight, changed last then. There may be thousands
    /// that are out long since, and what is new among them is the newest.
    Stood(Reverse<(i64, i64)>),
    /// It was taken in before, and is due once more.
    Again,
}

/// How a folder is, where that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It cannot be looked at; nothing is concluded from what is not seen.
    Degraded(String),
    /// It can again.
    Sound,
}

/// All files seen in a folder, and how far each is.
#[derive(Default)]
pub(super) struct Folder {
    home: Option<Home>,
    degraded: Option<String>,
    files: HashMap<OsString, Seen>,
    strangers: HashSet<PathBuf>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    in_ready: bool,
    stamp: Stamp,
    quiet_since: Instant,
    /// Like this in the first sight.
    stood: bool,
    taken: bool,
    again: Option<Instant>,
}

impl Folder {
    /// Judges a sight of the folder, or why there is none, at `at`.
    pub(super) fn reconcile(
        &mut self,
        sight: Result<Sight, String>,
        at: Moment,
        rule: Rule,
    ) -> Plan {
        let mut plan = Plan {
            take: Vec::new(),
            renamed: Vec::new(),
            strangers: Vec::new(),
            turn: None,
            due: None,
            unsettled: false,
        };
        let sight = match sight.and_then(|sight| self.trusted(sight)) {
            Ok(sight) => sight,
            Err(why) => {
                if self.degraded.as_ref() != Some(&why) {
                    plan.turn = Some(Turn::Degraded(why.clone()));
                    self.degraded = Some(why);
                }
                return plan;
            }
        };
        if self.degraded.take().is_some() {
            plan.turn = Some(Turn::Sound);
        }
        let first = self.home.replace(sight.home).is_none();
        let gone = self.forget_all_but(&sight.drafts);
        for (found, stamp) in sight.drafts {
            self.file(found, stamp, (at, first), rule, &gone, &mut plan);
        }
        plan.take.sort_by_key(|take| take.rank);
        self.strangers.retain(|path| sight.strangers.contains(path));
        for stranger in sight.strangers {
            if self.strangers.insert(stranger.clone()) {
                plan.strangers.push(stranger);
            }
        }
        plan
    }

    /// This save was taken in; `again` if the same bytes are due once more then.
    pub(super) fn taken(&mut self, path: &Path, stamp: Stamp, again: Option<Instant>) {
        if let Some(seen) = self.files.get_mut(path.as_os_str())
            && seen.stamp == stamp
        {
            (seen.taken, seen.again) = (true, again);
        }
    }

    /// What waits for an hour is looked at now: the clock was set.
    pub(super) fn hasten(&mut self, now: Instant) {
        for seen in self.files.values_mut() {
            seen.again = seen.again.map(|at| at.min(now));
        }
    }

    /// The drafts that were taken in and have not changed since, by name.
    pub(super) fn settled(&self) -> Vec<(Found, Stamp)> {
        let taken = self.files.iter().filter(|(_, seen)| seen.taken);
        let found = |(path, seen): (&OsString, &Seen)| {
            (Found { path: PathBuf::from(path), in_ready: seen.in_ready }, seen.stamp)
        };
        let mut settled: Vec<_> = taken.map(found).collect();
        settled.sort_by(|(a, _), (b, _)| a.cmp(b));
        settled
    }

    /// Whether a draft stood there in the last sight.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.files.contains_key(path.as_os_str())
    }

    /// How many drafts stood there.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Why it could not be looked at.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.degraded.as_deref()
    }

    /// Whether it could not be looked at.
    pub(super) fn is_degraded(&self) -> bool {
        self.degraded.is_some()
    }

    /// An empty folder on another device, where drafts stood before, is what is left
    /// when a share was unmounted; nobody has deleted everything.
    fn trusted(&self, sight: Sight) -> Result<Sight, String> {
        let other = self.home.is_some_and(|home| home.device != sight.home.device);
        if other && sight.drafts.is_empty() && !self.files.is_empty() {
            return Err("another, empty file system stands where the drafts stood: \
                        was it unmounted?"
                .to_owned());
        }
        Ok(sight)
    }

    /// Forgets the files that stand there no more, and returns them.
    fn forget_all_but(&mut self, there: &[(Found, Stamp)]) -> Vec<(PathBuf, Stamp)> {
        if there.len() >= self.files.len()
            && there.iter().all(|(found, _)| self.files.contains_key(found.path.as_os_str()))
        {
            return Vec::new();
        }
        let there: HashSet<_> = there.iter().map(|(found, _)| found.path.as_os_str()).collect();
        let gone = self.files.extract_if(|path, _| !there.contains(path.as_os_str()));
        gone.map(|(path, seen)| (PathBuf::from(path), seen.stamp)).collect()
    }

    fn file(
        &mut self,
        found: Found,
        stamp: Stamp,
        (at, first): (Moment, bool),
        rule: Rule,
        gone: &[(PathBuf, Stamp)],
        plan: &mut Plan,
    ) {
        // What was last written an hour ago has been quiet since, if the clock says so
        // by which we go.
        let age = || if rule.dates_are_ours { stamp.age(at.wall) } else { Duration::ZERO };
        let in_ready = found.in_ready;
        let fresh = |quiet_since, stood| Seen {
            in_ready,
            stamp,
            quiet_since,
            stood,
            taken: false,
            again: None,
        };
        let seen = match self.files.get_mut(found.path.as_os_str()) {
            Some(seen) => seen,
            None => {
                if let Some((from, _)) = gone.iter().find(|(_, old)| old.is_same_file(stamp)) {
                    plan.renamed.push((from.clone(), found.path.clone()));
                }
                let since = at.steady.checked_sub(age()).unwrap_or(at.steady);
                self.files.entry(found.path.clone().into_os_string()).or_insert(fresh(since, first))
            }
        };
        if seen.stamp != stamp {
            *seen = fresh(at.steady, false);
        }
        let due = match (seen.taken, seen.again) {
            (false, _) => seen.quiet_since + rule.settle,
            (true, Some(again)) => again,
            (true, None) => return,
        };
        if due <= at.steady {
            let rank = match (seen.taken, seen.stood) {
                (true, _) => Rank::Again,
                (false, true) => Rank::Stood(Reverse(stamp.changed())),
                (false, false) => Rank::Saved,
            };
            plan.take.push(Take { found, stamp, rank });
            return;
        }
        plan.unsettled |= !seen.taken;
        plan.due = Some(plan.due.map_or(due, |other| other.min(due)));
    }
}
