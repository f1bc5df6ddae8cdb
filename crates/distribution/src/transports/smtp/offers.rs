//! What a relay can do beyond the old protocol (RFC 5321, 4.1.1.1).
//!
//! lettre keeps a few of these keywords and not the ones that save waits, so what it
//! reads is overheard.

use std::sync::{Arc, Mutex, PoisonError};

/// What the relay has offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    /// Several commands in one write (RFC 2920).
    pub(super) pipelining: bool,
    /// Bodies by length rather than by dots (RFC 3030).
    pub(super) chunking: bool,
    /// Addresses beyond ASCII (RFC 6531).
    pub(super) smtp_utf8: bool,
}

/// The bytes that are overheard, until somebody takes them.
#[derive(Clone, Debug)]
pub(super) struct Ear(Arc<Mutex<Option<Vec<u8>>>>);

impl Ear {
    pub(super) fn open() -> Self {
        Self(Arc::new(Mutex::new(Some(Vec::new()))))
    }

    pub(super) fn hear(&self, bytes: &[u8]) {
        if let Some(heard) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            heard.extend_from_slice(bytes);
        }
    }

    /// What a greeting and the answer to EHLO offer. Nothing more is overheard.
    pub(super) fn close(&self) -> Offers {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Offers::in_reply(&String::from_utf8_lossy(&heard.unwrap_or_default()))
    }
}

impl Offers {
    fn in_reply(reply: &str) -> Self {
        // The first line of the answer is the relay's name.
        let lines: Vec<&str> =
            reply.lines().filter(|line| line.starts_with("250")).skip(1).collect();
        let offers = |keyword| lines.iter().any(|line| is_offer(line, keyword));
        Self {
            pipelining: offers("PIPELINING"),
            chunking: offers("CHUNKING"),
            smtp_utf8: offers("SMTPUTF8"),
        }
    }
}

/// `250-STARTTLS` offers STARTTLS.
pub(super) fn is_offer(line: &str, keyword: &str) -> bool {
    let words = line.get(4..).unwrap_or_default();
    words.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_whole_words_behind_the_relays_name() {
        assert!(is_offer("250-STARTTLS", "STARTTLS") && is_offer("250 starttls", "STARTTLS"));
        assert!(is_offer("250-AUTH PLAIN", "AUTH") && !is_offer("250-AUTHX", "AUTH"));
        assert!(!is_offer("250", "STARTTLS"));
        let ear = Ear::open();
        ear.hear(b"220 PIPELINING\r\n250-CHUNKING greets you\r\n");
        ear.hear(b"250-SIZE 1\r\n250-pipe");
        ear.hear(b"lining\r\n250 SMTPUTF8\r\n");
        let expected = Offers { pipelining: true, chunking: false, smtp_utf8: true };
        assert_eq!(ear.close(), expected);
        ear.hear(b"250-a\r\n250 CHUNKING\r\n");
        assert_eq!(ear.close(), Offers::default(), "it is closed");
    }
}
