//! What people ask for themselves, on the newsroom's own pages, and how they show
//! that they are the ones who may.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::Consent;

/// What the ledger knows of a recipient's token: a hash of it, so that neither a copy
/// of the ledger nor the time that a look-up takes says what the token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenMark(pub [u8; 16]);

/// Whose a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The list it is about; `None` if it is about the person alone.
    pub list: Option<String>,
    /// Normalised.
    pub address: String,
}

/// A wish to be on lists, made by somebody who has not shown yet that the address is
/// theirs.
#[derive(Clone, Debug)]
pub struct OptinRequest {
    /// Normalised.
    pub address: String,
    /// Which lists.
    pub lists: Vec<String>,
    /// When it was made, on which page, to which words.
    pub consent: Consent,
    /// Not confirmed by then, it is forgotten.
    pub expires_at: Timestamp,
}

/// What became of such a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requested {
    /// The lists that wait for the person's own confirmation.
    pub pending: Vec<String>,
    /// The lists that mail them already.
    pub subscribed: Vec<String>,
}

/// What somebody says of themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelfPortrait {
    /// How they want to be called.
    pub name: Option<String>,
    /// Values by the names of attributes; `None` takes one away. What is not named
    /// stays.
    pub attributes: BTreeMap<String, Option<Value>>,
}

/// How often something may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// By or for whom: a keyed hash, never an address of any kind.
    pub key: String,
    /// So many times,
    pub most: u32,
    /// in so long.
    pub within: SignedDuration,
}

/// A hash of what opens a door is still nobody's business.
impl fmt::Debug for TokenMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenMark(hidden)")
    }
}
