//! `copydesk ledger restore`

use copydesk_distribution::RecipientKey;
use copydesk_ledger::Restored;
use copydesk_pipeline::Newsroom;

use super::backup::{counts, line};
use super::watch::only_one;
use crate::args::{Copy, Global};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Puts a copy in the ledger's place, while nobody sends or watches.
pub(crate) fn run(global: &Global, command: &Copy, printer: &mut Printer) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let _watcher = only_one(&newsroom)?;
    let _sender = only_sender(&newsroom)?;
    let now = newsrooms::clock().now();
    let key = RecipientKey::open(&newsroom.root)
        .map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
    let restored = newsroom.restore_ledger(&command.file, now, &key).map_err(|error| {
        Trouble::new(error.to_string()).help("the ledger stands as it stood").exit(Exit::Machine)
    })?;
    let file = command.file.display();
    if printer.is_human() {
        printer.page(&format!("{file}: put back\n{}", counts(&restored.inventory)));
        printer.page(&consequences(&restored));
    } else {
        let mut line = line("restored", &file.to_string(), &restored.inventory);
        line["replaced"] = restored.replaced.map(|path| path.display().to_string()).into();
        line["taken_over"] = restored.taken_over.into();
        line["erased"] = restored.erased.into();
        line["stopped"] = restored.stopped.into();
        line["uncertain"] = restored.uncertain.into();
        printer.json(&line);
    }
    printer.note(
        "no profile reaches people now: it cannot know what went out since that copy was made. \
         `copydesk ledger adopt` opens it, and marks what stands ready as not to be sent",
    );
    Ok(Exit::Done)
}

fn only_sender(newsroom: &Newsroom) -> Result<copydesk_pipeline::Turn, Failure> {
    match newsroom.only_sender() {
        Ok(Some(turn)) => Ok(turn),
        Ok(None) => {
            let message = "another copydesk sends from this newsroom: the ledger stays as it is";
            Err(Trouble::new(message).help("end it first").exit(Exit::Refused))
        }
        Err(error) => {
            let message = format!("the sender's lock below .copydesk cannot be taken: {error}");
            Err(Trouble::new(message).exit(Exit::Machine))
        }
    }
}

/// What a person has to look at now.
fn consequences(restored: &Restored) -> String {
    let mut lines = Vec::new();
    if let Some(path) = &restored.replaced {
        lines.push(format!("the ledger of before is {}", path.display()));
        lines.push(match restored.taken_over {
            true => "who left, who was erased and what went out since the copy is taken over \
                     from it"
                .to_owned(),
            false => "it cannot be read: who left since the copy must be suppressed again, who \
                      was erased since erased again"
                .to_owned(),
        });
    }
    if restored.erased > 0 {
        let people = if restored.erased == 1 { "person" } else { "people" };
        lines.push(format!("{} {people} of the copy erased again", restored.erased));
    }
    for key in &restored.stopped {
        lines.push(format!(
            "{key} had not reached everybody and is stopped: `copydesk resume {key}` sends it to \
             those who had not had it then, `copydesk cancel {key}` to nobody"
        ));
    }
    if restored.uncertain > 0 {
        let n = restored.uncertain;
        lines.push(format!("{n} on their way then are uncertain: `copydesk resolve`"));
    }
    lines.into_iter().map(|line| format!("  {line}\n")).collect()
}
