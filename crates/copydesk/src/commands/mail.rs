//! `copydesk mail ingest`: what came back, and what follows from it.
//!
//! A message is never moved, changed or answered. One that changed something is
//! kept as it came, and is looked at once: what an operator lifted afterwards stays
//! lifted when the same mailbox is read again.

mod kept;
mod tally;
mod whose;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use copydesk_distribution::{
    BounceClass, LARGEST_RETURNED, Proof, RecipientKey, Returned, read_returned,
};
use copydesk_ledger::{Clock, Reason, Suppression, SystemClock};
use copydesk_manuscript::Digest;
use copydesk_pipeline::Newsroom;

use crate::args::{Global, Ingest, Mail};
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

pub(crate) use kept::Kept;
use tally::Tally;
use whose::Whose;

/// One of the commands about mail.
pub(crate) fn run(global: &Global, command: &Mail, printer: &mut Printer) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let Mail::Ingest(command) = command;
    running::runtime()?.block_on(ingest(&newsroom, command, printer))
}

async fn ingest(
    newsroom: &Newsroom,
    command: &Ingest,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let people = newsroom.subscriptions(newsrooms::clock())?;
    let key = RecipientKey::open(&newsroom.root)
        .map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
    let kept = Kept::of(newsroom);
    let whose = Whose { newsroom, people: &*people, key: &key };
    let mut tally = Tally::default();
    for path in messages(&command.from)? {
        let bytes = match read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                printer.troubles(&[Trouble::of(path.display(), error.to_string())]);
                tally.unreadable += 1;
                continue;
            }
        };
        tally.messages += 1;
        let digest = Digest::of(&bytes);
        if kept.has(&digest) {
            tally.known += 1;
            continue;
        }
        let Some(case) = case(read_returned(&bytes), &mut tally) else { continue };
        let Some((list, address)) = whose.find(&case).await? else {
            tally.unproved += 1;
            continue;
        };
        let why = case.because(list, &digest);
        // The reason first: a crash in between reads the message again.
        let new = people.suppress(&address, why).await?;
        kept.keep(&digest, &bytes)?;
        tally.suppressed(case.reason, new);
    }
    tally.print(printer);
    Ok(Exit::Done)
}

/// A message from which something follows.
struct Case {
    reason: Reason,
    proof: Proof,
    /// What it is, in words.
    words: String,
}

impl Case {
    fn because(&self, list: String, digest: &Digest) -> Suppression {
        let number = digest.as_str().get(..12).unwrap_or_default();
        Suppression {
            // Who leaves leaves a list; who is gone or complains gets nothing at all.
            list: (self.reason == Reason::Unsubscribed).then_some(list),
            reason: self.reason,
            at: SystemClock.now(),
            source: format!("{}; message {number}", self.words),
        }
    }
}

/// What follows from a message, if anything does; the others are counted.
fn case(returned: Returned, tally: &mut Tally) -> Option<Case> {
    let (reason, proof, words) = match returned {
        Returned::Bounce(bounce) => {
            *tally.class(bounce.class) += 1;
            if bounce.class != BounceClass::Hard {
                return None;
            }
            let status = bounce.status.unwrap_or_else(|| "without a code".to_owned());
            (Reason::Bounced, bounce.proof, format!("bounce {status}"))
        }
        Returned::Complaint(proof) => {
            tally.complaints += 1;
            (Reason::Complained, proof, "complaint".to_owned())
        }
        Returned::Leave(proof) => {
            tally.requests += 1;
            (Reason::Unsubscribed, proof, "asked by mail".to_owned())
        }
        Returned::AutoReply => {
            tally.auto_replies += 1;
            return None;
        }
        Returned::Answer => {
            tally.answers += 1;
            return None;
        }
        Returned::Unreadable(_) => {
            tally.unreadable += 1;
            return None;
        }
    };
    Some(Case { reason, proof, words })
}

/// The messages of a Maildir, oldest name first, or the one that is named.
fn messages(from: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !from.is_dir() {
        return Ok(vec![from.to_owned()]);
    }
    let folders = [from.join("new"), from.join("cur")];
    if !folders.iter().any(|folder| folder.is_dir()) {
        let help = "a Maildir has the folders `new` and `cur`";
        let message = "this folder is no Maildir";
        return Err(Trouble::of(from.display(), message).help(help).exit(Exit::Usage));
    }
    let mut found = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let unreadable =
            |error: io::Error| Trouble::of(folder.display(), error.to_string()).exit(Exit::Machine);
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// As much of a message as is ever looked at.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(LARGEST_RETURNED).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(LARGEST_RETURNED).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
