//! One recipient's message: what was frozen, with their words filled in.
//!
//! The bytes depend on the edition, the recipient and the key alone, so that a
//! second attempt sends the first one's bytes. An edition is encoded once; a
//! message is copied from that when it is needed, and never kept.

mod headers;
mod outgoing;
mod prepared;
mod quoted;
mod wire;

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use copydesk_ledger::Candidate;
use copydesk_manuscript::Digest;
use copydesk_rendering::{Prepared, Slot, since};
use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;
use lettre::message::header::{Headers, To};

use crate::{FrozenEdition, RecipientKey, Sender, address};
pub(crate) use headers::leaving;
use prepared::{Place, PreparedMessage};
pub(crate) use wire::accept_lines;

/// Digits of a Message-ID before its `@`.
pub(crate) const ID_LENGTH: usize = 40;

/// A message that cannot be built. It stops the run before anybody is mailed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message cannot be built: {message}")]
pub struct MessageProblem {
    /// Why. Not for whom: messages end up in logs.
    pub message: String,
}

/// What all messages of an edition come to, before they are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many were built.
    pub messages: u64,
    /// The largest of them, in bytes.
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
    html_bytes: usize,
    bytes: Vec<u8>,
}

impl Message {
    /// As it is sent: ASCII but for an address that goes beyond it, lines of at most
    /// 998 octets, each ended by CRLF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// One that no edition is behind.
    pub(crate) fn alone(from: Address, to: Address, id: String, bytes: Vec<u8>) -> Self {
        Self { from, to, id, html_bytes: 0, bytes }
    }

    /// The envelope: from whom, and to whom.
    pub fn envelope(&self) -> (&str, &str) {
        (self.from.as_ref(), self.to.as_ref())
    }
}

impl Measured {
    pub(crate) fn add(&mut self, message: &Message) {
        self.messages += 1;
        self.largest = self.largest.max(message.bytes.len());
        self.largest_html = self.largest_html.max(message.html_bytes);
    }
}

/// Builds the messages of one edition. What they share is encoded at the first one.
pub struct Composer<'a> {
    pub(crate) edition: &'a FrozenEdition,
    pub(crate) sender: &'a Sender,
    key: &'a RecipientKey,
    url: &'a str,
    title: &'a str,
    /// Where messages really go, if they are tests.
    test_to: Option<&'a Address>,
    prepared: OnceLock<Result<PreparedMessage, String>>,
}

/// What one recipient's message has of its own.
struct Personal<'a> {
    candidate: &'a Candidate,
    name: Option<String>,
    token: String,
    unsubscribe: String,
    preferences: String,
    since: String,
}

impl<'a> Composer<'a> {
    /// `url` is the archive's address, `title` what readers know the list by.
    pub fn new(
        edition: &'a FrozenEdition,
        sender: &'a Sender,
        key: &'a RecipientKey,
        url: &'a str,
        title: &'a str,
    ) -> Self {
        Self { edition, sender, key, url, title, test_to: None, prepared: OnceLock::new() }
    }

    /// The same, for tests: messages go to `to`, and say in their subject what they are.
    #[must_use]
    pub(crate) fn testing(self, to: &'a Address) -> Self {
        Self { test_to: Some(to), prepared: OnceLock::new(), ..self }
    }

    /// The message to one candidate, measured and fit to be sent.
    ///
    /// # Errors
    /// [`MessageProblem`] if the edition, the sender or the candidate's address can
    /// stand in no message.
    pub fn compose(&self, candidate: &Candidate) -> Result<Message, MessageProblem> {
        self.build(candidate).map_err(|message| {
            tracing::debug!(address = candidate.address, message, "cannot be built");
            MessageProblem { message }
        })
    }

    /// The HTML and the plain text that one candidate reads.
    pub(crate) fn parts(&self, candidate: &Candidate) -> (String, String) {
        let personal = self.personal(candidate);
        let fill = |part: &Prepared| part.fill(|slot| self.value(slot, &personal).into_owned());
        (fill(self.edition.html()), fill(self.edition.text()))
    }

