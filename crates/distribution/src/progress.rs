//! What a run has done so far, for whoever shows it.

use std::path::Path;

use copydesk_ledger::Settled;

use crate::Measured;

/// One thing done.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Every message was built once, and all can be sent.
    Proved(Measured),
    /// The edition's page stands in the archive.
    Page(&'a Path),
    /// The archive's first page is up to date.
    Index(&'a Path),
    /// The feed is up to date.
    Feed(&'a Path),
    /// The edition's page can be read at this address.
    Online(&'a str),
    /// So many people are planned so far.
    Planned(u64),
    /// One delivery has its answer.
    Settled {
        /// How many of the edition have theirs.
        done: u64,
        /// How many people were planned.
        candidates: u64,
        /// What became of this one, in the relay's own words.
        settled: &'a Settled,
    },
}

/// Whoever shows it.
pub(crate) type Progress<'a> = &'a mut (dyn FnMut(Step<'_>) + Send);
