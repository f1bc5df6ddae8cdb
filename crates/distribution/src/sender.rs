//! From whom a newsletter comes, and where answers go.

use lettre::Address;
use lettre::message::Mailbox;

use crate::{Signer, address};

/// Why nobody can be the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sender.{key}: {value:?} {message}")]
pub struct SenderProblem {
    /// `from`, `reply_to` or `bounces`, as in `copydesk.yaml`.
    pub key: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong with it, as a predicate.
    pub message: String,
}

/// The sender, where bounces come back to, and who signs.
#[derive(Clone, Debug)]
pub struct Sender {
    pub(crate) from: Mailbox,
    pub(crate) reply_to: Option<Mailbox>,
    bounces: Address,
    pub(crate) signers: Vec<Signer>,
}

impl Sender {
    /// Of the address for bounces before its `@`, in octets: with what is added to it
    /// for each message, that must have no more than 64 (RFC 5321, 4.5.3.1.1).
    pub const LONGEST_BOUNCES: usize = 20;

    /// Both as `The Daily Brief <brief@example.org>` or the address alone. Bounces
    /// come back to `bounce` at the same domain, and nothing is signed.
    ///
    /// # Errors
    /// [`SenderProblem`] names the key whose value is no such thing.
    pub fn parse(from: &str, reply_to: Option<&str>) -> Result<Self, SenderProblem> {
        let from = mailbox("from", from)?;
        let bounces = format!("bounce@{}", from.email.domain());
        Ok(Self {
            bounces: mailbox("from", &bounces)?.email,
            from,
            reply_to: reply_to.map(|value| mailbox("reply_to", value)).transpose()?,
            signers: Vec::new(),
        })
    }

    /// Lets bounces come back to this address, with `+` and a tag before its `@`.
    ///
    /// # Errors
    /// [`SenderProblem`] if no tag can be added to it.
    pub fn with_bounces(self, address: &str) -> Result<Self, SenderProblem> {
        let bounces = mailbox("bounces", address)?.email;
        let problem =
            |message: String| SenderProblem { key: "bounces", value: address.to_owned(), message };
        if bounces.user().len() > Self::LONGEST_BOUNCES {
            let longest = Self::LONGEST_BOUNCES;
            return Err(problem(format!("has more than {longest} characters before its @")));
        }
        if bounces.user().contains('+') {
            return Err(problem(
                "has a + already, behind which each message gets its tag".to_owned(),
            ));
        }
        Ok(Self { bounces, ..self })
    }

    /// Signs every message that goes to a relay with each of these.
    #[must_use]
    pub fn signed_by(self, signers: Vec<Signer>) -> Self {
        Self { signers, ..self }
    }

    /// Where the bounce of one message comes back to (VERP).
    pub(crate) fn bounces_of(&self, tag: &str) -> Result<Address, String> {
        let user = format!("{}+{tag}", self.bounces.user());
        Address::new(user, self.bounces.domain())
            .map_err(|_| format!("no tag can be added to {}", self.bounces))
    }

    /// Where the bounce of a message comes back to that no delivery is behind.
    pub(crate) fn bounces(&self) -> &Address {
        &self.bounces
    }

    /// Who is asked by mail to take somebody off the list: the address that is read.
    pub(crate) fn answers_to(&self) -> &Mailbox {
        self.reply_to.as_ref().unwrap_or(&self.from)
    }

    pub(crate) fn domain(&self) -> &str {
        self.from.email.domain()
    }
}

fn mailbox(key: &'static str, value: &str) -> Result<Mailbox, SenderProblem> {
    let problem = |message: String| SenderProblem { key, value: value.to_owned(), message };
    if value.chars().any(char::is_control) {
        return Err(problem("contains a control character".to_owned()));
    }
    let mailbox: Mailbox =
        value.parse().map_err(|_| problem("is not like `Name <name@example.org>`".to_owned()))?;
    address::accept(mailbox.email.as_ref()).map_err(|why| problem(why.into_owned()))?;
    if !mailbox.email.to_string().is_ascii() {
        // Every message would need a relay that takes them, and so would answers.
        return Err(problem("has letters beyond ASCII before the @".to_owned()));
    }
    Ok(mailbox)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_has_an_address_that_works() {
        let sender = Sender::parse("The Daily Brief <brief@news.example.org>", None).unwrap();
        assert_eq!(sender.domain(), "news.example.org");
        assert_eq!(sender.answers_to().email.to_string(), "brief@news.example.org");
        let wrong = Sender::parse("brief@news.example.org", Some("desk")).unwrap_err();
        assert_eq!(wrong.key, "reply_to");
        assert!(Sender::parse("Zoë <zoë@b.org>", None).is_err());
        assert!(Sender::parse("A <a@b.org>\r\nBcc: c@d.org", None).is_err());
    }

    #[test]
    fn bounces_come_back_to_an_address_with_a_tag() {
        let sender = Sender::parse("brief@news.example.org", None).unwrap();
        let tagged = sender.bounces_of("17-0a").unwrap();
        assert_eq!(tagged.to_string(), "bounce+17-0a@news.example.org");
        let sender = sender.with_bounces("returns@b.example.org").unwrap();
        let longest = format!("{}-{}", i64::MAX, "a".repeat(20));
        assert!(sender.bounces_of(&longest).unwrap().user().len() <= 64);
        for (address, why) in [
            ("bounce", "not like"),
            ("bounce+x@example.org", "a + already"),
            ("bounces-of-the-newsletter@example.org", "more than 20"),
        ] {
            let problem = sender.clone().with_bounces(address).unwrap_err();
            assert!(problem.message.contains(why) && problem.key == "bounces", "{problem}");
        }
    }
}
