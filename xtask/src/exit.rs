//! What the chores end with. `publish` ends with the exit code of `copydesk
//! publish`, so a failure before that must not look like a held draft.

use std::process::ExitCode;

/// Everything that was asked for has happened.
pub(crate) const DONE: ExitCode = ExitCode::SUCCESS;

/// `test` only: a step found something.
pub(crate) const FOUND: ExitCode = ExitCode::FAILURE;

/// There is no such chore, or it has no such option. As the product's own 2.
pub(crate) fn usage() -> ExitCode {
    ExitCode::from(2)
}

/// The machine lacks something, or the build did not come through. As the
/// product's own 5.
pub(crate) fn machine() -> ExitCode {
    ExitCode::from(5)
}
