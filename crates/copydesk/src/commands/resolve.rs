//! `copydesk resolve`

use copydesk_ledger::{Verdict, Whose};

use crate::args::{Global, Resolve};
use crate::editions;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::delivery;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Settles what nobody knew, as a person says.
pub(crate) fn run(
    global: &Global,
    command: &Resolve,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    let whose = match &command.address {
        Some(address) => Whose::Address(address.trim().to_lowercase()),
        None => Whose::All,
    };
    let verdict = if command.accepted { Verdict::Accepted } else { Verdict::Resend };
    running::runtime()?.block_on(async {
        let edition = editions::uncertain(&*ledger, &command.edition).await?;
        let settled = ledger.resolve(edition.id, whose, verdict, &command.reason).await?;
        if settled == 0 {
            return Err(Trouble::new("nobody's delivery is uncertain there")
                .help(format!("`copydesk status {}` says how it stands", edition.key))
                .exit(Exit::Usage));
        }
        let edition = ledger.edition(edition.id).await?.summary;
        if printer.is_human() {
            printer.note(&format!("{} settled", counted(settled as usize, "delivery")));
            printer.page(&delivery::line(&edition));
            if verdict == Verdict::Resend {
                printer.note(&format!("`copydesk retry {}` sends it again", edition.key));
            }
        } else {
            printer.json(&delivery::json(&edition));
        }
        Ok(Exit::Done)
    })
}
