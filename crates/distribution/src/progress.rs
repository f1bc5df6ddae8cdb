//! What a run has done so far, for whoever shows it.

use copydesk_ledger::Settled;

/// One delivery has its answer.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// How many of the edition have theirs.
    pub done: u64,
    /// How many people were planned.
    pub candidates: u64,
    /// What became of this one, in the relay's own words.
    pub settled: &'a Settled,
}

/// Whoever shows it.
pub(crate) type Progress<'a> = &'a mut (dyn FnMut(Step<'_>) + Send);
