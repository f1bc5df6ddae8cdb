//! The operator's relay, over plain SMTP and therefore on this machine only.
//!
//! Some connections, one message at a time on each. lettre speaks the dialogue; when
//! each thing is said, and what an answer or its absence means, is decided here:
//! [`submit`] starts the workers, [`worker`] takes batches, [`attempt`] one message.

mod attempt;
mod destinations;
mod line;
mod recorder;
mod recovery;
mod relay;
mod session;
mod settler;
mod shift;
mod single;
mod submit;
mod tokens;
mod worker;

pub use recovery::recover;
pub use relay::{Relay, RelayProblem, Timeouts};
pub(crate) use single::submit_test;
pub(crate) use submit::submit;

#[cfg(test)]
mod runs;
#[cfg(test)]
mod tests;
