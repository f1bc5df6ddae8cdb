//! Mail that comes back: bounces, complaints, requests to leave, and answers.
//!
//! It says what a message is and which of our messages it is about; what follows
//! from that, the caller decides. A bounce or a complaint proves itself by the
//! recipient's token, which stood in the unsubscribe link of what we sent and comes
//! back with it, or by the tag of the delivery in the address it comes back to: one
//! without, or with those of somebody else, changes nothing.
//! Nothing here panics on what strangers send, and nothing is looked up.

mod answers;
mod bounce;
mod find;
mod notice;
mod report;

use mail_parser::{Message, MessageParser};

pub use bounce::{Bounce, BounceClass};
pub use notice::{LONGEST_NOTICE, Notice, NoticeWhat, read_notice};

/// No list's mail is larger; what follows is not read.
pub const LARGEST_RETURNED: u64 = 10 * 1024 * 1024;
/// Parts that say what they are, and so messages in messages, whatever they call
/// themselves: more is an attack on whoever reads. What is taken apart is dropped part in
/// part, a few calls a level.
const MOST_PARTS: usize = 200;

/// What a message that came back is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A server says what became of a delivery (RFC 3464, or an older form).
    Bounce(Bounce),
    /// A provider says that its user reported our mail (RFC 5965).
    Complaint(Proof),
    /// Somebody asks by mail to be taken off a list, as our header offers.
    Leave(Proof),
    /// A machine answered for a person (RFC 3834).
    AutoReply,
    /// A person wrote.
    Answer,
    /// It cannot be read, for this reason.
    Unreadable(&'static str),
}

/// What connects a message with a recipient of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Addresses that it may be about, normalised, the likeliest first.
    pub addresses: Vec<String>,
    /// Tokens that it brought back.
    pub tokens: Vec<String>,
    /// Tags of deliveries in the addresses that it came to.
    pub tags: Vec<String>,
    /// What stands before the `@` in the Message-IDs that it brought back. They name
    /// one of a proved person's deliveries, and prove nothing.
    pub message_ids: Vec<String>,
}

/// Reads a message as it lies in a mailbox, at most [`LARGEST_RETURNED`] bytes of it.
pub fn read_returned(bytes: &[u8]) -> Returned {
    let most = usize::try_from(LARGEST_RETURNED).unwrap_or(usize::MAX);
    let bytes = bytes.get(..most).unwrap_or(bytes);
    if find::count(bytes, b"content-type", MOST_PARTS + 1) > MOST_PARTS {
        return Returned::Unreadable("it is nested too deep");
    }
    // The parser has stumbled over strangers' bytes in former versions; a message
    // must not end whoever reads the others.
    std::panic::catch_unwind(|| {
        let Some(message) = MessageParser::default().parse(bytes) else {
            return Returned::Unreadable("it is no message");
        };
        if message.headers().is_empty() {
            return Returned::Unreadable("it has no headers");
        }
        read(&message)
    })
    .unwrap_or(Returned::Unreadable("its parts cannot be told apart"))
}

fn read(message: &Message<'_>) -> Returned {
    if let Some(status) = report::part(message, "feedback-report") {
        return Returned::Complaint(report::complaint(message, &status));
    }
    if let Some(bounce) = report::bounce(message).or_else(|| bounce::in_older_form(message)) {
        return Returned::Bounce(bounce);
    }
    if answers::is_automatic(message) {
        return Returned::AutoReply;
    }
    answers::leave(message).map_or(Returned::Answer, Returned::Leave)
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
