//! One SMTP connection: the phases of one message after another, each with its
//! time limit. What a relay can take in one write is said in one write.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout};

use super::offers::{Ear, Offers};
use super::reply::{No, expect, words};
use super::stream::{Overheard, Stream};
use super::{Protection, Relay, Timeouts, starttls};

/// How long an envelope that went out ahead counts as offered: after it the relay
/// may have hung up unseen.
const FRESH: Duration = Duration::from_secs(2);
/// The end of a body that has no line.
const BARE_DOT: &str = ".\r\n";

/// Why nothing more is said on a connection.
const USELESS: &str = "its replies could no longer be told apart";

/// From whom, to whom.
pub(super) type Envelope<'a> = (&'a Address, &'a Address);

/// A connection that has greeted and been greeted.
pub(super) struct Session {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) timeouts: Timeouts,
    pub(super) offers: Offers,
    /// Messages offered on it.
    pub(super) offered: u32,
    /// The envelope that went out with the last body; its replies are not read yet.
    ahead: Option<(Address, Address, Instant)>,
    /// Nobody knows any more which reply would belong to what.
    broken: bool,
}

/// Which command was answered with no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Mail,
    Rcpt,
    Data,
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
        let ear = Ear::open();
        let stream = Box::new(Overheard { stream, ear: ear.clone() });
        let hello = ClientId::Domain(hello.to_owned());
        let greeted = AsyncSmtpConnection::connect_with_transport(stream, &hello);
        let mut connection = match timeout(timeouts.command, greeted).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(words(&error)),
            Err(_) => return Err(format!("no greeting within {:?}", timeouts.command)),
        };
        let offers = ear.close();
        if let Some(login) = login {
            match timeout(timeouts.command, login.at(&mut connection)).await {
                Ok(answer) => answer?,
                Err(_) => return Err(format!("no answer to AUTH within {:?}", timeouts.command)),
            }
        }
        Ok(Self { connection, timeouts, offers, offered: 0, ahead: None, broken: false })
    }

    /// Offers an envelope. After a yes the relay waits for the body, and only
    /// [`Session::body`] or dropping the connection may follow.
    pub(super) async fn offer(&mut self, from: &Address, to: &Address) -> Result<(), (Phase, No)> {
        self.offered += 1;
        match self.ahead.take() {
            Some((f, t, since)) if (&f, &t) == (from, to) && since.elapsed() < FRESH => {
                let mail = self.reply(Severity::PositiveCompletion).await;
                return self.at_once(mail).await;
            }
            Some(_) => self.forget(2).await,
            None => {}
        }
        if self.broken {
            return Err((Phase::Mail, No::Lost(USELESS.to_owned())));
        }
        if !self.takes(to) {
            let why = "not offered: the relay takes no letters beyond ASCII before the @ \
                       (SMTPUTF8)";
            return Err((Phase::Rcpt, No::Never(why.to_owned())));
        }
        let commands = self.commands((from, to));
        if self.offers.pipelining {
            let mail = self.command(commands, Severity::PositiveCompletion).await;
            return self.at_once(mail).await;
        }
        for (command, phase) in
            commands.split_inclusive('\n').zip([Phase::Mail, Phase::Rcpt, Phase::Data])
        {
            let expected = match phase {
                Phase::Data => Severity::PositiveIntermediate,
                _ => Severity::PositiveCompletion,
            };
            self.command(command, expected).await.map_err(|no| (phase, no))?;
        }
        Ok(())
    }

    /// Reads what the relay says to commands that went out in one write; `mail` is
    /// its first answer.
    async fn at_once(&mut self, mail: Result<(), No>) -> Result<(), (Phase, No)> {
        let mut answer = mail.map_err(|no| (Phase::Mail, no));
        if self.broken {
            return answer;
        }
        let rcpt = self.reply(Severity::PositiveCompletion).await;
        answer = answer.and(rcpt.map_err(|no| (Phase::Rcpt, no)));
        if self.offers.chunking || self.broken {
            return answer;
        }
        match (self.reply(Severity::PositiveIntermediate).await, &answer) {
            // It waits for a body all the same. It gets none, to nobody.
            (Ok(()), Err(_)) => {
                let _ = self.command(BARE_DOT, Severity::PositiveCompletion).await;
                answer
            }
            (data, _) => answer.and(data.map_err(|no| (Phase::Data, no))),
        }
    }

    /// Forgets a refused envelope.
    pub(super) async fn reset(&mut self) -> Result<(), No> {
        if self.broken {
            return Err(No::Lost(USELESS.to_owned()));
        }
        self.command(Rset, Severity::PositiveCompletion).await
    }

    /// Takes back an envelope that was answered with yes. A relay that waits for the
    /// body already cannot be told so, and an empty one would arrive: `false`, and the
    /// connection must be dropped.
    pub(super) async fn withdraw(&mut self) -> bool {
        self.offers.chunking && self.reset().await.is_ok()
    }

    /// Reads so many replies that mean nothing any more, and forgets what they are
    /// about.
    pub(super) async fn forget(&mut self, replies: u32) {
        for _ in 0..replies {
            // Yes or no; what is lost breaks the connection.
            let _ = self.reply(Severity::PositiveCompletion).await;
        }
        if self.reset().await.is_err() {
            self.broken = true;
        }
    }

    /// Whether the next envelope can travel with a body. Not before a body that ends
    /// with a dot: the 354 to its DATA could not be taken back.
    pub(super) fn goes_ahead(&self) -> bool {
        self.offers.pipelining && self.offers.chunking
    }

    /// An envelope went out behind the last body.
    pub(super) fn announced(&mut self, envelope: Option<Envelope<'_>>) {
        self.ahead = envelope.map(|(from, to)| (from.clone(), to.clone(), Instant::now()));
    }

    /// Leaves politely, without waiting for long.
    pub(super) async fn quit(mut self) {
        let politely = self.timeouts.command.min(Duration::from_secs(5));
        if timeout(politely, self.connection.quit()).await.is_err() {
            tracing::debug!("the relay did not answer QUIT");
        }
    }

    /// What comes before a body.
    pub(super) fn commands(&self, (from, to): Envelope<'_>) -> String {
        let utf8 =
            [MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)];
        let beyond_ascii = !is_ascii(to);
        let parameters = if beyond_ascii { utf8.to_vec() } else { Vec::new() };
        let mail = Mail::new(Some(from.clone()), parameters);
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        match self.offers.chunking {
            true => format!("{mail}{rcpt}"),
            false => format!("{mail}{rcpt}{Data}"),
        }
    }

    /// Letters beyond ASCII need a relay that says it takes them (RFC 6531).
    pub(super) fn takes(&self, to: &Address) -> bool {
        is_ascii(to) || self.offers.smtp_utf8
    }

    async fn command<C: std::fmt::Display>(
        &mut self,
        command: C,
        expected: Severity,
    ) -> Result<(), No> {
        let answer = timeout(self.timeouts.command, self.connection.command(command)).await;
        self.sorted(expected, answer)
    }

    /// A reply to something that was said before.
    async fn reply(&mut self, expected: Severity) -> Result<(), No> {
        let answer = timeout(self.timeouts.command, self.connection.read_response()).await;
        self.sorted(expected, answer)
    }

    fn sorted(
        &mut self,
        expected: Severity,
        answer: Result<Result<Response, Error>, Elapsed>,
    ) -> Result<(), No> {
        let limit = self.timeouts.command;
        let sorted = match answer {
            Ok(answer) => expect(expected, answer).map(|_| ()),
            Err(_) => Err(No::Lost(format!("no answer to a command within {limit:?}"))),
        };
        self.broken |= matches!(sorted, Err(No::Lost(_)));
        sorted
    }
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}
