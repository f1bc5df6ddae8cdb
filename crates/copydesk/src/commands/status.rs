//! `copydesk status`

use copydesk_ledger::World;

use crate::args::{Global, Status};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::report::proposal;
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
    running::runtime()?.block_on(async {
        // What waits is in no world but the one of people.
        let mut waiting = match world {
            World::Live => copydesk_pipeline::waiting(&*ledger).await?,
            World::Rehearsal => Vec::new(),
        };
        if let Some(key) = &command.edition {
            waiting.retain(|proposal| proposal.proposed.key == *key);
        }
        for proposal in &waiting {
            match printer.is_human() {
                true => printer.page(&proposal::line(proposal, &loaded.newsroom.time_zone)),
                false => printer.json(&proposal::json(proposal)),
            }
        }
        if let Some(key) = &command.edition {
            let known = ledger.editions(world).await?.iter().any(|edition| edition.key == *key);
            if !known && !waiting.is_empty() {
                return Ok(Exit::Done);
            }
            let edition = editions::named(&*ledger, world, key).await?;
            let marks = ledger.marks(edition.id).await?;
            match printer.is_human() {
                true => {
                    let zone = &loaded.newsroom.time_zone;
                    printer.page(&delivery::page(&edition, &marks, zone));
                }
                false => printer.json(&delivery::json_with_marks(&edition, &marks)),
            }
            // What it has replaced.
            for other in ledger.editions(world).await? {
                if other.key != edition.key || other.id == edition.id {
                    continue;
                }
                match printer.is_human() {
                    true => printer.page(&delivery::line(&other)),
                    false => printer.json(&delivery::json(&other)),
                }
            }
            return Ok(Exit::Done);
        }
        let found = ledger.editions(world).await?;
        for edition in &found {
            match printer.is_human() {
                true => printer.page(&delivery::line(edition)),
                false => printer.json(&delivery::json(edition)),
            }
        }
        if found.is_empty() && waiting.is_empty() {
            printer.note("no edition has gone out to people");
        }
        Ok(Exit::Done)
    })
}
