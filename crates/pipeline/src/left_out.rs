//! Drafts that are in no edition this time, each with the reason.

use std::fmt;

use copydesk_ledger::EditionSummary;
use copydesk_validation::Verdict;

use crate::{Refusal, Rendered};

/// A draft that stays behind.
#[derive(Debug)]
pub struct LeftOut {
    /// The document and what the checks say of it.
    pub verdict: Verdict,
    /// Why it stays.
    pub why: Why,
}

/// Why a draft stays behind.
#[derive(Debug)]
pub enum Why {
    /// Its editor still has it.
    NotReady,
    /// The checks hold it.
    Held,
    /// The checks of the edition hold it: this is what it would be by itself.
    HeldEdition(Box<Rendered>),
    /// Policy says no to this draft.
    Refused(Refusal),
    /// An edition has these words already.
    Out(EditionSummary),
    /// The edition before this one is still on its way.
    Waits(EditionSummary),
    /// Its digest is collected another time.
    NotDue,
    /// It puts an edition right, and is for no other.
    Corrects,
    /// An intro, and no brief below it.
    Alone,
}

impl Why {
    /// Whether it has findings to be answered first.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held | Self::HeldEdition(_))
    }

    /// The word for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotReady => "not-ready",
            Self::Held | Self::HeldEdition(_) => "held",
            Self::Refused(_) => "refused",
            Self::Out(_) => "already-out",
            Self::Waits(_) => "waits",
            Self::NotDue => "not-due",
            Self::Corrects => "corrects",
            Self::Alone => "alone",
        }
    }
}

/// A few words for people.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady => f.write_str("not marked ready"),
            Self::Held => f.write_str("held"),
            Self::HeldEdition(alone) => {
                let said = alone.proof.report().holding().map(|finding| finding.message.as_str());
                write!(f, "held in the edition: {}", said.collect::<Vec<_>>().join("; "))
            }
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Out(summary) => write!(f, "{} has these words already", summary.key),
            Self::Waits(summary) => write!(f, "waits until {} has gone out", summary.key),
            Self::NotDue => f.write_str("ready to be collected"),
            Self::Corrects => f.write_str("puts right what went out, and goes by itself"),
            Self::Alone => f.write_str("an intro to nothing: no brief stands below it"),
        }
    }
}
