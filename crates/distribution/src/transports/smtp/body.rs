//! A message's body on its way, and what became of it. Before its last byte is
//! written the caller is told: from then on it may have arrived.

use std::fmt;

use lettre::transport::smtp::response::Severity;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::reply::{No, expect};
use super::session::{Envelope, Session};

/// Written at once, so that a stalled relay is noticed while it stalls.
const PIECE: usize = 16 * 1024;
/// The most that is sent at once by length, in bytes. What comes before it is
/// answered first, so that little is on its way when nobody knows any more.
const CHUNK: usize = 128 * 1024;

/// What became of a message whose body was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BodyAnswer {
    /// 2xx, in the relay's words.
    Taken(String),
    /// A clear no to the whole message.
    Not(No),
    /// Lost before the end was begun: the relay must discard it.
    LostBeforeDot(String),
    /// Lost after it. Nobody knows.
    LostAfterDot(String),
}

impl Session {
    /// The body, and what the relay says. `before_dot` is called right before the
    /// final dot is written, or the last chunk. Where the relay can take it, the
    /// envelope that will be offered `next` goes out in the same write.
    pub(super) async fn body(
        &mut self,
        message: &[u8],
        next: Option<Envelope<'_>>,
        before_dot: &mut (dyn FnMut() + Send),
    ) -> BodyAnswer {
        match std::str::from_utf8(message) {
            Ok(message) if self.offers.chunking => self.chunks(message, next, before_dot).await,
            _ => self.dotted(message, before_dot).await,
        }
    }

    async fn dotted(
        &mut self,
        message: &[u8],
        before_dot: &mut (dyn FnMut() + Send),
    ) -> BodyAnswer {
        // lettre doubles leading dots, and begins the end mark with a line break
        // of its own.
        let body = message.strip_suffix(b"\r\n").unwrap_or(message);
        let (dot, mut dotted) = oneshot::channel();
        let pieces = Pieces { rest: body, dot: Some(dot), before_dot };
        let limits = self.timeouts;
        let sending = self.connection.message_iter(pieces);
        tokio::pin!(sending);
        let early = tokio::select! {
            biased;
            answer = &mut sending => Some(answer),
            begun = timeout(limits.body, &mut dotted) => match begun {
                Ok(_) => None,
                Err(_) => {
                    let why = format!("the message was not taken within {:?}", limits.body);
                    return BodyAnswer::LostBeforeDot(why);
                }
            },
        };
        let dot_begun = early.is_none() || dotted.try_recv().is_ok();
        let answer = match early {
            Some(answer) => answer,
            None => match timeout(limits.after_dot, sending).await {
                Ok(answer) => answer,
                Err(_) => {
                    let why = format!("no answer within {:?} of the message", limits.after_dot);
                    return BodyAnswer::LostAfterDot(why);
                }
            },
        };
        match expect(Severity::PositiveCompletion, answer) {
            Ok(reply) => BodyAnswer::Taken(reply),
            Err(No::Lost(why)) if dot_begun => BodyAnswer::LostAfterDot(why),
            Err(No::Lost(why)) => BodyAnswer::LostBeforeDot(why),
            Err(no) => BodyAnswer::Not(no),
        }
    }

    /// The body by its length (RFC 3030). lettre writes and waits in one call, so the
    /// end begins with the write that carries the last chunk.
    async fn chunks(
        &mut self,
        message: &str,
        next: Option<Envelope<'_>>,
        before_dot: &mut (dyn FnMut() + Send),
    ) -> BodyAnswer {
        let limits = self.timeouts;
        let mut rest = message;
        while rest.len() > CHUNK {
            let (bytes, more) = rest.split_at(rest.floor_char_boundary(CHUNK));
            let chunk = Chunk { bytes, is_last: false, then: String::new() };
            match timeout(limits.body, self.connection.command(chunk)).await {
                Ok(answer) => match expect(Severity::PositiveCompletion, answer) {
                    Ok(_) => rest = more,
                    Err(No::Lost(why)) => return BodyAnswer::LostBeforeDot(why),
                    Err(no) => return self.not(no, 0).await,
                },
                Err(_) => {
                    let why = format!("the message was not taken within {:?}", limits.body);
                    return BodyAnswer::LostBeforeDot(why);
                }
            }
        }
        let next = next.filter(|(_, to)| self.goes_ahead() && self.takes(to));
        let then = next.map(|envelope| self.commands(envelope)).unwrap_or_default();
        let chunk = Chunk { bytes: rest, is_last: true, then };
        before_dot();
        let answer = match timeout(limits.after_dot, self.connection.command(chunk)).await {
            Ok(answer) => expect(Severity::PositiveCompletion, answer),
            Err(_) => {
                let why = format!("no answer within {:?} of the message", limits.after_dot);
                return BodyAnswer::LostAfterDot(why);
            }
        };
        match answer {
            Ok(reply) => {
                self.announced(next);
                BodyAnswer::Taken(reply)
            }
            Err(No::Lost(why)) => BodyAnswer::LostAfterDot(why),
            Err(no) => self.not(no, if next.is_some() { 2 } else { 0 }).await,
        }
    }

    /// A chunk was refused. What it leaves of the transaction differs from relay to
    /// relay, so all of it is forgotten, with the replies that are still to come.
    async fn not(&mut self, no: No, replies: u32) -> BodyAnswer {
        if !no.ends_the_connection() {
            self.forget(replies).await;
        }
        BodyAnswer::Not(no)
    }
}

/// The body in pieces. When lettre asks for one more and there is none, it begins
/// the final dot: that moment is reported.
struct Pieces<'a> {
    rest: &'a [u8],
    dot: Option<oneshot::Sender<()>>,
    before_dot: &'a mut (dyn FnMut() + Send),
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            if let Some(dot) = self.dot.take() {
                (self.before_dot)();
                // Nobody listens any more if the limit was reached just now.
                let _ = dot.send(());
            }
            return None;
        }
        let (piece, rest) = self.rest.split_at(self.rest.len().min(PIECE));
        self.rest = rest;
        Some(piece)
    }
}

/// A part of a body by its length, and commands behind it.
struct Chunk<'a> {
    bytes: &'a str,
    is_last: bool,
    then: String,
}

impl fmt::Display for Chunk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = if self.is_last { " LAST" } else { "" };
        write!(f, "BDAT {}{last}\r\n{}{}", self.bytes.len(), self.bytes, self.then)
    }
}
