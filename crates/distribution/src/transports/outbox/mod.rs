//! A rehearsal: everybody's message is built and counted, and the most telling
//! ones are written as files. Nothing leaves the machine.

mod folder;
mod kept_tests;
mod local_links;
mod preview;
mod telling;

use std::path::PathBuf;

use copydesk_ledger::{Batch, Candidate, DeliveryId, Intended, Intents, Outcome, Settled};

use self::folder::OutboxFolder;
pub(crate) use self::kept_tests::{keep_letter, keep_test};
use crate::channels::email::Round;
use crate::{DistributeError, Halt};

/// A folder that takes the mail of rehearsals.
#[derive(Clone, Debug)]
pub struct Outbox {
    /// Where; each edition has its folder in it.
    pub folder: PathBuf,
    /// Write everybody's message instead of the 25 most telling.
    pub write_all: bool,
}

impl Outbox {
    /// Where an edition's files lie.
    pub(crate) fn of(&self, key: &str) -> PathBuf {
        self.folder.join(key)
    }
}

/// Works through everybody who waits. An edition's former files are replaced as a
/// whole once everybody is through.
pub(crate) async fn rehearse(
    round: &mut Round<'_>,
    outbox: &Outbox,
) -> Result<Option<Halt>, DistributeError> {
    let run = round.run;
    if !round.somebody_waits() {
        // Its files are there from the run that closed it.
        return Ok(None);
    }
    let about = round.composer.edition.about();
    let mut folder = OutboxFolder::begin(&outbox.of(&about.key))?;
    let chosen = match outbox.write_all {
        true => None,
        false => Some(telling::choose(run.audience).await?),
    };
    let wanted = |person: &Candidate| {
        let address = person.address.as_str();
        chosen.as_ref().is_none_or(|chosen| chosen.contains(address))
    };
    loop {
        if run.stop.asked() {
            return Ok(Some(Halt::Stopped));
        }
        let Some(batch) = round.claim().await? else {
            break;
        };
        let intended = intend(round, &batch).await?;
        if intended.through.is_empty() && intended.left.is_empty() {
            return Ok(Some(Halt::Overtaken));
        }
        for delivery in &batch.deliveries {
            if intended.left.contains(&delivery.id) {
                round.left();
                continue;
            }
            let message = round.composer.compose(&delivery.candidate)?;
            if wanted(&delivery.candidate) {
                folder.add(&message, &delivery.candidate)?;
            }
        }
        let written = |delivery| Outcome { delivery, settled: Settled::Written };
        let outcomes = intended.through.into_iter().map(written).collect();
        round.settle(&batch.lease, outcomes).await?;
    }
    let page = run.archive.page(&about.key);
    folder.finish(round.composer, page.is_file().then_some(page.as_path()))?;
    Ok(None)
}

async fn intend(round: &Round<'_>, batch: &Batch) -> Result<Intended, DistributeError> {
    let ids: Vec<DeliveryId> = batch.deliveries.iter().map(|d| d.id).collect();
    let intended = round.run.ledger.intend(&[Intents::new(&batch.lease, &ids)]).await?;
    Ok(intended.into_iter().next().unwrap_or_default())
}

#[cfg(test)]
mod tests;
