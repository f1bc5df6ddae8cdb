//! `copydesk mail undo`: what followed from a message, taken back.

use copydesk_pipeline::Newsroom;
use serde_json::json;

use crate::args::Undo;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::person;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Digits that are shown of a message's number.
const DIGITS: usize = 12;

pub(super) async fn run(
    newsroom: &Newsroom,
    command: &Undo,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let number = command.message.trim().to_ascii_lowercase();
    if number.len() < DIGITS || !number.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        let message = format!("a message's number has {DIGITS} hexadecimal digits");
        let help = "`copydesk trace ADDRESS` shows the numbers";
        return Err(Trouble::new(message).help(help).exit(Exit::Usage));
    }
    let people = newsroom.subscriptions(newsrooms::clock())?;
    let undone = people.undo(&number, &command.because).await?;
    if undone.is_nothing() {
        let message = format!("nothing rests on message {number}");
        let help = "`copydesk trace ADDRESS` shows what does, and the numbers";
        return Err(Trouble::new(message).help(help).exit(Exit::Usage));
    }
    if !printer.is_human() {
        printer.json(&json!({
            "v": 1, "type": "undone", "message": number,
            "lifted": undone.suppressions, "marks": undone.marks, "uncertain": undone.uncertain,
        }));
        return Ok(Exit::Done);
    }
    for suppression in &undone.suppressions {
        printer.page(&format!("Lifted: {}\n", person::suppression(suppression)));
    }
    if undone.marks > 0 {
        printer.page(&format!("{} taken off.\n", counted(undone.marks as usize, "mark")));
    }
    if undone.uncertain > 0 {
        let uncertain = counted(undone.uncertain as usize, "delivery");
        printer.page(&format!("{uncertain} uncertain again.\n"));
    }
    Ok(Exit::Done)
}
