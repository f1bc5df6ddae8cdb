//! `copydesk cancel`

use copydesk_ledger::World;
use copydesk_pipeline::settle_the_dead;

use crate::args::{EditionKey, Global};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
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
        if let Some(proposal) = editions::waiting(&*ledger, &command.edition).await? {
            let ended = ledger.withdraw(&proposal.proposed.digest).await?;
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
