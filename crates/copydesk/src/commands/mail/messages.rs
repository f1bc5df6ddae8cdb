//! Messages as they lie in a mailbox.

use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use copydesk_distribution::{LARGEST_RETURNED, read_returned};
use copydesk_manuscript::Digest;

use super::case;
use super::follow::Followers;
use super::kept::Kind;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// All messages of a Maildir.
pub(super) async fn folder(
    followers: &mut Followers<'_>,
    from: &Path,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    for path in in_maildir(from)? {
        match File::open(&path).and_then(read) {
            Ok(bytes) => message(followers, &bytes).await?,
            Err(error) => {
                printer.troubles(&[Trouble::of(path.display(), error.to_string())]);
                followers.tally.unreadable += 1;
            }
        }
    }
    followers.tally.print("messages", printer);
    Ok(Exit::Done)
}

/// The one message of a file.
pub(super) async fn single(
    followers: &mut Followers<'_>,
    file: Box<dyn BufRead>,
    from: &Path,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let bytes = read(file)
        .map_err(|error| Trouble::of(from.display(), error.to_string()).exit(Exit::Usage))?;
    message(followers, &bytes).await?;
    followers.tally.print("messages", printer);
    Ok(Exit::Done)
}

async fn message(followers: &mut Followers<'_>, bytes: &[u8]) -> Result<(), Failure> {
    followers.tally.read += 1;
    if followers.kept.has(Kind::Message, &Digest::of(bytes)) {
        followers.tally.known += 1;
        return Ok(());
    }
    let Some((case, proof)) = case::of_message(read_returned(bytes), &mut followers.tally) else {
        return Ok(());
    };
    let found = followers.whose.of_message(&case, &proof).await?;
    followers.follow(case, found, Kind::Message, bytes).await
}

/// Oldest name first.
fn in_maildir(from: &Path) -> Result<Vec<PathBuf>, Failure> {
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
fn read(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST_RETURNED).read_to_end(&mut bytes)?;
    Ok(bytes)
}
