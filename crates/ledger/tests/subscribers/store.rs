//! Where each engine comes from, with a clock that a scenario sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use copydesk_ledger::SqliteLedger;

use crate::people::at;

/// An engine of which both contracts are asked, and its clock in seconds.
pub(crate) struct Store<L> {
    pub(crate) ledger: L,
    pub(crate) folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
}

impl<L> Store<L> {
    pub(crate) fn wait(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }
}

pub(crate) fn sqlite() -> Store<SqliteLedger> {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_000));
    let time = Arc::clone(&now);
    let clock = Arc::new(move || at(time.load(Ordering::SeqCst)));
    let ledger = SqliteLedger::open(&folder.path().join("ledger.sqlite"), clock).unwrap();
    Store { ledger, folder, now }
}
