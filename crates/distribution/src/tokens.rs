//! What stands for a recipient where others can read it: their token in the link
//! for leaving a list, and a delivery's tag in the address that bounces come back to.
//!
//! Both rest on an HMAC, so that nobody can make one for somebody else. The token is
//! the same for every edition, so that a link in an old mail still works; the tag
//! names one delivery. [`crate::probe`] has a token of its own, which is nobody's.

use std::fmt;

use aws_lc_rs::{constant_time, digest, hmac};
use copydesk_ledger::{Candidate, DeliveryId, TokenMark};

/// Of a token's HMAC: half of it, as RFC 2104 allows.
const TOKEN_BYTES: usize = 16;

/// Of a tag's HMAC: as many as leave room for an address within 64 octets, and far
/// more than anybody can guess by sending bounces.
const BOUNCE_BYTES: usize = 10;

/// What tokens are made with. Never shown.
#[derive(Clone)]
pub struct RecipientKey(hmac::Key);

/// A recipient's token: 32 hexadecimal digits, which no one can guess and a person
/// can still copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

impl RecipientKey {
    /// In bytes: as many as the hash gives.
    pub const LENGTH: usize = 32;

    /// A key from its bytes.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    /// The token of one person on one list.
    pub fn token(&self, candidate: &Candidate) -> Token {
        self.token_of(&candidate.list, &candidate.address)
    }

    /// The same by their names.
    pub fn token_of(&self, list: &str, address: &str) -> Token {
        Token(self.digits(["recipient", list, address], TOKEN_BYTES))
    }

    /// Whether a token is that of this person on this list, compared in constant
    /// time, in whatever case it came back.
    pub fn proves(&self, list: &str, address: &str, token: &str) -> bool {
        same(&self.token_of(list, address).0, token)
    }

    /// The token by which somebody confirms what was asked for in their name.
    pub fn confirmation(&self, address: &str) -> Token {
        Token(self.digits(["confirmation", "", address], TOKEN_BYTES))
    }

    /// Whether a token is that one, compared as in [`Self::proves`].
    pub fn confirms(&self, address: &str, token: &str) -> bool {
        same(&self.confirmation(address).0, token)
    }

    /// Under which something that must not be told is counted.
    pub fn limit_key(&self, what: &str, value: &str) -> String {
        format!("{what}:{}", self.digits(["limit", what, value], TOKEN_BYTES))
    }

    /// Under which a person stands in the ledger once everything else about them is
    /// erased: whoever holds the key can still tell that an address is theirs.
    pub fn erased_mark(&self, address: &str) -> String {
        format!("erased:{}", self.digits(["erased", "", address], TOKEN_BYTES))
    }

    /// What names a delivery to whoever has this key, and to nobody else.
    pub fn bounce_tag(&self, delivery: DeliveryId) -> String {
        let number = delivery.0.to_string();
        let digits = self.digits(["bounce", &number, ""], BOUNCE_BYTES);
        format!("{number}-{digits}")
    }

    /// The delivery that a tag names, if it is one of ours. The digits are compared
    /// in constant time, in whatever case relays have left them.
    pub fn bounced(&self, tag: &str) -> Option<DeliveryId> {
        let (number, _) = tag.split_once('-')?;
        let delivery = DeliveryId(number.parse().ok()?);
        same(&self.bounce_tag(delivery), tag).then_some(delivery)
    }

    pub(crate) fn digits(&self, parts: [&str; 3], bytes: usize) -> String {
        let mut mac = hmac::Context::with_key(&self.0);
        // Framed, so that no two lists of parts run into each other.
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let tag = mac.sign();
        let halves = tag.as_ref().iter().take(bytes).flat_map(|byte| [byte >> 4, byte & 15]);
        halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecipientKey(hidden)")
    }
}

/// In constant time, in whatever case theirs came back.
pub(crate) fn same(ours: &str, theirs: &str) -> bool {
    let theirs = theirs.to_ascii_lowercase();
    constant_time::verify_slices_are_equal(ours.as_bytes(), theirs.as_bytes()).is_ok()
}

/// What the ledger knows a token by; `None` if no token looks like this.
pub fn token_mark(token: &str) -> Option<TokenMark> {
    let shaped = token.len() == 2 * TOKEN_BYTES && token.bytes().all(|b| b.is_ascii_hexdigit());
    shaped.then(|| mark(&token.to_ascii_lowercase()))
}

fn mark(digits: &str) -> TokenMark {
    let digest = digest::digest(&digest::SHA256, digits.as_bytes());
    let mut mark = [0; 16];
    mark.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    TokenMark(mark)
}

impl Token {
    /// Of whom nobody knows anything.
    pub(crate) fn nobodys(digits: String) -> Self {
        Self(digits)
    }

    /// The person's own link for leaving the list.
    pub fn unsubscribe_link(&self, url: &str) -> String {
        unsubscribe_link(url, &self.0)
    }

    /// The person's own link to what they get and what is known of them.
    pub fn preferences_link(&self, url: &str) -> String {
        format!("{}/preferences/{}", url.trim_end_matches('/'), self.0)
    }

    /// The link by which a person confirms that they asked.
    pub fn confirm_link(&self, url: &str) -> String {
        format!("{}/confirm/{}", url.trim_end_matches('/'), self.0)
    }

    /// What the ledger knows it by.
    pub fn mark(&self) -> TokenMark {
        mark(&self.0)
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
        Candidate { address: address.to_owned(), name: None, list: list.to_owned(), since: None }
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
        assert_eq!(
            token.preferences_link("https://b.org"),
            format!("https://b.org/preferences/{}", token.as_str())
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
    fn a_confirmation_is_the_persons_own_and_nothing_else() {
        let key = RecipientKey::new([7; 32]);
        let token = key.confirmation("c@x.org");
        assert!(
            key.confirms("c@x.org", token.as_str()) && !key.confirms("d@x.org", token.as_str())
        );
        assert_ne!(token, key.token(&person("", "c@x.org")));
        assert!(!key.confirms("c@x.org", key.token(&person("", "c@x.org")).as_str()));
    }

    #[test]
    fn the_ledger_knows_a_token_by_a_hash_of_it() {
        let token = RecipientKey::new([7; 32]).confirmation("c@x.org");
        let mark = token_mark(&token.as_str().to_uppercase());
        assert_eq!(mark, Some(token.mark()));
        for bad in ["", &token.as_str()[1..], &"g".repeat(32), &"é".repeat(16)] {
            assert_eq!(token_mark(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tag_leads_back_to_its_delivery_and_cannot_be_made_up() {
        let key = RecipientKey::new([7; 32]);
        let tag = key.bounce_tag(DeliveryId(17));
        assert_eq!(key.bounced(&tag), Some(DeliveryId(17)));
        assert_eq!(key.bounced(&tag.to_uppercase()), Some(DeliveryId(17)));
        let (_, digits) = tag.split_once('-').unwrap();
        assert_eq!(digits.len(), 20);
        for wrong in [
            "17",
            "",
            "17-",
            &format!("18-{digits}"),
            &format!("017-{digits}"),
            &format!("{tag}0"),
            &tag[..tag.len() - 1],
            &RecipientKey::new([8; 32]).bounce_tag(DeliveryId(17)),
        ] {
            assert_eq!(key.bounced(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_key_does_not_show() {
        assert_eq!(format!("{:?}", RecipientKey::new([7; 32])), "RecipientKey(hidden)");
    }
}
