//! `copydesk status`

mod home;
mod lines;
mod page;

use copydesk_ledger::World;

use crate::args::{Global, Status};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms::{self, Loaded};
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::report::proposal;
use crate::running;
use crate::trouble::Failure;

use home::Home;

/// Says how an edition stands, or the whole newsroom.
pub(crate) fn run(
    global: &Global,
    command: &Status,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    match &command.edition {
        Some(key) => edition(global, &loaded, key, printer),
        None => newsroom(global, &loaded, printer),
    }
}

fn edition(
    global: &Global,
    loaded: &Loaded,
    key: &str,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let ledger = editions::ledger(loaded)?;
    let world = editions::world(loaded, global)?;
    let zone = &loaded.newsroom.time_zone;
    running::runtime()?.block_on(async {
        // What waits is in no world but the one of people.
        let waiting = match world {
            World::Live => editions::waiting(&*ledger, key).await?,
            World::Rehearsal => None,
        };
        if let Some(proposal) = &waiting {
            match printer.is_human() {
                true => printer.page(&proposal::line(proposal, zone)),
                false => printer.json(&proposal::json(proposal)),
            }
        }
        let all = ledger.editions(world).await?;
        if waiting.is_some() && all.iter().all(|edition| edition.key != key) {
            return Ok(Exit::Done);
        }
        let edition = editions::named(&*ledger, world, key).await?;
        let marks = ledger.marks(edition.id).await?;
        match printer.is_human() {
            true => printer.page(&delivery::page(&edition, &marks, zone)),
            false => printer.json(&delivery::json_with_marks(&edition, &marks)),
        }
        // What it has replaced.
        for other in all.iter().filter(|other| other.key == key && other.id != edition.id) {
            match printer.is_human() {
                true => printer.page(&delivery::line(other)),
                false => printer.json(&delivery::json(other)),
            }
        }
        Ok(Exit::Done)
    })
}

/// Ends with what a monitor should know: the highest exit code that anything earns.
fn newsroom(global: &Global, loaded: &Loaded, printer: &mut Printer) -> Result<Exit, Failure> {
    let home = running::runtime()?.block_on(Home::look(global, loaded))?;
    let exit = home.exit();
    if printer.is_human() {
        let zone = &loaded.newsroom.time_zone;
        let words = page::page(&home, zone, printer.paint(), printer.width());
        printer.page(&words);
    } else {
        for line in lines::lines(&home, exit) {
            printer.json(&line);
        }
    }
    Ok(exit)
}
