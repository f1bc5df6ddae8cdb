//! Whether an edition that may go out goes out now: people's yes, then a while in which
//! it can still be stopped, then the pipeline's window.
//!
//! What waits stands in the ledger, so that `status` shows it, `cancel` ends it, and a
//! restart forgets nothing.

use copydesk_ledger::{Ledger, LedgerError, NewEdition, NewProposal, Proposal, World};
use copydesk_rendering::Edition;
use jiff::{SignedDuration, Timestamp};

use crate::approval::judged;
use crate::{Desk, Pipeline, Refusal};

/// News for which nobody has named an end is news for so long.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

impl Pipeline {
    /// How long a draft is news that names no end, and a digest after its hour.
    pub fn patience(&self) -> SignedDuration {
        self.not_after.unwrap_or(FRESH)
    }
}

impl Desk {
    /// The next moment at which the pipeline's window is open; `at` itself, if it is.
    pub(crate) fn opens(&self, at: Timestamp) -> Timestamp {
        let window = self.pipeline.window.as_ref().filter(|_| self.profile.is_live());
        let zone = &self.newsroom.time_zone;
        window.and_then(|window| window.opens(at, zone)).unwrap_or(at)
    }

    /// What an edition still waits for. `warnings` are the checks that an approval has
    /// to name.
    pub(crate) async fn waits(
        &self,
        ledger: &dyn Ledger,
        edition: &Edition,
        frozen: &NewEdition,
        warnings: Vec<String>,
    ) -> Result<Option<Refusal>, LedgerError> {
        if frozen.world != World::Live {
            return Ok(None);
        }
        let now = self.clock.now();
        let (needed, grace) = (self.profile.approvals_needed(), self.profile.grace);
        if needed.is_none() && grace.is_zero() && self.opens(now) == now {
            return Ok(None);
        }
        let proposal = ledger
            .propose(NewProposal {
                key: frozen.key.clone(),
                revision: frozen.revision,
                pipeline: frozen.pipeline.clone(),
                digest: frozen.digest.clone(),
                subject: edition.subject().to_owned(),
                text: edition.parts().text,
                warnings,
                contents: frozen.contents.clone(),
            })
            .await?;
        let key = &frozen.key;
        if proposal.cancelled_at.is_some() {
            return Ok(Some(Refusal::Cancelled(key.clone())));
        }
        if let Some(refusal) = needed.and_then(|needed| judged(&proposal, needed)) {
            return Ok(Some(refusal));
        }
        let stoppable = ledger.admit(&frozen.digest).await? + grace;
        // Not before the ledger's own look at the clock.
        let now = self.clock.now();
        let goes = self.opens(stoppable.max(now));
        if goes <= now {
            return Ok(None);
        }
        ledger.postpone(&frozen.digest, goes).await?;
        let zoned = goes.to_zoned_datetime(self.newsroom.time_zone.clone());
        Ok(Some(match stoppable > now {
            true => Refusal::Grace { key: key.clone(), until: zoned },
            false => Refusal::OutsideWindow(zoned),
        }))
    }
}

/// The editions that wait, the last proposed first: for people, or for their time. What
/// was ended, opened, or proposed anew with other words waits no more.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub async fn waiting(ledger: &dyn Ledger) -> Result<Vec<Proposal>, LedgerError> {
    let opened = ledger.editions(World::Live).await?;
    let mut seen = Vec::new();
    let mut waiting = ledger.proposals().await?;
    waiting.retain(|proposal| {
        let of = (proposal.proposed.key.clone(), proposal.proposed.revision);
        let newest = !seen.contains(&of);
        seen.push(of);
        let open = |e: &copydesk_ledger::EditionSummary| {
            (&e.key, e.revision) == (&proposal.proposed.key, proposal.proposed.revision)
        };
        newest && proposal.cancelled_at.is_none() && !opened.iter().any(open)
    });
    Ok(waiting)
}
