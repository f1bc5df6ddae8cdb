//! One SMTP connection: the phases of one message after another, each with its
//! time limit, each answer sorted by what it means.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::stream::Stream;
use super::{Protection, Relay, Timeouts, starttls};

/// Written at once, so that a stalled relay is noticed while it stalls.
const PIECE: usize = 16 * 1024;

/// A connection that has greeted and been greeted.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    timeouts: Timeouts,
    /// Messages offered on it.
    pub(super) offered: u32,
}

/// What came instead of a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// 4xx, in the relay's words.
    Later(String),
    /// 5xx, in the relay's words.
    Never(String),
    /// No answer that means anything: the connection is of no more use.
    Lost(String),
}

/// Which command was answered with no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Mail,
    Rcpt,
    Data,
}

/// What became of a message whose body was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BodyAnswer {
    /// 2xx, in the relay's words.
    Taken(String),
    /// A clear no after the final dot.
    Not(No),
    /// Lost before the final dot was begun: the relay must discard it.
    LostBeforeDot(String),
    /// Lost after it. Nobody knows.
    LostAfterDot(String),
}

impl Session {
    /// Greets, in the way in which the relay is to be spoken to, and logs in. Says
    /// why not as a sentence about the relay.
    pub(super) async fn open<S: AsyncTokioStream + 'static>(
        stream: S,
        relay: &Relay,
        hello: &str,
    ) -> Result<Self, String> {
        let (host, timeouts) = (&relay.host, relay.timeouts);
        let (stream, login) = match &relay.protection {
            Protection::Plain => (Stream::Plain(stream), None),
            Protection::Starttls(tls) => {
                (starttls::upgrade(stream, host, hello, tls, timeouts).await?, tls.login.as_ref())
            }
            Protection::Implicit(tls) => {
                let stream = tls.handshake(host, stream, timeouts.command).await?;
                (Stream::Tls(stream), tls.login.as_ref())
            }
        };
        let hello = ClientId::Domain(hello.to_owned());
        let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
        let mut connection = match timeout(timeouts.command, greeted).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(words(&error)),
            Err(_) => return Err(format!("no greeting within {:?}", timeouts.command)),
        };
        if let Some(login) = login {
            match timeout(timeouts.command, login.at(&mut connection)).await {
                Ok(answer) => answer?,
                Err(_) => return Err(format!("no answer to AUTH within {:?}", timeouts.command)),
            }
        }
        Ok(Self { connection, timeouts, offered: 0 })
    }

    /// MAIL, RCPT, DATA. After a yes the relay waits for the body, and only
    /// [`Session::body`] or dropping the connection may follow.
    pub(super) async fn offer(&mut self, from: &Address, to: &Address) -> Result<(), (Phase, No)> {
        self.offered += 1;
        let mail = Mail::new(Some(from.clone()), Vec::new());
        self.command(mail, Severity::PositiveCompletion).await.map_err(|no| (Phase::Mail, no))?;
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        self.command(rcpt, Severity::PositiveCompletion).await.map_err(|no| (Phase::Rcpt, no))?;
        self.command(Data, Severity::PositiveIntermediate).await.map_err(|no| (Phase::Data, no))?;
        Ok(())
    }

    /// The body and the final dot, and what the relay says. `before_dot` is called
    /// right before the dot is written.
    pub(super) async fn body(
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

    /// Forgets a refused envelope.
    pub(super) async fn reset(&mut self) -> Result<(), No> {
        self.command(Rset, Severity::PositiveCompletion).await
    }

    /// Leaves politely, without waiting for long.
    pub(super) async fn quit(mut self) {
        let politely = self.timeouts.command.min(Duration::from_secs(5));
        if timeout(politely, self.connection.quit()).await.is_err() {
            tracing::debug!("the relay did not answer QUIT");
        }
    }

    async fn command<C: std::fmt::Display>(
        &mut self,
        command: C,
        expected: Severity,
    ) -> Result<(), No> {
        let limit = self.timeouts.command;
        match timeout(limit, self.connection.command(command)).await {
            Ok(answer) => expect(expected, answer).map(|_| ()),
            Err(_) => Err(No::Lost(format!("no answer to a command within {limit:?}"))),
        }
    }
}

/// The reply's words if it is of the kind expected.
fn expect(expected: Severity, answer: Result<Response, Error>) -> Result<String, No> {
    match answer {
        Ok(reply) if reply.code().severity == expected => Ok(reply_words(&reply)),
        Ok(reply) => Err(No::Lost(format!("an answer out of turn: {}", reply.code()))),
        Err(error) if error.is_transient() => Err(No::Later(words(&error))),
        Err(error) if error.is_permanent() => Err(No::Never(words(&error))),
        Err(error) => Err(No::Lost(words(&error))),
    }
}

fn reply_words(reply: &Response) -> String {
    let lines: Vec<&str> = reply.message().collect();
    tidy(&format!("{} {}", reply.code(), lines.join(" ")))
}

/// The reply that an error stands for, enhanced code and all, or what went wrong.
pub(super) fn words(error: &Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    match (error.status(), source) {
        (Some(code), text) => tidy(&format!("{code} {}", text.unwrap_or_default())),
        (None, Some(text)) => tidy(&text),
        (None, None) => tidy(&error.to_string()),
    }
}

/// One line of bearable length, whatever the relay said.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(500).collect()
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
