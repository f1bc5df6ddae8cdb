//! `copydesk ledger backup`

use copydesk_ledger::Inventory;
use serde_json::{Value, json};

use crate::args::{Copy, Global};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// What lies below `.copydesk` and is not in a copy, and why.
const APART: &str = "not in it: `.copydesk/keys`, which never changes and without which no link \
                     for leaving a list works any more (keep a copy of it apart), and \
                     `.copydesk/recorders`, which say nothing on another day";

/// Copies the ledger to a new file.
pub(crate) fn run(global: &Global, command: &Copy, printer: &mut Printer) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    if !newsroom.has_ledger() {
        let message = "there is no ledger here yet: nothing was published";
        return Err(Trouble::new(message).exit(Exit::Usage));
    }
    if command.file.symlink_metadata().is_ok() {
        return Err(Trouble::of(command.file.display(), "exists, and no copy overwrites anything")
            .help("name a file that is not there yet")
            .exit(Exit::Usage));
    }
    let inventory = newsroom.back_up_ledger(&command.file)?;
    let file = command.file.display();
    if printer.is_human() {
        printer.page(&format!("{file}: copied, and read through\n{}", counts(&inventory)));
        printer.note(APART);
    } else {
        printer.json(&line("backup", &file.to_string(), &inventory));
    }
    Ok(Exit::Done)
}

/// What a ledger holds.
pub(super) fn counts(inventory: &Inventory) -> String {
    let newest = match &inventory.newest {
        Some((key, at)) => format!(", the newest {key} of {}", at.strftime("%-d %B %Y, %H:%M UTC")),
        None => String::new(),
    };
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    format!(
        "  {}{newest}\n  {}, {}, {}, {}\n",
        counted(number(inventory.editions), "live edition"),
        match inventory.deliveries {
            1 => "1 delivery".to_owned(),
            n => format!("{n} deliveries"),
        },
        counted(number(inventory.drafts), "draft"),
        counted(number(inventory.subscribers), "subscriber"),
        counted(number(inventory.suppressions), "suppression"),
    )
}

/// The same for programs.
pub(super) fn line(kind: &str, file: &str, inventory: &Inventory) -> Value {
    json!({
        "v": 1,
        "type": kind,
        "file": file,
        "layout": inventory.layout,
        "editions": inventory.editions,
        "newest": inventory.newest.as_ref().map(|(key, _)| key),
        "deliveries": inventory.deliveries,
        "drafts": inventory.drafts,
        "subscribers": inventory.subscribers,
        "suppressions": inventory.suppressions,
    })
}
