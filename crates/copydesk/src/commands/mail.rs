//! `copydesk mail ingest`: what came back, and what follows from it; `mail undo`, which
//! takes that back.
//!
//! A message is never moved, changed or answered. One that changed something is
//! kept as it came, and is looked at once: what an operator lifted afterwards stays
//! lifted when the same mailbox is read again.

mod case;
mod follow;
mod kept;
mod messages;
mod notices;
mod tally;
mod undo;
mod whose;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use copydesk_pipeline::Newsroom;

use crate::args::{Format, Global, Ingest, Mail};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

use follow::Followers;
pub(crate) use kept::Kept;

/// One of the commands about mail.
pub(crate) fn run(global: &Global, command: &Mail, printer: &mut Printer) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let runtime = running::runtime()?;
    match command {
        Mail::Ingest(command) => {
            let notices = global.format == Format::Jsonl;
            runtime.block_on(ingest(&newsroom, command, notices, printer))
        }
        Mail::Undo(command) => runtime.block_on(undo::run(&newsroom, command, printer)),
    }
}

async fn ingest(
    newsroom: &Newsroom,
    command: &Ingest,
    notices: bool,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let mut followers = Followers::of(newsroom)?;
    let from = &command.from;
    if from.is_dir() {
        if notices {
            let help = "notices are a file, or stdin: `copydesk mail ingest --format jsonl FILE`";
            let message = "this is a folder, not a file of notices";
            return Err(Trouble::of(from.display(), message).help(help).exit(Exit::Usage));
        }
        return messages::folder(&mut followers, from, printer).await;
    }
    let unreadable =
        |error: io::Error| Trouble::of(from.display(), error.to_string()).exit(Exit::Usage);
    let mut file = open(from).map_err(unreadable)?;
    // No message begins with a brace, and every notice does.
    let begins = file.fill_buf().map_err(unreadable)?.trim_ascii_start();
    if notices || begins.starts_with(b"{") {
        return notices::lines(&mut followers, file, from, printer).await;
    }
    messages::single(&mut followers, file, from, printer).await
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    Ok(match path == Path::new("-") {
        true => Box::new(BufReader::new(io::stdin())),
        false => Box::new(BufReader::new(File::open(path)?)),
    })
}
