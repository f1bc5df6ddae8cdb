//! What a copy of a ledger holds, and what putting one back has come to.

use std::path::PathBuf;

use jiff::Timestamp;

/// What stands in a ledger, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The layout of its tables.
    pub layout: usize,
    /// Drafts whose bytes it keeps.
    pub drafts: u64,
    /// Editions that went to people, or are on their way.
    pub editions: u64,
    /// The newest of them, by its key, and when it was frozen.
    pub newest: Option<(String, Timestamp)>,
    /// Deliveries of all editions.
    pub deliveries: u64,
    /// People.
    pub subscribers: u64,
    /// Reasons not to mail somebody.
    pub suppressions: u64,
}

/// What putting a copy in a ledger's place has come to.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What stands there now.
    pub inventory: Inventory,
    /// Where the ledger lies that stood there before.
    pub replaced: Option<PathBuf>,
    /// Whether that one could be read: who left, who was erased and what went out since
    /// is known from it.
    pub taken_over: bool,
    /// People of the copy who were erased since, and now from it too.
    pub erased: u64,
    /// Editions that had not reached everybody in the copy: they are stopped.
    pub stopped: Vec<String>,
    /// Deliveries that were on their way in the copy.
    pub uncertain: u64,
}
