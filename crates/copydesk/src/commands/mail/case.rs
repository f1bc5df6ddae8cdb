//! What follows from a message or a notice, before anybody is looked up.

use copydesk_distribution::{Bounce, BounceClass, Notice, NoticeWhat, Proof, Returned};
use copydesk_ledger::{Mark, Reason};

use super::tally::Tally;

/// Something that came back, from which something may follow.
pub(super) struct Case {
    /// Why its person is not mailed any more, if so.
    pub(super) reason: Option<Reason>,
    /// What it says of its delivery, if anything.
    pub(super) mark: Option<Mark>,
    /// What it is, in words.
    pub(super) what: String,
    /// The server's words.
    pub(super) words: String,
}

/// What follows from a message and whose it says it is; the others are counted.
pub(super) fn of_message(returned: Returned, tally: &mut Tally) -> Option<(Case, Proof)> {
    let case = |reason, mark, what: &str| Case {
        reason: Some(reason),
        mark,
        what: what.to_owned(),
        words: String::new(),
    };
    match returned {
        Returned::Bounce(bounce) => {
            *tally.class(bounce.class) += 1;
            Some(bounced(bounce))
        }
        Returned::Complaint(proof) => {
            tally.complaints += 1;
            Some((case(Reason::Complained, Some(Mark::Complained), "complaint"), proof))
        }
        Returned::Leave(proof) => {
            tally.requests += 1;
            Some((case(Reason::Unsubscribed, None, "asked by mail"), proof))
        }
        Returned::AutoReply => {
            tally.auto_replies += 1;
            None
        }
        Returned::Answer => {
            tally.answers += 1;
            None
        }
        Returned::Unreadable(_) => {
            tally.unreadable += 1;
            None
        }
    }
}

fn bounced(bounce: Bounce) -> (Case, Proof) {
    let status = bounce.status.as_deref().unwrap_or("without a code");
    let hard = bounce.class == BounceClass::Hard;
    let case = Case {
        reason: hard.then_some(Reason::Bounced),
        mark: Some(if bounce.failed { Mark::Bounced } else { Mark::Taken }),
        what: format!("bounce {status}"),
        words: bounce.words,
    };
    (case, bounce.proof)
}

/// What follows from a notice.
pub(super) fn of_notice(notice: &Notice, tally: &mut Tally) -> Case {
    let (reason, mark, what) = match notice.what {
        NoticeWhat::Delivered => {
            *tally.class(BounceClass::Delivered) += 1;
            (None, Some(Mark::Taken), "delivered")
        }
        NoticeWhat::Deferred => {
            *tally.class(BounceClass::Soft) += 1;
            (None, Some(Mark::Taken), "deferred")
        }
        NoticeWhat::Bounced(class) => {
            *tally.class(class) += 1;
            let reason = (class == BounceClass::Hard).then_some(Reason::Bounced);
            (reason, Some(Mark::Bounced), "bounce")
        }
        NoticeWhat::Complained => {
            tally.complaints += 1;
            (Some(Reason::Complained), Some(Mark::Complained), "complaint")
        }
        NoticeWhat::Unsubscribed => {
            tally.requests += 1;
            (Some(Reason::Unsubscribed), Some(Mark::Taken), "left")
        }
    };
    let what = format!("{what}, as the relay says");
    Case { reason, mark, what, words: notice.words.clone() }
}
