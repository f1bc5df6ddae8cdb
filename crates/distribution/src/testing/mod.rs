//! What the tests of this crate share: an edition, a newsroom, a ledger that is
//! watched, and a relay that follows a script.

mod edition;
mod newsroom;
mod relay;
mod witness;

pub(crate) use edition::{candidate, composer_parts, revised, sealed, stored};
pub(crate) use newsroom::Newsroom;
pub(crate) use relay::{ScriptedRelay, Turn};
pub(crate) use witness::{Log, Witness};
