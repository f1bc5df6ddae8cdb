//! Messages and notices that changed something, as they came: `.copydesk/returned/`.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use copydesk_ledger::names_address;
use copydesk_manuscript::Digest;
use copydesk_pipeline::Newsroom;

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// What came back, as the ending of its file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Message,
    Notice,
}

/// The folder of them.
pub(crate) struct Kept(PathBuf);

impl Kept {
    pub(crate) fn of(newsroom: &Newsroom) -> Self {
        Self(newsroom.root.join(".copydesk").join("returned"))
    }

    fn path(&self, kind: Kind, digest: &Digest) -> PathBuf {
        let ending = match kind {
            Kind::Message => "eml",
            Kind::Notice => "json",
        };
        self.0.join(format!("{digest}.{ending}"))
    }

    /// Whether it was kept before.
    pub(super) fn has(&self, kind: Kind, digest: &Digest) -> bool {
        self.path(kind, digest).exists()
    }

    /// Keeps it, for its owner alone.
    pub(super) fn keep(&self, kind: Kind, digest: &Digest, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(kind, digest);
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

    /// Whether these bytes hold an address, in any case, and not only a longer one.
    pub(crate) fn names(bytes: &[u8], address: &str) -> bool {
        names_address(&String::from_utf8_lossy(bytes), address)
    }

    /// Removes what holds an address or has one of these digests; how many.
    pub(crate) fn forget(&self, address: &str, digests: &[String]) -> Result<usize, Failure> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            entries => entries.map_err(|error| failed(&self.0, &error))?,
        };
        let mut removed = 0;
        for entry in entries {
            let path = entry.map_err(|error| failed(&self.0, &error))?.path();
            let bytes = fs::read(&path).map_err(|error| failed(&path, &error))?;
            let digest = path.file_stem().unwrap_or_default();
            let theirs = digests.iter().any(|theirs| theirs.as_str() == digest);
            if theirs || Self::names(&bytes, address) {
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
