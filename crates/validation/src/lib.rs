//! Document to [`Checked`] or [`Held`]: the citation checks.
//!
//! Each check is a named question asked of a document; this crate asks them,
//! under a [`Policy`], and alone can mint a [`Checked`]. It reads no file, knows
//! no clock, and never changes a draft: a fix is an edit it proposes.

#![deny(clippy::disallowed_methods)]

mod catalogue;
mod check;
mod policy;
mod reading;
mod report;
mod verdict;

pub use catalogue::{catalogue, check};
pub use check::Check;
pub use policy::{CoverageRule, Level, Policy};
pub use reading::Reading;
pub use report::{Coverage, Report, Unchecked};
pub use verdict::{Checked, Held, Verdict};
