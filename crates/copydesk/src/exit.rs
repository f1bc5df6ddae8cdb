//! How the program ends.

use std::process::{ExitCode, Termination};

/// The exit codes, from the best end to the worst. Of several drafts the
/// highest that any earned is the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done, or may go out.
    Done = 0,
    /// Held, with findings.
    Held = 1,
    /// The command line, the configuration, a template or a list is wrong.
    Usage = 2,
    /// Some deliveries wait or are uncertain; can be retried.
    Incomplete = 3,
    /// Policy says no: not approved, outside its window, changed after it went out.
    Refused = 4,
    /// The machine or the network failed.
    Machine = 5,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