    fn build(&self, candidate: &Candidate) -> Result<Message, String> {
        let prepared = self.prepared()?;
        let own =
            address::accept(&candidate.address).map_err(|why| format!("the address {why}"))?;
        let to = self.test_to.cloned().unwrap_or(own);
        let personal = self.personal(candidate);
        let mut headers = Headers::new();
        headers.set(To::from(lettre::message::Mailboxes::from(Mailbox::new(
            personal.name.clone(),
            to.clone(),
        ))));
        let to_header = headers.to_string();
        // The rest was looked at when it was prepared.
        match AsRef::<str>::as_ref(&to).is_ascii() {
            true => wire::accept(to_header.as_bytes())?,
            false => wire::accept_lines(to_header.as_bytes())?,
        }
        let id = self.id(candidate);
        let mut html_bytes = prepared.html_bytes();
        let bytes = prepared.fill(|place, out| match place {
            Place::To => out.extend_from_slice(to_header.as_bytes()),
            Place::Id => out.extend_from_slice(id.as_bytes()),
            Place::Token => out.extend_from_slice(personal.token.as_bytes()),
            Place::Slot(slot, syntax) => {
                let (encoded, length) = quoted::value(&self.value(slot, &personal), syntax);
                if syntax == self.edition.html().syntax {
                    html_bytes += length;
                }
                out.extend_from_slice(encoded.as_bytes());
            }
        });
        let from = self.sender.from.email.clone();
        let id = format!("<{id}@{}>", self.sender.domain());
        Ok(Message { from, to, id, html_bytes, bytes })
    }

    fn prepared(&self) -> Result<&PreparedMessage, String> {
        let prepared = self.prepared.get_or_init(|| PreparedMessage::new(self));
        prepared.as_ref().map_err(Clone::clone)
    }

    fn personal<'c>(&self, candidate: &'c Candidate) -> Personal<'c> {
        let token = self.key.token(candidate);
        Personal {
            candidate,
            name: candidate.name.as_deref().and_then(address::one_line),
            unsubscribe: token.unsubscribe_link(self.url),
            preferences: token.preferences_link(self.url),
            since: candidate
                .since
                .map_or_else(String::new, |day| since(&self.edition.about().language, day)),
            token: token.as_str().to_owned(),
        }
    }

    fn value<'c>(&'c self, slot: Slot, personal: &'c Personal<'_>) -> Cow<'c, str> {
        match slot {
            Slot::Name => Cow::from(personal.name.as_deref().unwrap_or("reader")),
            Slot::Address => Cow::from(&personal.candidate.address),
            Slot::Since => Cow::from(&personal.since),
            Slot::Unsubscribe => Cow::from(&personal.unsubscribe),
            Slot::Preferences => Cow::from(&personal.preferences),
            Slot::Digest => Cow::from(self.edition.digest().as_str()),
        }
    }

    /// What makes the Message-ID the same on every attempt, and another one for
    /// every edition, revision and recipient.
    fn id(&self, candidate: &Candidate) -> String {
        // A mailbox that has the test would take the same id for the same message,
        // and never show the edition.
        let test = self.test_to.map(|to| format!("{to} {}", self.edition.frozen_at()));
        let key = &self.edition.about().key;
        id(key, self.edition.revision(), &candidate.address, test.as_deref())
    }
}

/// What stands before the `@` in the Message-ID of an edition's revision to one
/// person: anybody can work it out, so it names a delivery and proves nothing.
pub fn message_id(key: &str, revision: u32, address: &str) -> String {
    id(key, revision, address, None)
}

fn id(key: &str, revision: u32, address: &str, test: Option<&str>) -> String {
    let revision = revision.to_string();
    let parts = [
        ("key", key.as_bytes()),
        ("revision", revision.as_bytes()),
        ("address", address.as_bytes()),
    ];
    let test = test.iter().map(|test| ("test", test.as_bytes()));
    let seed = Digest::of_parts(parts.into_iter().chain(test));
    seed.as_str()[..ID_LENGTH].to_owned()
}

/// Mail has no moments before 1970.
pub(crate) fn date(moment: Timestamp) -> SystemTime {
    let seconds = u64::try_from(moment.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests;
