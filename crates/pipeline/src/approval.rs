//! Whether people have said yes to these very bytes.
//!
//! An approval is to a digest: over texts, subject, audience rule and pipeline. It
//! dies with any change of them, because a changed edition has another one.

use std::collections::BTreeSet;

use copydesk_ledger::Proposal;
use copydesk_manuscript::Severity;
use copydesk_rendering::Lineup;
use copydesk_validation::{Checked, Proof, Report};

use crate::newsroom::Approval;
use crate::{Desk, Profile, Refusal};

impl Profile {
    /// How many people must say yes before an edition reaches anybody.
    pub fn approvals_needed(&self) -> Option<u32> {
        match self.approval {
            Approval::Needed(needed) if self.is_live() => Some(needed.get()),
            _ => None,
        }
    }
}

impl Desk {
    /// What an edition waits for that nobody has been asked about yet.
    pub fn unapproved(&self, key: &str) -> Option<Refusal> {
        let needed = self.profile.approvals_needed()?;
        Some(Refusal::NotApproved { key: key.to_owned(), needed, given: 0 })
    }

    /// The checks whose warnings an approval has to name: those that hold a draft where
    /// nobody approves.
    pub(crate) fn warnings(&self, lineup: &Lineup, proof: &Proof) -> Vec<String> {
        if self.profile.hold_at != Severity::Warning {
            return Vec::new();
        }
        let briefs = lineup.intro().into_iter().chain(lineup.briefs()).map(Checked::report);
        let names: BTreeSet<&str> = briefs.chain([proof.report()]).flat_map(unanswered).collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

fn unanswered(report: &Report) -> impl Iterator<Item = &'static str> {
    let open = report.findings.iter().filter(|f| f.severity == Severity::Warning);
    open.filter(|finding| finding.waived.is_none()).map(|finding| finding.check)
}

/// What is missing of so many people's yes.
pub(crate) fn judged(proposal: &Proposal, needed: u32) -> Option<Refusal> {
    let key = proposal.proposed.key.clone();
    if let Some(no) = proposal.rejection() {
        let (by, comment) = (no.name.clone(), no.comment.clone());
        return Some(Refusal::Rejected { key, by, comment });
    }
    let given = u32::try_from(proposal.approvals().count()).unwrap_or(u32::MAX);
    (given < needed).then_some(Refusal::NotApproved { key, needed, given })
}
