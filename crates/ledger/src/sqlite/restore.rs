//! A copy of an earlier day in a ledger's place.
//!
//! The copy does not know what went out since it was made. So nothing goes out from
//! it by itself: what was on its way is uncertain, what waited is stopped, every
//! approval must be given again, and the whole ledger waits to be adopted.

mod former;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::backup::{self, existing, free_name, inventory, shown};
use super::failure::Failure;
use super::file::{above, make_folder, turn};
use super::{lease, migrations, standing};
use crate::{EditionId, LedgerError, LeftOpen, Restored};

/// Puts a copy of the ledger at `backup` in the place of the one at `ledger`, which
/// stays beside it under another name.
///
/// Whoever was erased since the copy was made is known by a mark alone, and stands in
/// the copy in full: `erased_mark` is the mark that an address would stand under.
///
/// # Errors
/// [`LedgerError`] names the file and the reason: the copy is none or is damaged, a
/// newer program wrote it, another process has the ledger open. The ledger stands as
/// it stood then.
pub fn restore(
    backup: &Path,
    ledger: &Path,
    now: Timestamp,
    erased_mark: &dyn Fn(&str) -> String,
) -> Result<Restored, LedgerError> {
    let of_the_ledger = |failure: Failure| failure.at(&shown(ledger));
    make_folder(above(ledger)).map_err(|error| of_the_ledger(told(&error)))?;
    let folder = above(ledger).canonicalize().map_err(|error| of_the_ledger(told(&error)))?;
    // Nobody opens a ledger of this folder meanwhile, or puts another copy back.
    let _turn = turn(&folder).map_err(|error| of_the_ledger(told(&error)))?;
    let fresh = with_ending(ledger, ".restoring");
    let former = with_ending(ledger, ".restoring-former");
    clear_away(&[&fresh, &former]);
    let restored =
        prepared(backup, &fresh).map_err(|failure| failure.at(&shown(backup))).and_then(|()| {
            replace((&fresh, &former), (ledger, &folder), now, erased_mark).map_err(of_the_ledger)
        });
    clear_away(&[&fresh, &former]);
    restored
}

fn told(error: &std::io::Error) -> Failure {
    Failure::Unusable(format!("cannot be replaced: {error}"))
}

/// What this attempt, or one that died, has left.
fn clear_away(files: &[&Path]) {
    for file in files {
        for ending in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(with_ending(file, ending));
        }
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    name.into()
}

/// The copy, read through, in a file of this program's layout where the ledger lies.
fn prepared(backup: &Path, fresh: &Path) -> Result<(), Failure> {
    let mut source = existing(backup)?;
    if migrations::refuse_strangers(&mut source)? == 0 {
        return Err(Failure::Unusable("is empty: it is no copy of a ledger".to_owned()));
    }
    backup::copy(&source, fresh)?;
    migrations::run(&mut existing(fresh)?)
}

fn replace(
    (fresh, old): (&Path, &Path),
    (ledger, folder): (&Path, &Path),
    now: Timestamp,
    erased_mark: &dyn Fn(&str) -> String,
) -> Result<Restored, Failure> {
    let told = |error: std::io::Error| told(&error);
    let former = ledger.symlink_metadata().is_ok();
    let whole = former && is_nobodys(ledger)?;
    let mut connection = existing(fresh)?;
    let erased = match whole {
        true => brought_forward(ledger, old)
            .and_then(|former| former::take_over(&mut connection, &former, now, erased_mark))
            .inspect_err(|failure| tracing::warn!(?failure, "nothing is taken over"))
            .ok(),
        false => None,
    };
    let (stopped, uncertain) = distrust(&mut connection, now)?;
    drop(connection);
    File::open(fresh).and_then(|file| file.sync_all()).map_err(told)?;
    let inventory = inventory(fresh)?;
    let replaced = if former { Some(put_aside(ledger, now).map_err(told)??) } else { None };
    fs::rename(fresh, ledger).map_err(told)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(told)?;
    let (taken_over, erased) = (erased.is_some(), erased.unwrap_or_default());
    Ok(Restored { inventory, replaced, taken_over, erased, stopped, uncertain })
}

