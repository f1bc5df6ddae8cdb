//! `copydesk trace`

use crate::args::{Global, Trace};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::report::{delivery, person};
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Says what is known of one person, and everything that happened to their mail.
pub(crate) fn run(
    global: &Global,
    command: &Trace,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    let people = loaded.newsroom.subscriptions(newsrooms::clock())?;
    let world = editions::world(&loaded, global)?;
    let address = command.address.trim().to_lowercase();
    let (known, traces) = running::runtime()?.block_on(async {
        let (edition, known) = match &command.edition {
            Some(key) => (Some(editions::named(&*ledger, world, key).await?.id), None),
            None => (None, Some(people.person(&address).await?)),
        };
        let known = known.filter(|person| person.is_subscriber());
        Ok::<_, Failure>((known, ledger.trace(world, &address, edition).await?))
    })?;
    if traces.is_empty() && known.is_none() {
        return Err(Trouble::new(format!("nothing is known of {address}"))
            .help("addresses are compared as a whole, in lower case")
            .exit(Exit::Usage));
    }
    let zone = &loaded.newsroom.time_zone;
    if let Some(mut known) = known {
        match printer.is_human() {
            true => printer.page(&person::page(&known, zone)),
            false => {
                // They follow, a line each, with more of them.
                known.deliveries.clear();
                printer.json(&person::json(&known));
            }
        }
    }
    for trace in &traces {
        if printer.is_human() {
            printer.page(&delivery::trace(trace, zone));
        } else {
            printer.json(&delivery::trace_json(trace, &address));
        }
    }
    Ok(Exit::Done)
}
