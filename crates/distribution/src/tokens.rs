//! A recipient's token: what their unsubscribe link carries instead of their
//! address.
//!
//! It is an HMAC, so that nobody can make one for somebody else, and the same for
//! every edition, so that a link in an old mail still works.

use std::fmt;

use aws_lc_rs::hmac;
use copydesk_ledger::Candidate;

/// What tokens are made with. Never shown.
#[derive(Clone)]
pub struct RecipientKey([u8; RecipientKey::LENGTH]);

/// A recipient's token: 32 hexadecimal digits, which no one can guess and a person
/// can still copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

impl RecipientKey {
    /// In bytes: as many as the hash gives.
    pub const LENGTH: usize = 32;

    /// A key from its bytes.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The token of one person on one list.
    pub fn token(&self, candidate: &Candidate) -> Token {
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        // Framed, so that no two pairs run into each other.
        for part in ["recipient", &candidate.list, &candidate.address] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        // Half of it, as RFC 2104 allows.
        let tag = mac.sign();
        let half = tag.as_ref().iter().take(16);
        Token(half.map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecipientKey(hidden)")
    }
}

impl Token {
    /// The person's own link for leaving the list.
    pub fn unsubscribe_link(&self, url: &str) -> String {
        unsubscribe_link(url, &self.0)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The link for leaving the list behind `token`.
pub(crate) fn unsubscribe_link(url: &str, token: &str) -> String {
    format!("{}/unsubscribe/{token}", url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(list: &str, address: &str) -> Candidate {
        Candidate { address: address.to_owned(), name: None, list: list.to_owned() }
    }

    #[test]
    fn a_token_names_one_person_on_one_list() {
        let key = RecipientKey::new([7; 32]);
        let token = key.token(&person("ab", "c@x.org"));
        assert_eq!(token, key.token(&person("ab", "c@x.org")));
        assert_ne!(token, key.token(&person("a", "bc@x.org")));
        assert_ne!(token, RecipientKey::new([8; 32]).token(&person("ab", "c@x.org")));
        assert_eq!(
            token.unsubscribe_link("https://b.org/"),
            format!("https://b.org/unsubscribe/{}", token.as_str())
        );
    }

    #[test]
    fn the_key_does_not_show() {
        assert_eq!(format!("{:?}", RecipientKey::new([7; 32])), "RecipientKey(hidden)");
    }
}
