//! A worker's connection to the relay: opened when needed, given up when lost,
//! fresh after so many messages or minutes.

use std::time::Duration;

use lettre::Address;
use tokio::time::Instant;

use super::Relay;
use super::reply::No;
use super::session::{Phase, Session};
use crate::Halt;

/// Relays count messages on a connection; a fresh one is cheap.
const MESSAGES_PER_CONNECTION: u32 = 100;
/// So do they with time.
const AGE: Duration = Duration::from_secs(300);

/// A line to the relay.
pub(super) struct Line<'a> {
    relay: &'a Relay,
    hello: &'a str,
    session: Option<Session>,
    opened: Instant,
}

impl<'a> Line<'a> {
    pub(super) fn new(relay: &'a Relay, hello: &'a str) -> Self {
        Self { relay, hello, session: None, opened: Instant::now() }
    }

    /// Makes sure that there is a connection, before anything is leased for it.
    pub(super) async fn ready(&mut self) -> Result<&mut Session, Halt> {
        let old = self.opened.elapsed() >= AGE;
        if let Some(worn) = self.session.take_if(|s| old || s.offered >= MESSAGES_PER_CONNECTION) {
            worn.quit().await;
        }
        let session = match self.session.take() {
            Some(session) => session,
            None => {
                let session = self.connect().await?;
                self.opened = Instant::now();
                session
            }
        };
        Ok(self.session.insert(session))
    }

    /// The connection in the middle of a message: never another one.
    pub(super) fn current(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// Offers an envelope. A connection that the relay gave up while it was idle
    /// shows only now; nothing is sent yet, so one more is tried.
    pub(super) async fn offer(
        &mut self,
        from: &Address,
        to: &Address,
    ) -> Result<Result<(), (Phase, No)>, Halt> {
        let session = self.ready().await?;
        let used = session.offered > 0;
        let answer = session.offer(from, to).await;
        match &answer {
            Err((Phase::Mail, no)) if used && no.ends_the_connection() => {
                self.session = None;
                Ok(self.ready().await?.offer(from, to).await)
            }
            _ => Ok(answer),
        }
    }

    /// Gives the connection up without a word: QUIT could be taken for a body.
    pub(super) fn drop_now(&mut self) {
        self.session = None;
    }

    /// Takes back the envelope that was offered last. Nobody gets anything.
    pub(super) async fn withdraw(&mut self) {
        if let Some(session) = self.session.as_mut()
            && !session.withdraw().await
        {
            self.drop_now();
        }
    }

    pub(super) async fn hang_up(mut self) {
        if let Some(session) = self.session.take() {
            session.quit().await;
        }
    }

    fn unreachable(&self, why: String) -> Halt {
        Halt::Unreachable { relay: self.relay.shown(), why }
    }

    async fn connect(&self) -> Result<Session, Halt> {
        let addresses = self.relay.addresses().await;
        let addresses = addresses.map_err(|why| self.unreachable(why))?;
        // Asked again for every connection: names may come to lead elsewhere.
        self.relay.admits(&addresses).map_err(|problem| self.unreachable(problem.to_string()))?;
        let stream = self.relay.dial(&addresses).await.map_err(|why| self.unreachable(why))?;
        let session = Session::open(stream, self.relay, self.hello).await;
        session.map_err(|why| self.unreachable(why))
    }
}
