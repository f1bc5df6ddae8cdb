//! Document to [`Checked`] or [`Held`]: the citation checks; and what an edition's
//! checks say of it, a [`Proof`].
//!
//! Each check is a named question asked of a document; this crate asks them,
//! under a [`Policy`], and alone can mint a [`Checked`]. It reads no file, knows
//! no clock, and never changes a draft: a fix is an edit it proposes.

#![deny(clippy::disallowed_methods)]

mod address;
mod catalogue;
mod check;
mod checks;
mod claims;
mod coverage;
mod dateline;
mod dates;
mod exempt;
mod fingerprint;
mod headline;
mod html;
mod identifiers;
mod interview;
mod numbering;
mod outlets;
mod places;
mod policy;
mod proof;
mod proof_waiving;
mod prose;
mod quoted;
mod reading;
mod report;
mod resolve;
mod retractions;
mod sheets;
mod stem;
mod styles;
mod uncited;
mod verdict;
mod vocabulary;
mod waiving;

pub use catalogue::{Section, catalogue, check, of_waivers, sections, style};
pub use check::Check;
pub use coverage::Coverage;
pub use policy::{CoverageRule, Level, Policy};
pub use proof::{Part, Parts, Proof};
pub use report::{Group, Report, Unchecked};
pub use retractions::Retractions;
pub use verdict::{Checked, Held, Verdict};

use copydesk_manuscript::Document;

/// Asks every check of `document` and says whether it may go on.
pub fn validate(document: Document, policy: &Policy) -> Verdict {
    let report = Report::of(reading::Reading::new(&document, policy));
    Verdict::new(document, report)
}

#[cfg(test)]
mod tests;
