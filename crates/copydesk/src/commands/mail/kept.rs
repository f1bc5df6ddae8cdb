//! Messages that changed something, as they came: `.copydesk/returned/`.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use copydesk_manuscript::Digest;
use copydesk_pipeline::Newsroom;

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// The folder of them.
pub(crate) struct Kept(PathBuf);

impl Kept {
    pub(crate) fn of(newsroom: &Newsroom) -> Self {
        Self(newsroom.root.join(".copydesk").join("returned"))
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.0.join(format!("{digest}.eml"))
    }

    /// Whether the message was kept before.
    pub(super) fn has(&self, digest: &Digest) -> bool {
        self.path(digest).exists()
    }

    /// Keeps it, for its owner alone.
    pub(super) fn keep(&self, digest: &Digest, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(digest);
        let write = || {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
            let temporary = path.with_extension("new");
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&temporary)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
        };
        write().map_err(|error| failed(&path, &error))
    }

    /// Removes the messages that hold an address; how many.
    pub(crate) fn forget(&self, address: &str) -> Result<usize, Failure> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            entries => entries.map_err(|error| failed(&self.0, &error))?,
        };
        let mut removed = 0;
        for entry in entries {
            let path = entry.map_err(|error| failed(&self.0, &error))?.path();
            let bytes =
                fs::read(&path).map_err(|error| failed(&path, &error))?.to_ascii_lowercase();
            if bytes.windows(address.len()).any(|found| found == address.as_bytes()) {
                fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

fn failed(path: &std::path::Path, error: &io::Error) -> Failure {
    Trouble::of(path.display(), error.to_string()).exit(Exit::Machine)
}
