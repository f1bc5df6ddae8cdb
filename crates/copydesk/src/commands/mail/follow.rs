//! What follows from something that came back, done and counted.

use std::sync::Arc;

use copydesk_distribution::RecipientKey;
use copydesk_ledger::{Clock, Mark, Reason, Return, Subscriptions, Suppression, SystemClock};
use copydesk_manuscript::Digest;
use copydesk_pipeline::Newsroom;

use super::case::Case;
use super::kept::{Kept, Kind};
use super::tally::Tally;
use super::whose::{Found, Whose};
use crate::exit::Exit;
use crate::newsrooms;
use crate::trouble::{Failure, Trouble};

/// Who reads what came back.
pub(super) struct Followers<'a> {
    pub(super) whose: Whose<'a>,
    pub(super) kept: Kept,
    pub(super) tally: Tally,
}

impl<'a> Followers<'a> {
    pub(super) fn of(newsroom: &'a Newsroom) -> Result<Self, Failure> {
        let people: Arc<dyn Subscriptions> = newsroom.subscriptions(newsrooms::clock())?;
        let key = RecipientKey::open(&newsroom.root)
            .map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
        Ok(Self {
            whose: Whose { newsroom, people, key },
            kept: Kept::of(newsroom),
            tally: Tally::default(),
        })
    }

    /// Does what follows for whom it was found to be about.
    pub(super) async fn follow(
        &mut self,
        case: Case,
        found: Option<Found>,
        kind: Kind,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        let Some(found) = found else {
            self.tally.unproved += 1;
            return Ok(());
        };
        let message = Digest::of(bytes);
        let at = SystemClock.now();
        let because = |reason| Suppression {
            // Who leaves leaves a list; who is gone or complains gets nothing at all.
            list: (reason == Reason::Unsubscribed).then(|| found.list.clone()),
            reason,
            at,
            source: format!("{}; message {}", case.what, message.short()),
        };
        let marks = found.delivery.is_some();
        let what = Return {
            at,
            about: found.delivery.zip(case.mark),
            words: case.words.clone(),
            suppress: case.reason.map(|reason| (found.address.clone(), because(reason))),
            message: message.clone(),
        };
        // The ledger first: a crash in between reads the message again.
        let followed = self.whose.people.follow(what).await?;
        if let Some(reason) = case.reason {
            self.tally.suppressed(reason, followed.suppressed);
        }
        self.tally.followed(&followed);
        // Also a second witness of what is known: else it would count again once the
        // first is undone. That all is well is no evidence worth a file.
        let about = matches!(case.mark, Some(Mark::Bounced | Mark::Complained));
        let counts = case.reason.is_some() || followed.settled || (about && marks);
        if counts && !followed.under_way {
            self.kept.keep(kind, &message, bytes)?;
        }
        Ok(())
    }
}
