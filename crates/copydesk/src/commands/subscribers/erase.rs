//! `copydesk subscribers remove --erase`: everything about a person, for good.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use copydesk_distribution::RecipientKey;
use copydesk_ledger::World;
use copydesk_pipeline::Newsroom;

use super::people;
use crate::commands::mail::Kept;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::report::terminal;
use crate::trouble::{Failure, Trouble};

pub(super) async fn run(
    newsroom: &Newsroom,
    address: &str,
    yes: bool,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    if !yes {
        sure(address)?;
    }
    let key = RecipientKey::open(&newsroom.root)
        .map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
    let mark = key.erased_mark(address);
    let erased = people(newsroom)?.erase(address, &mark, "on request").await?;
    printer.page(&format!(
        "Erased: {}; {} stand under {mark}.\n\
         The address is still found in {} of the ledger.\n",
        counted(erased.subscriptions as usize, "subscription"),
        counted(erased.deliveries as usize, "delivery record"),
        counted(erased.left as usize, "row")
    ));
    let kept = Kept::of(newsroom).forget(address, &erased.messages)?;
    printer.page(&format!("{} that came back removed.\n", counted(kept, "message")));
    let rehearsed = forget_rehearsals(newsroom, address)?;
    if rehearsed > 0 {
        let files = counted(rehearsed, "file");
        printer.page(&format!("{files} of rehearsals removed from outbox/.\n"));
    }
    let recorders = forget_recorders(newsroom, address).await?;
    let mut exit = if erased.left == 0 { Exit::Done } else { Exit::Machine };
    if erased.remains > 0 || recorders > 0 {
        printer.note(
            "Mail is being sent, and must not wait: copies are left in free room of the ledger's \
             file or in its recorders. Say the same again when nothing is on its way.",
        );
        exit = exit.max(Exit::Incomplete);
    }
    if erased.mentions > 0 {
        let mentions = counted(erased.mentions as usize, "draft, proposal or part of an edition");
        printer.note(&format!("{mentions} in the ledger, of your own words, name the address."));
    }
    for path in elsewhere(newsroom, address) {
        printer.note(&format!("Still in {}: that file is yours to change.", path.display()));
    }
    printer.note("Mailboxes, backups and the relay's own log are not looked through.");
    Ok(exit)
}

/// There is no way back, so somebody must say it twice.
fn sure(address: &str) -> Result<(), Failure> {
    let question =
        format!("Everything about {address} will be gone for good. Type the address to go on:");
    match terminal::typed(&question, address) {
        Some(true) => Ok(()),
        Some(false) => Err(Trouble::new("nothing was erased").exit(Exit::Refused)),
        None => Err(Trouble::new("an erasure cannot be undone, and nobody is here to be asked")
            .help("`--yes` says that you mean it")
            .exit(Exit::Usage)),
    }
}

/// Recorders repeat the relay's words, which may name the address. How many could not
/// be removed, because a worker may still need them.
async fn forget_recorders(newsroom: &Newsroom, address: &str) -> Result<usize, Failure> {
    let folder = newsroom.root.join(".copydesk").join("recorders");
    let naming = holding(&folder, address);
    if naming.is_empty() {
        return Ok(0);
    }
    let ledger = newsroom.ledger(newsrooms::clock())?;
    let held = ledger.held(World::Live).await?;
    let mut left = 0;
    for path in naming {
        let owner = path.file_stem().unwrap_or_default();
        if held.iter().any(|lease| lease.owner.as_str() == owner) {
            left += 1;
            continue;
        }
        fs::remove_file(&path)
            .map_err(|error| Trouble::of(path.display(), error.to_string()).exit(Exit::Machine))?;
    }
    Ok(left)
}

/// Files that rehearsals wrote and would write again, but for this person. How many.
fn forget_rehearsals(newsroom: &Newsroom, address: &str) -> Result<usize, Failure> {
    let found = holding(&newsroom.root.join("outbox"), address);
    for path in &found {
        fs::remove_file(path)
            .map_err(|error| Trouble::of(path.display(), error.to_string()).exit(Exit::Machine))?;
    }
    Ok(found.len())
}

/// Lists that are files and hold the address still. Nobody is mailed by them who was
/// erased.
fn elsewhere(newsroom: &Newsroom, address: &str) -> Vec<PathBuf> {
    let lists = newsroom.lists.values().filter_map(|list| list.file.as_ref());
    lists.flat_map(|file| holding(&newsroom.root.join(file), address)).collect()
}

/// The files below here that hold the address, in any case. Links are not followed.
fn holding(path: &Path, address: &str) -> Vec<PathBuf> {
    if let Ok(entries) = fs::read_dir(path) {
        let paths = entries.flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> = paths.filter(|path| !path.is_symlink()).collect();
        paths.sort();
        return paths.iter().flat_map(|path| holding(path, address)).collect();
    }
    match fs::read(path) {
        Ok(bytes) if Kept::names(&bytes, address) => vec![path.to_owned()],
        Err(error) if error.kind() != ErrorKind::NotFound => vec![path.to_owned()],
        _ => Vec::new(),
    }
}
