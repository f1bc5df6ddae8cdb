//! A copy of a whole ledger, while others write to it: one look at one consistent
//! state, in a file that was read through before it has its name.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::failure::Failure;
use super::file::{PATIENCE, above};
use super::migrations;
use super::stored::moment;
use crate::{Inventory, LedgerError};

/// Copies the ledger at `ledger` to `target`, with mode 0600, and says what it holds.
/// Others go on reading and writing meanwhile. Nothing is brought forward, so that an
/// older ledger has a copy of its own layout.
///
/// # Errors
/// [`LedgerError`] names the file and the reason: something stands at `target`
/// already, the ledger is damaged, there is no room. Nothing is left behind then.
pub fn back_up(ledger: &Path, target: &Path) -> Result<Inventory, LedgerError> {
    let mut connection = existing(ledger).map_err(|failure| failure.at(&shown(ledger)))?;
    migrations::refuse_strangers(&mut connection).map_err(|f| f.at(&shown(ledger)))?;
    copy(&connection, target).map_err(|failure| failure.at(&shown(ledger)))?;
    inventory(target).map_err(|failure| failure.at(&shown(target)))
}

pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A database that is there, as it is.
pub(super) fn existing(path: &Path) -> Result<Connection, Failure> {
    // Absolute, because SQLite reads meaning into `file:…` and `:memory:`.
    let path = path
        .canonicalize()
        .map_err(|error| Failure::Unusable(format!("cannot be read: {error}")))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Writes what `connection` sees to a new file.
pub(super) fn copy(connection: &Connection, target: &Path) -> Result<(), Failure> {
    let refused = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Unusable(format!(
            "is not copied: {} exists, and nothing is overwritten",
            target.display()
        )),
        _ => Failure::Unusable(format!("cannot be copied to {}: {error}", target.display())),
    };
    if target.symlink_metadata().is_ok() {
        return Err(refused(ErrorKind::AlreadyExists.into()));
    }
    let folder = above(target).canonicalize().map_err(refused)?;
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.partial", std::process::id()));
    let beside = folder.join(name);
    let written = (|| {
        write(connection, &beside)?;
        verify(&beside)?;
        File::open(&beside).and_then(|file| file.sync_all()).map_err(refused)?;
        // Taken, and at once replaced by the whole: of two that copy to one name, one is told.
        private(target).map_err(refused)?;
        fs::rename(&beside, target).map_err(|error| {
            let _ = fs::remove_file(target);
            refused(error)
        })?;
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(refused)
    })();
    if written.is_err() {
        // What is left of a failed attempt is nobody's.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(connection: &Connection, to: &Path) -> Result<(), Failure> {
    let told = |error: io::Error| {
        Failure::Unusable(format!("cannot be copied to {}: {error}", to.display()))
    };
    private(to).map_err(told)?;
    let name = to.to_str().ok_or_else(|| told(ErrorKind::InvalidFilename.into()))?;
    connection.execute("VACUUM INTO ?1", [name]).map_err(|error| {
        let why = super::failure::in_words(&error);
        Failure::Unusable(format!("cannot be copied to {}: it {why}", to.display()))
    })?;
    Ok(())
}

/// A new file for its owner alone.
fn private(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// Reads a whole ledger through.
pub(super) fn verify(path: &Path) -> Result<(), Failure> {
    let connection = existing(path)?;
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(Failure::Damaged(format!("is damaged: {said}")));
    }
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Failure::Damaged("is damaged: rows refer to rows that are not there".into()));
    }
    Ok(())
}

/// Counts what stands in the file.
pub(super) fn inventory(path: &Path) -> Result<Inventory, Failure> {
    let mut connection = existing(path)?;
    let tx = connection.transaction()?;
    let layout = migrations::layout(&tx)?;
    // Older layouts have fewer tables.
    let count = |table: &str| -> Result<u64, Failure> {
        let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        if !tx.prepare(there)?.exists([table])? {
            return Ok(0);
        }
        Ok(tx.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
    };
    let mut newest = tx.prepare(
        "SELECT key, opened_at FROM editions WHERE world = 'live' ORDER BY id DESC LIMIT 1",
    )?;
    let mut newest = newest.query([])?;
    let newest = match newest.next()? {
        Some(row) => Some((row.get(0)?, moment(row.get(1)?)?)),
        None => None,
    };
    let live = "SELECT count(*) FROM editions WHERE world = 'live'";
    Ok(Inventory {
        layout,
        drafts: count("captures")?,
        editions: tx.query_row(live, [], |row| row.get(0))?,
        newest,
        deliveries: count("deliveries")?,
        subscribers: count("subscribers")?,
        suppressions: count("suppressions")?,
    })
}

/// A name beside the ledger that nobody has: `ledger.<what>.sqlite`, `ledger.<what>-2.sqlite` …
pub(super) fn free_name(ledger: &Path, what: &str) -> Result<PathBuf, Failure> {
    let stem = ledger.file_stem().unwrap_or_default().to_string_lossy();
    let ending = ledger.extension().unwrap_or_default().to_string_lossy();
    let named = |number: u32| match number {
        1 => ledger.with_file_name(format!("{stem}.{what}.{ending}")),
        n => ledger.with_file_name(format!("{stem}.{what}-{n}.{ending}")),
    };
    (1..1000)
        .map(named)
        .find(|path| path.symlink_metadata().is_err())
        .ok_or_else(|| Failure::Unusable(format!("has too many copies called {what}")))
}
