//! `copydesk status`

use crate::args::{Global, Status};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::Failure;

/// Says how an edition stands, or all of them.
pub(crate) fn run(
    global: &Global,
    command: &Status,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    let world = editions::world(&loaded, global)?;
    let found = running::runtime()?.block_on(async {
        match &command.edition {
            Some(key) => Ok(vec![editions::named(&*ledger, world, key).await?]),
            None => Ok::<_, Failure>(ledger.editions(world).await?),
        }
    })?;
    for edition in &found {
        match (printer.is_human(), &command.edition) {
            (true, Some(_)) => printer.page(&delivery::page(edition, &loaded.newsroom.time_zone)),
            (true, None) => printer.page(&delivery::line(edition)),
            (false, _) => printer.json(&delivery::json(edition)),
        }
    }
    if found.is_empty() {
        printer.note("no edition has gone out to people");
    }
    Ok(Exit::Done)
}
