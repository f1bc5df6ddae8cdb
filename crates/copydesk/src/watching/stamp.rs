//! What changes when a draft is written to or replaced.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::allow_file;

/// What changes when a draft, or the file of its waivers, is written to or
/// replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) draft: FileStamp,
    pub(super) waivers: Option<FileStamp>,
}

/// What changes when a file is written to or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStamp {
    pub(super) size: u64,
    pub(super) inode: u64,
    pub(super) modified: (i64, i64),
    pub(super) changed: (i64, i64),
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

    /// The same, if its waivers are among those files or nowhere.
    pub(super) fn among(path: &Path, waivers: &HashSet<PathBuf>) -> io::Result<Self> {
        if !waivers.is_empty() && waivers.contains(&allow_file::path_of(path)) {
            return Self::of(path);
        }
        Ok(Self { draft: FileStamp::of(path)?, waivers: None })
    }

    /// When the last change was, in seconds and nanoseconds.
    pub(super) fn changed(self) -> (i64, i64) {
        let waivers = self.waivers.map(|waivers| waivers.changed);
        waivers.unwrap_or_default().max(self.draft.changed)
    }

    /// How long ago the last change was. A clock that was set back makes a file look
    /// new, never complete.
    pub(super) fn age(self, now: SystemTime) -> Duration {
        let (seconds, nanoseconds) = self.changed();
        let seconds = u64::try_from(seconds).unwrap_or_default();
        let since = Duration::new(seconds, u32::try_from(nanoseconds).unwrap_or_default());
        now.duration_since(SystemTime::UNIX_EPOCH + since).unwrap_or_default()
    }

    /// Whether it is the same file, perhaps under another name.
    pub(super) fn is_same_file(self, other: Self) -> bool {
        let file = |stamp: Self| (stamp.draft.inode, stamp.draft.size, stamp.draft.modified);
        file(self) == file(other)
    }
}

/// The folder itself: another one may be mounted over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) device: u64,
    pub(super) inode: u64,
}

impl Home {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let meta = fs::metadata(folder)?;
        Ok(Self { device: meta.dev(), inode: meta.ino() })
    }
}
