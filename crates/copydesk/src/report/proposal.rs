//! An edition that waits, for people or for its time.

use copydesk_ledger::Proposal;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// `2024-05-01-quay   waits for approval, 1 given`
pub(crate) fn line(proposal: &Proposal, zone: &TimeZone) -> String {
    let key = &proposal.proposed.key;
    let words = match (proposal.rejection(), proposal.waits_until) {
        (Some(no), _) => format!("rejected by {}", no.name),
        (None, Some(until)) => {
            let until = until.to_zoned_datetime(zone.clone());
            format!(
                "waits until {}; `copydesk cancel {key}` ends it",
                until.strftime("%-d %B %Y, %H:%M:%S")
            )
        }
        (None, None) => format!("waits for approval, {} given", proposal.approvals().count()),
    };
    format!("{key}   {words}\n")
}

/// What is said to somebody who has ended it.
pub(crate) fn cancelled(proposal: &Proposal) -> String {
    format!("{}   cancelled before it went out to anybody\n", proposal.proposed.key)
}

/// The same for programs.
pub(crate) fn json(proposal: &Proposal) -> Value {
    let proposed = &proposal.proposed;
    let words = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    let answers = proposal.answers.iter().map(|answer| {
        json!({
            "name": answer.name,
            "approved": answer.approved,
            "comment": answer.comment,
            "at": answer.at.to_string(),
        })
    });
    json!({
        "v": 1,
        "type": "proposal",
        "key": proposed.key,
        "revision": proposed.revision,
        "digest": proposed.digest.as_str(),
        "subject": proposed.subject,
        "warnings": proposed.warnings,
        "answers": answers.collect::<Vec<_>>(),
        "waits_until": words(proposal.waits_until),
        "cancelled_at": words(proposal.cancelled_at),
    })
}
