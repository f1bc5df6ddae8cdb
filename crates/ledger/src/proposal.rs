//! An edition that waits, for somebody's yes or for its time, and what people answered.

use copydesk_manuscript::Digest;
use jiff::Timestamp;

/// An edition about to be shown to those who approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProposal {
    /// The edition's key.
    pub key: String,
    /// Its revision.
    pub revision: u32,
    /// The pipeline that it comes through.
    pub pipeline: String,
    /// What is approved: texts, subject, audience rule and pipeline.
    pub digest: Digest,
    /// The mail's subject.
    pub subject: String,
    /// The mail's text, as a reader gets it.
    pub text: String,
    /// The checks whose warnings nobody has mended or waived, each once. An approval
    /// names them all.
    pub warnings: Vec<String>,
    /// Digests of the drafts in it.
    pub contents: Vec<Digest>,
}

/// The same in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub proposed: NewProposal,
    /// When it was first.
    pub proposed_at: Timestamp,
    /// Of each person the last answer, in the order in which they were given.
    pub answers: Vec<Answer>,
    /// Since when nothing but time keeps it, if so.
    pub admitted_at: Option<Timestamp>,
    /// Until when, as was last said.
    pub waits_until: Option<Timestamp>,
    /// When somebody ended it before it went out, if so.
    pub cancelled_at: Option<Timestamp>,
}

/// What one person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub name: String,
    /// Yes or no.
    pub approved: bool,
    /// Why, or empty.
    pub comment: String,
    /// When.
    pub at: Timestamp,
}

impl Proposal {
    /// Those who said yes.
    pub fn approvals(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| answer.approved)
    }

    /// The last no, if anybody's last word is one.
    pub fn rejection(&self) -> Option<&Answer> {
        self.answers.iter().rev().find(|answer| !answer.approved)
    }
}
