//! What an operator does with an edition that is frozen already: let it go on.

use copydesk_distribution::{Delivered, FrozenEdition, Rule, Step, Stop, distribute, recover};
use copydesk_ledger::{EditionId, EditionSummary, Ledger, LedgerError, World};
use tracing::Instrument as _;

use crate::desk::{RECORDERS, Turn};
use crate::stage::Stage;
use crate::{Desk, Newsroom, PublishError};

/// The newest revision of an edition, by its key; one that is still on its way before
/// those that are over.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub async fn edition_named(
    ledger: &dyn Ledger,
    world: World,
    key: &str,
) -> Result<Option<EditionSummary>, LedgerError> {
    let revisions = ledger.revisions(world, key).await?.into_iter();
    Ok(revisions.max_by_key(|edition| (edition.closed_at.is_none(), edition.revision)))
}

/// Whom a frozen edition is for.
///
/// # Errors
/// [`PublishError`] if its rows cannot be read, or are no edition.
pub async fn rule_of(ledger: &dyn Ledger, id: EditionId) -> Result<Rule, PublishError> {
    Ok(FrozenEdition::thaw(ledger.edition(id).await?)?.rule().clone())
}

/// Settles what dead senders left on the wire, by their recorders; `false` if a sender
/// lives, who keeps what it has.
///
/// # Errors
/// [`PublishError`] if the lock or the ledger cannot be used.
pub async fn settle_the_dead(
    newsroom: &Newsroom,
    ledger: &dyn Ledger,
) -> Result<bool, PublishError> {
    let Some(_turn) = Turn::free(&newsroom.root)? else { return Ok(false) };
    recover(ledger, &newsroom.root.join(RECORDERS)).await?;
    Ok(true)
}

impl Desk {
    /// Sends a frozen edition to those who still wait for it, and to nobody twice.
    ///
    /// # Errors
    /// [`PublishError`] is about the world.
    pub async fn go_on(
        &self,
        ledger: &dyn Ledger,
        id: EditionId,
        stop: Stop,
        progress: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<Delivered, PublishError> {
        let _turn = self.turn(&stop).await?;
        let key = self.key()?;
        let frozen = FrozenEdition::thaw(ledger.edition(id).await?)?;
        let (rule, name) = (frozen.rule(), &frozen.about().key);
        let audience = self.audience_of(rule, name, frozen.revision()).await?;
        let transport = self.admitted(&key).await?;
        let run = self.distribution(ledger, id, &audience, &key, &transport, stop);
        let stage = Stage::Distribute(name).span();
        Ok(distribute(&run, progress).instrument(stage).await?)
    }
}
