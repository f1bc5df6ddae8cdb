//! Where each engine comes from.

use std::sync::Arc;

use copydesk_ledger::SqliteLedger;

use crate::desk::{Desk, HandClock};

pub(crate) fn sqlite() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(HandClock::default());
    let for_engine = Arc::clone(&clock);
    Desk::new(clock, move || {
        let path = folder.path().join("desk/ledger.sqlite");
        Box::new(SqliteLedger::open(&path, Arc::clone(&for_engine) as _).unwrap())
    })
}
