//! A recipient's token: what their unsubscribe link carries instead of their
//! address.
//!
//! It is an HMAC, so that nobody can make one for somebody else, and the same for
//! every edition, so that a link in an old mail still works.

use std::fmt;

use copydesk_ledger::Candidate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

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
        Token(self.hash(["recipient", &candidate.list, &candidate.address]))
    }

    /// Whether a token is that of this person on this list, compared in constant
    /// time.
    pub fn proves(&self, list: &str, address: &str, token: &str) -> bool {
        let bytes: Option<Vec<u8>> = (token.len() == 32 && token.is_ascii())
            .then(|| {
                let pairs = (0..16).map(|at| token.get(2 * at..2 * at + 2));
                pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
            })
            .flatten();
        let mac = self.mac(["recipient", list, address]);
        bytes.is_some_and(|bytes| mac.verify_truncated_left(&bytes).is_ok())
    }

    /// Under which a person stands in the ledger once everything else about them is
    /// erased: whoever holds the key can still tell that an address is theirs.
    pub fn erased_mark(&self, address: &str) -> String {
        format!("erased:{}", self.hash(["erased", "", address]))
    }

    /// Half of an HMAC-SHA-256, as RFC 2104 allows, in hexadecimal digits.
    fn hash(&self, parts: [&str; 3]) -> String {
        let bytes = self.mac(parts).finalize().into_bytes();
        bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn mac(&self, parts: [&str; 3]) -> Hmac<Sha256> {
        // A key shorter than the hash's block is filled up with zeros (RFC 2104);
        // doing it here leaves no length that could be wrong.
        let mut block = [0; 64];
        block[..Self::LENGTH].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        // Framed, so that no two pairs run into each other.
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
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
    fn a_token_proves_its_person_and_nobody_else() {
        let key = RecipientKey::new([7; 32]);
        let token = key.token(&person("a", "b@x.org"));
        assert!(key.proves("a", "b@x.org", token.as_str()));
        assert!(key.proves("a", "b@x.org", &token.as_str().to_uppercase()));
        assert!(!key.proves("a", "c@x.org", token.as_str()));
        assert!(!key.proves("b", "b@x.org", token.as_str()));
        for bad in ["", &token.as_str()[..30], &"+1".repeat(16), &"é".repeat(16)] {
            assert!(!key.proves("a", "b@x.org", bad), "{bad}");
        }
    }

    #[test]
    fn the_key_does_not_show() {
        assert_eq!(format!("{:?}", RecipientKey::new([7; 32])), "RecipientKey(hidden)");
    }
}
