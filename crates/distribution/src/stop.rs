//! The wish to stop, asked for between two messages.

use tokio::sync::watch;

/// Says stop.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Hears it. A message that is being sent is finished first.
#[derive(Clone, Debug)]
pub struct Stop(Option<watch::Receiver<bool>>);

impl Stop {
    /// Both ends.
    pub fn new() -> (Stopper, Self) {
        let (sender, receiver) = watch::channel(false);
        (Stopper(sender), Self(Some(receiver)))
    }

    /// For a run that nobody can stop.
    pub fn never() -> Self {
        Self(None)
    }

    /// Whether somebody has asked.
    pub fn asked(&self) -> bool {
        self.0.as_ref().is_some_and(|asked| *asked.borrow())
    }
}

impl Stopper {
    /// No new intent from now on.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}
