//! `copydesk cancel`

use copydesk_ledger::{Ledger, World};
use copydesk_manuscript::Digest;
use copydesk_pipeline::{edition_named, settle_the_dead};

use crate::args::{EditionKey, Global};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms::{self, Loaded};
use crate::report::printer::Printer;
use crate::report::{delivery, proposal};
use crate::running;
use crate::trouble::Failure;

/// Ends an edition for good: one that waits goes nowhere, of one that is being sent
/// whoever waits does not get it.
pub(crate) fn run(
    global: &Global,
    command: &EditionKey,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    running::runtime()?.block_on(async {
        let key = &command.edition;
        if let Some(proposal) = waiting(&loaded, global, &*ledger, key).await? {
            let ended = ledger.withdraw(&proposal).await?;
            // A moment ago it may have begun.
            let begun = editions::begun(&*ledger, &ended).await?;
            if begun.is_none() {
                match printer.is_human() {
                    true => printer.page(&proposal::cancelled(&ended)),
                    false => printer.json(&proposal::json(&ended)),
                }
                return Ok(Exit::Done);
            }
        }
        let edition = editions::named(&*ledger, World::Live, &command.edition).await?;
        let alone = settle_the_dead(&loaded.newsroom, &*ledger).await?;
        ledger.cancel(edition.id).await?;
        ledger.close(edition.id).await?;
        let edition = editions::named(&*ledger, World::Live, &command.edition).await?;
        if printer.is_human() {
            printer.page(&delivery::line(&edition));
            if edition.closed_at.is_none() && !alone {
                printer.note("another copydesk is sending: what is on the wire keeps its outcome");
            }
        } else {
            printer.json(&delivery::json(&edition));
        }
        Ok(if edition.closed_at.is_some() { Exit::Done } else { Exit::Incomplete })
    })
}

/// What waits under this key and nobody has had: for people, in grace, for its window;
/// or a draft for its own hour, of which nothing was proposed yet.
async fn waiting(
    loaded: &Loaded,
    global: &Global,
    ledger: &dyn Ledger,
    key: &str,
) -> Result<Option<Digest>, Failure> {
    if let Some(proposal) = editions::waiting(ledger, key).await? {
        return Ok(Some(proposal.proposed.digest));
    }
    // What is being sent is meant before a draft that would put it right.
    let newest = edition_named(ledger, World::Live, key).await?;
    if newest.is_some_and(|edition| edition.closed_at.is_none()) {
        return Ok(None);
    }
    match editions::to_come(loaded, global, ledger, key).await? {
        Some(draft) => Ok(Some(ledger.propose(draft).await?.proposed.digest)),
        None => Ok(None),
    }
}
