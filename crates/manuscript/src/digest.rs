//! What fixes bytes: SHA-256 over named parts with their lengths.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256, written as 64 hexadecimal digits.
///
/// Parts are framed by name and length, so that no two different lists of
/// parts give the same input to the hash.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

/// Hexadecimal.
const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl Digest {
    /// Over `(name, bytes)` in the order given.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut hash = Sha256::new();
        for (name, bytes) in parts {
            for piece in [name.as_bytes(), bytes] {
                hash.update((piece.len() as u64).to_be_bytes());
                hash.update(piece);
            }
        }
        let mut digits = String::with_capacity(64);
        for byte in hash.finalize() {
            for nibble in [byte >> 4, byte & 15] {
                digits.push(char::from(DIGITS[usize::from(nibble)]));
            }
        }
        Self(digits)
    }

    /// Of one thing.
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts([("", bytes)])
    }

    /// Takes back what [`Digest::as_str`] gave; `None` unless 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| Self(text.to_ascii_lowercase()))
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 12 digits, for people.
    pub fn short(&self) -> &str {
        &self.0[..12]
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_run_into_each_other() {
        let one = Digest::of_parts([("ab", &b"c"[..])]);
        let other = Digest::of_parts([("a", &b"bc"[..])]);
        assert_ne!(one, other);
        assert_eq!(Digest::parse(one.as_str()), Some(one));
    }
}
