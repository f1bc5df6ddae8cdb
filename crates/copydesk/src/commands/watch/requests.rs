//! What an operator asks a running daemon for: SIGHUP reads the configuration
//! again, SIGUSR1 looks at the folders at once. What ends it is in [`crate::running`].

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// One of them.
pub(super) enum Request {
    Reload,
    Look,
}

/// Hears them.
pub(super) struct Requests {
    reload: Signal,
    look: Signal,
}

impl Requests {
    /// From now on.
    pub(super) fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| {
                Trouble::new(format!("signals cannot be heard: {error}")).exit(Exit::Machine)
            })
        };
        Ok(Self {
            reload: listen(SignalKind::hangup())?,
            look: listen(SignalKind::user_defined1())?,
        })
    }

    pub(super) async fn next(&mut self) -> Request {
        tokio::select! {
            _ = self.reload.recv() => Request::Reload,
            _ = self.look.recv() => Request::Look,
        }
    }
}
