//! What an operator does with an edition that is frozen already: let it go on.

use copydesk_distribution::{Delivered, FrozenEdition, Rule, Step, Stop, distribute};
use copydesk_ledger::{EditionId, EditionSummary, Ledger, LedgerError, World};

use crate::{Desk, PublishError};

/// The newest revision of an edition, by its key.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub async fn edition_named(
    ledger: &dyn Ledger,
    world: World,
    key: &str,
) -> Result<Option<EditionSummary>, LedgerError> {
    let editions = ledger.editions(world).await?;
    Ok(editions.into_iter().filter(|e| e.key == key).max_by_key(|e| e.revision))
}

/// Whom a frozen edition is for.
///
/// # Errors
/// [`PublishError`] if its rows cannot be read, or are no edition.
pub async fn rule_of(ledger: &dyn Ledger, id: EditionId) -> Result<Rule, PublishError> {
    Ok(FrozenEdition::thaw(ledger.edition(id).await?)?.rule().clone())
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
        let audience = self.recipients().await?;
        let run = self.distribution(ledger, id, &audience, &key, stop);
        Ok(distribute(&run, progress).await?)
    }
}
