//! A program that needs a terminal gets one from `script` (util-linux), is waited
//! for until it shows something, and only then typed at.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::trial::TrialError;

/// What does not appear within this does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program on a terminal of its own; it is killed with its value.
pub(super) struct Terminal {
    child: Child,
    shown: Receiver<Vec<u8>>,
    screen: String,
}

impl Terminal {
    /// `line` is for a shell.
    pub(super) fn run(line: &str, folder: &Path) -> Result<Self, TrialError> {
        let mut child = Command::new("script")
            .args(["--quiet", "--flush", "--return", "--command", line, "/dev/null"])
            .env("TERM", "xterm")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (say, shown) = channel();
        if let Some(mut output) = child.stdout.take() {
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                while let Ok(length @ 1..) = output.read(&mut bytes) {
                    if say.send(bytes.get(..length).unwrap_or_default().to_vec()).is_err() {
                        return;
                    }
                }
            });
        }
        Ok(Self { child, shown, screen: String::new() })
    }

    /// Waits until it shows `words`, then types `keys`.
    pub(super) fn answer(&mut self, words: &str, keys: &str) -> Result<(), TrialError> {
        let end = Instant::now() + PATIENCE;
        while !self.screen.contains(words) {
            let patience = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.shown.recv_timeout(patience) else {
                return Err(TrialError::Broken(format!("the terminal never showed `{words}`")));
            };
            self.screen.push_str(&String::from_utf8_lossy(&bytes));
        }
        self.screen.clear();
        if let Some(input) = &mut self.child.stdin {
            input.write_all(keys.as_bytes())?;
            input.flush()?;
        }
        Ok(())
    }

    /// Waits until it has ended.
    pub(super) fn end(mut self) -> Result<(), TrialError> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(TrialError::Broken("the program on the terminal did not end".to_owned()))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Both may be over already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
