//! The exit code that drafts earned in the chain.

use copydesk_pipeline::{LeftOut, Outcome, Published, Refusal, Why};

use super::edition::is_done;
use crate::exit::Exit;

/// The exit code that drafts earned: the highest of the edition's and of those that
/// stay behind.
pub(crate) fn by_edition(published: &Published) -> Exit {
    let edition = match &published.outcome {
        // What it waits for has earned that it is held.
        Outcome::Nothing | Outcome::Waits(_) | Outcome::DryRun(..) => Exit::Done,
        Outcome::Held(_) => Exit::Held,
        Outcome::Refused(..) => Exit::Refused,
        Outcome::NothingNew(_, summary) if summary.balance.uncertain > 0 => Exit::Incomplete,
        Outcome::NothingNew(..) => Exit::Done,
        Outcome::Distributed(_, _, delivered) if is_done(delivered) => Exit::Done,
        Outcome::Distributed(..) => Exit::Incomplete,
    };
    published.left_out.iter().map(by_draft).fold(edition, Exit::max)
}

/// The exit code that a draft earned which stays behind.
pub(crate) fn by_draft(left: &LeftOut) -> Exit {
    match &left.why {
        Why::Held | Why::HeldEdition(_) => Exit::Held,
        // Meant so: it is no news every time.
        Why::Refused(Refusal::StoodReady) => Exit::Done,
        Why::Refused(_) => Exit::Refused,
        Why::Out(summary) if summary.balance.uncertain > 0 => Exit::Incomplete,
        Why::NotReady | Why::Out(_) | Why::Waits(_) | Why::NotDue | Why::Corrects | Why::Alone => {
            Exit::Done
        }
    }
}
