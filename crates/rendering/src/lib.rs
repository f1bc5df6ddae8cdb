//! Checked documents to an [`Edition`]: subject, HTML, plain text, archive page.
//!
//! Rendering is pure: the same lineup, templates and masthead give the same
//! bytes. It knows no recipient (their parts are slots, filled by distribution)
//! and decides nothing: what it is given passed its checks.

#![deny(clippy::disallowed_methods)]

mod edition;
mod masthead;
mod prepared;

pub use edition::{About, Edition};
pub use masthead::Masthead;
pub use prepared::{Piece, Prepared, Slot, Syntax};
