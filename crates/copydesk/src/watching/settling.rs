//! When a file is complete, and which of its saves was taken in. Pure: time and
//! stamps are handed in.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::allow_file;

/// What changes when a draft, or the file of its waivers, is written to or
/// replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    draft: FileStamp,
    waivers: Option<FileStamp>,
}

/// What changes when a file is written to or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStamp {
    size: u64,
    inode: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileStamp {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let meta = fs::metadata(path)?;
        Ok(Self {
            size: meta.len(),
            inode: meta.ino(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }
}

impl Stamp {
    /// The draft's stamp now.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let waivers = FileStamp::of(&allow_file::path_of(path)).ok();
        Ok(Self { draft: FileStamp::of(path)?, waivers })
    }

    /// How long ago the last change was. A clock that was set back makes a file look
    /// new, never complete.
    pub(super) fn age(self, now: SystemTime) -> Duration {
        let waivers = self.waivers.map(|waivers| waivers.changed);
        let (seconds, nanoseconds) = waivers.unwrap_or_default().max(self.draft.changed);
        let seconds = u64::try_from(seconds).unwrap_or_default();
        let since = Duration::new(seconds, u32::try_from(nanoseconds).unwrap_or_default());
        now.duration_since(SystemTime::UNIX_EPOCH + since).unwrap_or_default()
    }
}

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is complete, and this save was not taken in yet.
    Take,
    /// It may still be written to: look again after so long.
    Wait(Duration),
    /// It was taken in, and something about it is due after so long.
    Later(Duration),
    /// It was taken in.
    Leave,
}

/// All files seen, and how far each is.
pub(super) struct Settling {
    settle: Duration,
    files: BTreeMap<PathBuf, Seen>,
}

struct Seen {
    stamp: Option<Stamp>,
    quiet_since: Instant,
    taken: bool,
    again: Option<Instant>,
}

impl Settling {
    pub(super) fn new(settle: Duration) -> Self {
        Self { settle, files: BTreeMap::new() }
    }

    /// Whether this path is seen for the first time.
    pub(super) fn is_new(&mut self, path: &Path) -> bool {
        let seen = Seen { stamp: None, quiet_since: Instant::now(), taken: true, again: None };
        self.files.insert(path.to_owned(), seen).is_none()
    }

    /// What to do with `path`, whose stamp is `stamp` at `now` and was last changed
    /// `age` before.
    pub(super) fn observe(
        &mut self,
        path: &Path,
        stamp: Stamp,
        age: Duration,
        now: Instant,
    ) -> Decision {
        let fresh = || Seen {
            stamp: Some(stamp),
            // What was last written an hour ago has been quiet since.
            quiet_since: now.checked_sub(age).unwrap_or(now),
            taken: false,
            again: None,
        };
        let seen = self.files.entry(path.to_owned()).or_insert_with(fresh);
        if seen.stamp != Some(stamp) {
            *seen = Seen { quiet_since: now, ..fresh() };
        }
        if seen.taken {
            return match seen.again {
                Some(at) if at <= now => Decision::Take,
                Some(at) => Decision::Later(at - now),
                None => Decision::Leave,
            };
        }
        let complete = seen.quiet_since + self.settle;
        if complete <= now { Decision::Take } else { Decision::Wait(complete - now) }
    }

    /// This save was taken in; `again` if the same bytes are due once more then.
    pub(super) fn taken(&mut self, path: &Path, stamp: Stamp, again: Option<Instant>) {
        if let Some(seen) = self.files.get_mut(path)
            && seen.stamp == Some(stamp)
        {
            (seen.taken, seen.again) = (true, again);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(2);

    /// The save of a file that has this size now.
    fn stamp(size: u64) -> Stamp {
        Stamp { draft: file(size, 1), waivers: None }
    }

    fn file(size: u64, changed: i64) -> FileStamp {
        FileStamp { size, inode: 1, modified: (changed, 0), changed: (changed, 0) }
    }

    #[test]
    fn an_answer_beside_the_draft_is_a_save() {
        let (path, now) = (Path::new("a.md"), Instant::now());
        let mut settling = Settling::new(SETTLE);
        assert_eq!(settling.observe(path, stamp(1), OLD, now), Decision::Take);
        settling.taken(path, stamp(1), None);
        let answered = Stamp { waivers: Some(file(7, 90)), ..stamp(1) };
        let age = answered.age(SystemTime::UNIX_EPOCH + Duration::from_secs(100));
        assert_eq!(age, Duration::from_secs(10));
        assert_eq!(settling.observe(path, answered, age, now), Decision::Wait(SETTLE));
        assert_eq!(settling.observe(path, answered, age, now + SETTLE), Decision::Take);
    }

    const NEW: Duration = Duration::ZERO;
    const OLD: Duration = Duration::from_secs(60);

    #[test]
    fn a_save_is_taken_once_it_is_quiet_and_only_once() {
        let (path, start) = (Path::new("a.md"), Instant::now());
        let mut settling = Settling::new(SETTLE);
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        assert_eq!(settling.observe(path, stamp(1), NEW, at(0)), Decision::Wait(SETTLE));
        // Still being written to: the clock starts again.
        assert_eq!(settling.observe(path, stamp(2), NEW, at(1)), Decision::Wait(SETTLE));
        assert_eq!(settling.observe(path, stamp(2), NEW, at(3)), Decision::Take);
        settling.taken(path, stamp(2), None);
        assert_eq!(settling.observe(path, stamp(2), NEW, at(10)), Decision::Leave);
        assert_eq!(settling.observe(path, stamp(3), NEW, at(11)), Decision::Wait(SETTLE));
    }

    #[test]
    fn what_was_written_long_ago_is_taken_at_once() {
        let mut settling = Settling::new(SETTLE);
        let now = Instant::now();
        assert_eq!(settling.observe(Path::new("a.md"), stamp(1), OLD, now), Decision::Take);
    }

    #[test]
    fn what_could_not_be_done_is_due_again() {
        let (path, now) = (Path::new("a.md"), Instant::now());
        let mut settling = Settling::new(SETTLE);
        assert_eq!(settling.observe(path, stamp(1), OLD, now), Decision::Take);
        settling.taken(path, stamp(1), Some(now + SETTLE));
        assert_eq!(settling.observe(path, stamp(1), OLD, now), Decision::Later(SETTLE));
        assert_eq!(settling.observe(path, stamp(1), OLD, now + SETTLE), Decision::Take);
    }

    #[test]
    fn a_save_during_the_read_is_not_forgotten() {
        let (path, now) = (Path::new("a.md"), Instant::now());
        let mut settling = Settling::new(SETTLE);
        assert_eq!(settling.observe(path, stamp(1), OLD, now), Decision::Take);
        assert_eq!(settling.observe(path, stamp(2), NEW, now), Decision::Wait(SETTLE));
        settling.taken(path, stamp(1), None);
        assert_eq!(settling.observe(path, stamp(2), NEW, now + SETTLE), Decision::Take);
    }
}
