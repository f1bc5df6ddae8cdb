//! Every candidate is somewhere, exactly once.

use serde::Serialize;

/// How many candidates of an edition stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// People planned.
    pub candidates: u64,
    /// Rendered and counted by a rehearsal.
    pub written: u64,
    /// The relay said yes.
    pub accepted: u64,
    /// The relay said no.
    pub rejected: u64,
    /// Later came too late.
    pub expired: u64,
    /// May not be mailed.
    pub suppressed: u64,
    /// An operator said no more.
    pub cancelled: u64,
    /// Nobody knows.
    pub uncertain: u64,
    /// Planned, attempted or deferred: the run is open.
    pub waiting: u64,
}

impl Balance {
    /// Whether every candidate is accounted for. A run may not close otherwise.
    pub fn holds(&self) -> bool {
        let settled: u64 = self.outcomes().iter().map(|(_, count)| count).sum();
        self.candidates == settled + self.waiting
    }

    /// All outcomes with their names, in the order in which people read them.
    pub fn outcomes(&self) -> [(&'static str, u64); 7] {
        [
            ("written", self.written),
            ("accepted", self.accepted),
            ("rejected", self.rejected),
            ("expired", self.expired),
            ("suppressed", self.suppressed),
            ("cancelled", self.cancelled),
            ("uncertain", self.uncertain),
        ]
    }
}

/// What [`crate::Ledger::close`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Nobody waits; the run is closed.
    Closed(Balance),
    /// Some wait, or the plan has not come to its end; the run stays open.
    Open(Balance),
}
