//! One recipient's message: what was frozen, with their words filled in.
//!
//! The bytes depend on the edition, the recipient and the key alone, so that a
//! second attempt sends the first one's bytes. They are built when they are
//! needed and never kept.

mod headers;
mod wire;

use std::time::{Duration, SystemTime};

use copydesk_ledger::Candidate;
use copydesk_manuscript::Digest;
use copydesk_rendering::{Prepared, Slot};
use jiff::Timestamp;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::{FrozenEdition, RecipientKey, Sender, address};

/// A message that cannot be built. It stops the run before anybody is mailed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message cannot be built: {message}")]
pub struct MessageProblem {
    /// Why. Not for whom: messages end up in logs.
    pub message: String,
}

/// What all messages of an edition come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many were built.
    pub messages: u64,
    /// The largest of them, in bytes as sent.
    pub largest: usize,
    /// The largest HTML part, in bytes before encoding: Gmail clips at 102 kB.
    pub largest_html: usize,
}

/// A message ready to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) id: String,
    pub(crate) html: String,
    pub(crate) text: String,
    bytes: Vec<u8>,
}

impl Message {
    /// As it is sent: ASCII, lines of at most 998 octets, each ended by CRLF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The envelope: from whom, and to whom.
    pub fn envelope(&self) -> (&str, &str) {
        (self.from.as_ref(), self.to.as_ref())
    }

    /// The HTML part before encoding.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The plain text part before encoding.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Measured {
    pub(crate) fn add(&mut self, message: &Message) {
        self.messages += 1;
        self.largest = self.largest.max(message.bytes.len());
        self.largest_html = self.largest_html.max(message.html.len());
    }
}

/// Builds the messages of one edition.
pub(crate) struct Composer<'a> {
    pub(crate) edition: &'a FrozenEdition,
    pub(crate) sender: &'a Sender,
    pub(crate) key: &'a RecipientKey,
    /// The archive's address.
    pub(crate) url: &'a str,
    /// What readers know the list by.
    pub(crate) title: &'a str,
    /// Where messages really go, if they are tests.
    pub(crate) test_to: Option<&'a Address>,
}

impl Composer<'_> {
    /// The message to one candidate, measured and fit to be sent.
    pub(crate) fn compose(&self, candidate: &Candidate) -> Result<Message, MessageProblem> {
        self.build(candidate).map_err(|message| {
            tracing::debug!(address = candidate.address, message, "cannot be built");
            MessageProblem { message }
        })
    }

    fn build(&self, candidate: &Candidate) -> Result<Message, String> {
        let own =
            address::accept(&candidate.address).map_err(|why| format!("the address {why}"))?;
        let to = self.test_to.cloned().unwrap_or(own);
        let from = self.sender.from.email.clone();
        let name = candidate.name.as_deref().and_then(address::one_line);
        let unsubscribe = self.key.token(candidate).unsubscribe_link(self.url);
        let fill = |part: &Prepared| {
            part.fill(|slot| match slot {
                Slot::Name => name.clone().unwrap_or_else(|| "reader".to_owned()),
                Slot::Address => candidate.address.clone(),
                Slot::Unsubscribe => unsubscribe.clone(),
                Slot::Digest => self.edition.digest().to_string(),
            })
        };
        let (text, html) = (fill(self.edition.text()), fill(self.edition.html()));
        let seed = self.seed(candidate);
        let id = format!("<{}@{}>", &seed.as_str()[..40], self.sender.domain());

        let mut subject = address::one_line(self.edition.subject()).unwrap_or_default();
        if self.test_to.is_some() {
            subject.insert_str(0, "[Test] ");
        }
        let mut builder = lettre::Message::builder()
            .envelope(
                Envelope::new(Some(from.clone()), vec![to.clone()])
                    .map_err(|error| error.to_string())?,
            )
            .from(self.sender.from.clone())
            .to(Mailbox::new(name, to.clone()))
            .date(date(self.edition.frozen_at()))
            .subject(subject)
            .message_id(Some(id.clone()));
        if let Some(reply_to) = &self.sender.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        for header in self.list_headers(candidate, &unsubscribe)? {
            builder = builder.raw_header(header);
        }
        // No line of quoted-printable holds `=_`, so the boundary is never in a part.
        let boundary = format!("=_{}", &seed.as_str()[40..]);
        let parts = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(part(ContentType::TEXT_PLAIN, &text))
            .singlepart(part(ContentType::TEXT_HTML, &html));
        let built = builder.multipart(parts).map_err(|error| error.to_string())?;
        let bytes = built.formatted();
        wire::accept(&bytes)?;
        Ok(Message { from, to, id, html, text, bytes })
    }

    /// What makes the Message-ID the same on every attempt, and another one for
    /// every edition, revision and recipient.
    fn seed(&self, candidate: &Candidate) -> Digest {
        let revision = self.edition.revision().to_string();
        let parts = [
            ("key", self.edition.about().key.as_bytes()),
            ("revision", revision.as_bytes()),
            ("address", candidate.address.as_bytes()),
        ];
        // A mailbox that has the test would take the same id for the same message,
        // and never show the edition.
        let test = self.test_to.map(|to| format!("{to} {}", self.edition.frozen_at()));
        Digest::of_parts(parts.into_iter().chain(test.iter().map(|t| ("test", t.as_bytes()))))
    }
}

fn part(kind: ContentType, content: &str) -> SinglePart {
    // lettre would insert each CR by moving all that follows.
    let content = content.replace("\r\n", "\n").replace('\n', "\r\n");
    SinglePart::builder()
        .header(kind)
        // Always, so that no relay has to change a byte.
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(content)
}

/// Mail has no moments before 1970.
fn date(moment: Timestamp) -> SystemTime {
    let seconds = u64::try_from(moment.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests;
