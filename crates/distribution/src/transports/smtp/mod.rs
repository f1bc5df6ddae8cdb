//! The operator's relay, in the clear or encrypted; beyond this machine only encrypted,
//! and only once somebody has seen that readers can leave.
//!
//! Some connections, one message at a time on each. lettre speaks the dialogue; when
//! each thing is said, and what an answer or its absence means, is decided here:
//! [`submit`] starts the workers, [`crews`] spreads them over the cores, [`worker`]
//! takes batches, [`intents`] asks for what may be sent, as far as [`ahead`] says,
//! [`attempt`] sends one message.

mod ahead;
mod attempt;
mod body;
mod crews;
mod destinations;
mod intents;
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
pub(crate) use single::submit_one;
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
