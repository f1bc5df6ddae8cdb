//! What the service manager is told (sd_notify(3)): ready, reloading, alive,
//! stopping. Where none listens, nothing is said.

use std::time::{Duration, Instant};

use sd_notify::NotifyState;

/// The way to the service manager.
pub(crate) struct Supervisor {
    /// It ends a program from which it has heard nothing for so long.
    patience: Option<Duration>,
    last: Option<Instant>,
    ready: bool,
    /// What it was last told in words.
    status: String,
}

impl Supervisor {
    pub(crate) fn new() -> Self {
        Self {
            patience: sd_notify::watchdog_enabled(),
            last: None,
            ready: false,
            status: String::new(),
        }
    }

    /// The first pass is over, or the new configuration is in force.
    pub(crate) fn ready(&mut self, status: &str) {
        let changed = self.status != status;
        let word = NotifyState::Status(status);
        match std::mem::replace(&mut self.ready, true) {
            false => say(&[NotifyState::Ready, word]),
            true if changed => say(&[word]),
            true => {}
        }
        status.clone_into(&mut self.status);
    }

    /// A new configuration is being read; [`Supervisor::ready`] ends that.
    pub(crate) fn reloading(&mut self) {
        self.ready = false;
        match NotifyState::monotonic_usec_now() {
            Ok(now) => say(&[NotifyState::Reloading, now]),
            Err(_) => say(&[NotifyState::Reloading]),
        }
    }

    /// No new edition from now on; what is under way is finished.
    pub(crate) fn stopping(&self) {
        say(&[NotifyState::Stopping]);
    }

    /// Something was done. Called where work is finished and nowhere else, so that
    /// a program which hangs is found out.
    pub(crate) fn alive(&mut self) {
        let Some(patience) = self.patience else { return };
        // As often as it may help; each word wakes the service manager.
        if self.last.is_none_or(|last| last.elapsed() >= patience / 4) {
            say(&[NotifyState::Watchdog]);
            self.last = Some(Instant::now());
        }
    }

    /// The longest rest that leaves no doubt.
    pub(crate) fn rest(&self) -> Duration {
        self.patience.map_or(Duration::MAX, |patience| patience / 3)
    }
}

fn say(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "the service manager cannot be told");
    }
}
