//! The runtime, and the signals that end a run.

use copydesk_distribution::Stop;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// The work is on the thread that asks for it; one more hears signals, so that
/// not even a monstrous draft makes the program deaf.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
        Trouble::new(format!("the program cannot start: {error}")).exit(Exit::Machine)
    })
}

/// SIGINT and SIGTERM. The first asks to finish what is under way; a second one
/// leaves at once, which is safe: what was intended and not answered is then
/// uncertain.
pub(crate) struct Signals {
    stop: Stop,
    ended: watch::Receiver<bool>,
}

impl Signals {
    /// Listens from now on.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            Trouble::new(format!("signals cannot be heard: {error}")).exit(Exit::Machine)
        };
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let (stopper, stop) = Stop::new();
        let (end, ended) = watch::channel(false);
        tokio::spawn(async move {
            let mut first = true;
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if !first {
                    std::process::exit(Exit::Incomplete as i32);
                }
                first = false;
                stopper.stop();
                end.send_replace(true);
            }
        });
        Ok(Self { stop, ended })
    }

    /// What is asked between two messages.
    pub(crate) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Waits for the first signal.
    pub(crate) async fn ended(&mut self) {
        if self.ended.wait_for(|ended| *ended).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
