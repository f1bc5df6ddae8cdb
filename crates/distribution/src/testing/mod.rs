//! What the tests of this crate share: an edition, a newsroom, a ledger that is
//! watched, relays that follow a script, and certificates.

mod authority;
mod edition;
mod newsroom;
mod pipe;
mod relay;
mod witness;

pub(crate) use authority::Authority;
pub(crate) use edition::{candidate, composer_parts, revised, sealed, stored};
pub(crate) use newsroom::Newsroom;
pub(crate) use pipe::{Peer, Pipe, pipe};
pub(crate) use relay::{ScriptedRelay, Turn};
pub(crate) use witness::{Log, Witness};
