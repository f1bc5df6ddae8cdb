//! What a relay does wrong: to whom, when, and once.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

use super::Talk;

/// In the place of which answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// To RCPT.
    Recipient,
    /// To DATA.
    Data,
    /// To the end of the message.
    End,
}

/// What it does there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Gives this reply, and hangs up behind a 421.
    Say(&'static str),
    /// Hangs up.
    HangUp,
    /// Resets the connection.
    Reset,
    /// Says nothing any more.
    Silence,
    /// Says yes after a while, in time.
    Late,
    /// Says yes when nobody waits for it any more.
    TooLate,
    /// Says something that never ends, a byte at a time.
    Drip,
}

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When.
    pub at: At,
    /// What.
    pub act: Act,
    /// Whether the relay has the message all the same.
    pub has_it: bool,
}

/// Who meets what. Each fault is met once: when its person is offered again, all is well.
#[derive(Debug)]
pub struct Faults {
    /// How long whoever sends waits for an answer.
    patience: Duration,
    waiting: Mutex<HashMap<String, Fault>>,
}

impl Faults {
    /// By address, for a sender that waits so long.
    pub fn new(patience: Duration, of: HashMap<String, Fault>) -> Self {
        Self { patience, waiting: Mutex::new(of) }
    }

    /// How many were not met yet.
    pub fn left(&self) -> usize {
        self.waiting().len()
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, Fault>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn meet(&self, address: &str, at: At) -> Option<Fault> {
        let mut waiting = self.waiting();
        match waiting.get(address) {
            Some(fault) if fault.at == at => waiting.remove(address),
            _ => None,
        }
    }
}

impl Talk {
    /// The fault of this recipient, if it is to happen here.
    pub(super) fn meets(&self, at: At) -> Option<Fault> {
        self.manner.faults.as_ref()?.meet(&self.recipient, at)
    }

    /// Whether the usual answer is to be given.
    pub(super) async fn goes_well(&mut self, at: At) -> io::Result<bool> {
        match self.meets(at) {
            Some(fault) => self.act(fault.act).await,
            None => Ok(true),
        }
    }

    /// The same, for a fault that is met. An error ends the connection.
    pub(super) async fn act(&mut self, act: Act) -> io::Result<bool> {
        let hung_up = || Err(io::ErrorKind::ConnectionAborted.into());
        let patience = self.manner.faults.as_ref().map(|faults| faults.patience);
        let patience = patience.unwrap_or_default();
        // What was said before is heard.
        self.flush().await?;
        match act {
            Act::Say(reply) => {
                self.say(reply.as_bytes());
                self.say(b"\r\n");
                if reply.starts_with("421") {
                    self.flush().await?;
                    return hung_up();
                }
                Ok(false)
            }
            Act::HangUp => hung_up(),
            Act::Reset => {
                self.line.reset()?;
                hung_up()
            }
            Act::Silence => loop {
                // Until the other side has had enough.
                self.taken = self.input.len();
                self.more().await?;
            },
            Act::Late => {
                sleep(patience / 4).await;
                Ok(true)
            }
            Act::TooLate => {
                sleep(patience * 3 / 2).await;
                Ok(true)
            }
            Act::Drip => {
                self.say(b"250-");
                loop {
                    self.flush().await?;
                    sleep(patience / 8).await;
                    self.say(b"x");
                }
            }
        }
    }
}