/// The former ledger in this program's layout: where it is older, as a copy of it,
/// since it is to be kept as it was.
fn brought_forward(ledger: &Path, copy: &Path) -> Result<PathBuf, Failure> {
    let mut connection = existing(ledger)?;
    if migrations::refuse_strangers(&mut connection)? == migrations::KNOWN {
        return Ok(ledger.to_owned());
    }
    backup::copy(&connection, copy)?;
    migrations::run(&mut existing(copy)?)?;
    Ok(copy.to_owned())
}

/// Takes in what the write-ahead log holds, which only the last one who has the ledger
/// open may do; `false` where it cannot be read at all.
fn is_nobodys(ledger: &Path) -> Result<bool, Failure> {
    let closed = existing(ledger).and_then(|connection| {
        connection.busy_timeout(std::time::Duration::from_millis(200))?;
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
        Ok(mode)
    });
    match closed {
        Ok(mode) if mode == "delete" => Ok(true),
        Err(Failure::Sql(error)) if !is_busy(&error) => Ok(false),
        Err(Failure::Unusable(_) | Failure::Damaged(_)) => Ok(false),
        _ => Err(Failure::Unusable(
            "is open in another process: end the daemon and all other commands first".to_owned(),
        )),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// Nothing of it goes out until a person says so. Gives the editions that are stopped,
/// and how many deliveries nobody knows about.
fn distrust(connection: &mut Connection, now: Timestamp) -> Result<(Vec<String>, u64), Failure> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let uncertain = end_leases(&tx, now)?;
    let open: Vec<(i64, String)> = tx
        .prepare(
            "SELECT id, key FROM editions
             WHERE world = 'live' AND closed_at IS NULL AND cancelled_at IS NULL ORDER BY id",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, _) in &open {
        standing::stop(&tx, now, EditionId(*id))?;
    }
    // No recorder, and no process of before, speaks of what is leased from now on.
    tx.execute_batch(
        "UPDATE editions SET epoch = epoch + 1048576;
         DELETE FROM adoption;
         DELETE FROM shelf;
         DELETE FROM letters;
         UPDATE proposals SET admitted_at = NULL, waits_until = NULL;
         DELETE FROM answers WHERE proposal NOT IN (
             SELECT proposals.id FROM proposals JOIN editions USING (key, revision, digest)
             WHERE world = 'live');",
    )?;
    tx.execute("INSERT INTO restorations (restored_at) VALUES (?1)", [now.as_microsecond()])?;
    tx.commit()?;
    Ok((open.into_iter().map(|(_, key)| key).collect(), uncertain))
}

fn end_leases(tx: &Transaction<'_>, now: Timestamp) -> Result<u64, Failure> {
    let attempted = "SELECT count(*) FROM deliveries WHERE state = 'attempted'";
    let uncertain = tx.query_row(attempted, [], |row| row.get(0))?;
    let leases: Vec<(i64, u64)> = tx
        .prepare("SELECT edition, epoch FROM leases")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (edition, epoch) in leases {
        let why = "the ledger is a copy from before its outcome was recorded".to_owned();
        lease::end(tx, now, EditionId(edition), epoch, &LeftOpen::Uncertain(why))?;
    }
    Ok(uncertain)
}

/// Gives the former ledger another name; with a log that could not be taken in, if it has one.
fn put_aside(ledger: &Path, now: Timestamp) -> std::io::Result<Result<PathBuf, Failure>> {
    let day = now.strftime("replaced-%Y%m%dT%H%M%SZ").to_string();
    let aside = match free_name(ledger, &day) {
        Ok(aside) => aside,
        Err(failure) => return Ok(Err(failure)),
    };
    // A second name first: at no moment is there no ledger, nor one without its log.
    fs::hard_link(ledger, &aside)?;
    for ending in ["-wal", "-shm"] {
        let log = with_ending(ledger, ending);
        if log.exists() {
            fs::rename(&log, with_ending(&aside, ending))?;
        }
    }
    Ok(Ok(aside))
}
