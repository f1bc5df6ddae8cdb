//! The operator's relay, over plain SMTP and therefore on this machine only.
//!
//! One connection, one message at a time. lettre speaks the dialogue; when each
//! thing is said, and what an answer or its absence means, is decided here.

mod line;
mod relay;
mod session;
mod single;
mod submit;

pub use relay::{Relay, RelayProblem, Timeouts};
pub(crate) use single::submit_test;
pub(crate) use submit::submit;

#[cfg(test)]
mod tests;
