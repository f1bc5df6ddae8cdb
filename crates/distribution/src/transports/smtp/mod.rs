//! The operator's relay, in the clear or encrypted, and on this machine only until
//! readers can leave a list by themselves.
//!
//! Some connections, one message at a time on each. lettre speaks the dialogue; when
//! each thing is said, and what an answer or its absence means, is decided here:
//! [`submit`] starts the workers, [`crews`] spreads them over the cores, [`worker`]
//! takes batches, [`attempt`] one message.

mod attempt;
mod body;
mod crews;
mod destinations;
mod lease;
mod line;
mod login;
mod offers;
mod recorder;
mod recovery;
mod relay;
mod reply;
mod session;
mod settler;
mod shift;
mod single;
mod starttls;
mod stream;
mod submit;
mod tls;
mod tokens;
mod worker;

pub use attempt::REPLY;
pub use login::Login;
pub use recovery::recover;
pub use relay::{Protection, Relay, RelayProblem, Timeouts};
pub(crate) use single::submit_test;
pub(crate) use submit::submit;
pub use tls::{Tls, TrustProblem};

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
