//! From whom a newsletter comes, and where answers go.

use lettre::message::Mailbox;

use crate::address;

/// Why nobody can be the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sender.{key}: {value:?} {message}")]
pub struct SenderProblem {
    /// `from` or `reply_to`, as in `copydesk.yaml`.
    pub key: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong with it, as a predicate.
    pub message: String,
}

/// The sender: also the envelope's, until bounces come back by recipient.
#[derive(Clone, Debug)]
pub struct Sender {
    pub(crate) from: Mailbox,
    pub(crate) reply_to: Option<Mailbox>,
}

impl Sender {
    /// Both as `The Daily Brief <brief@example.org>` or the address alone.
    ///
    /// # Errors
    /// [`SenderProblem`] names the key whose value is no such thing.
    pub fn parse(from: &str, reply_to: Option<&str>) -> Result<Self, SenderProblem> {
        Ok(Self {
            from: mailbox("from", from)?,
            reply_to: reply_to.map(|value| mailbox("reply_to", value)).transpose()?,
        })
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
        assert!(Sender::parse("A <a@b.org>\r\nBcc: c@d.org", None).is_err());
    }
}
