//! `copydesk trace`

use crate::args::{Global, Trace};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Says everything that happened to one person's mail.
pub(crate) fn run(
    global: &Global,
    command: &Trace,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    let world = editions::world(&loaded, global)?;
    let address = command.address.trim().to_lowercase();
    let traces = running::runtime()?.block_on(async {
        let edition = match &command.edition {
            Some(key) => Some(editions::named(&*ledger, world, key).await?.id),
            None => None,
        };
        Ok::<_, Failure>(ledger.trace(world, &address, edition).await?)
    })?;
    if traces.is_empty() {
        return Err(Trouble::new(format!("no edition was planned for {address}"))
            .help("addresses are compared as a whole, in lower case")
            .exit(Exit::Usage));
    }
    for trace in &traces {
        if printer.is_human() {
            printer.page(&delivery::trace(trace, &loaded.newsroom.time_zone));
        } else {
            printer.json(&delivery::trace_json(trace, &address));
        }
    }
    Ok(Exit::Done)
}
