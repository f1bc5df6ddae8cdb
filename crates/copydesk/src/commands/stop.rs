//! `copydesk stop`

use copydesk_ledger::World;

use crate::args::{EditionKey, Global};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::Failure;

/// Keeps an edition from going on, wherever it is being sent.
pub(crate) fn run(
    global: &Global,
    command: &EditionKey,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    running::runtime()?.block_on(async {
        let edition = editions::named(&*ledger, World::Live, &command.edition).await?;
        ledger.stop(edition.id).await?;
        let edition = editions::named(&*ledger, World::Live, &command.edition).await?;
        if printer.is_human() {
            printer.page(&delivery::line(&edition));
            if edition.closed_at.is_none() {
                printer.note(&format!("`copydesk resume {}` lets it go on", edition.key));
            }
        } else {
            printer.json(&delivery::json(&edition));
        }
        Ok(Exit::Done)
    })
}
