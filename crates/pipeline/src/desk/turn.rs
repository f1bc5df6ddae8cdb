//! One sender at a time. The claim that a former worker is dead (see
//! [`copydesk_ledger::Claim`]) rests on this lock.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use copydesk_distribution::Stop;

/// How often to ask again while another process sends.
const PAUSE: Duration = Duration::from_millis(50);

/// So many pauses are a moment.
const MOMENTS: u32 = 20;

/// The right to send; given back when dropped, or by the system when the
/// process dies.
#[derive(Debug)]
pub struct Turn {
    _lock: File,
}

impl Turn {
    /// Waits for the turn in the newsroom at `root`.
    ///
    /// # Errors
    /// [`io::ErrorKind::Interrupted`] if `stop` is asked meanwhile.
    pub(crate) async fn wait(root: &Path, stop: &Stop) -> io::Result<Self> {
        let lock = file(root)?;
        let mut told = false;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _lock: lock }),
                Err(TryLockError::WouldBlock) if !told => {
                    tracing::warn!("another copydesk sends from this newsroom; waiting for it");
                    told = true;
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
            if stop.asked() {
                let why = "stopped while another copydesk was sending";
                return Err(io::Error::new(io::ErrorKind::Interrupted, why));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The turn, if nobody keeps it for long: what takes a moment is waited for.
    ///
    /// # Errors
    /// As those of [`Turn::free`].
    pub(crate) async fn soon(root: &Path) -> io::Result<Option<Self>> {
        for _ in 0..MOMENTS {
            if let Some(turn) = Self::free(root)? {
                return Ok(Some(turn));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Self::free(root)
    }

    /// The turn, if nobody has it.
    ///
    /// # Errors
    /// If the lock cannot be asked.
    pub(crate) fn free(root: &Path) -> io::Result<Option<Self>> {
        let lock = file(root)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn file(root: &Path) -> io::Result<File> {
    let folder = root.join(".copydesk");
    fs::create_dir_all(&folder)?;
    let path = folder.join("sender.lock");
    File::options().create(true).truncate(false).write(true).open(path)
}
