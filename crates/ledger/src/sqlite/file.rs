//! The file on disk: its folder, its rights, and a connection fit for a ledger.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::failure::Failure;
use super::mounts::network_file_system;
use super::{backup, migrations};

/// Kept prepared: more than a run needs again and again.
const STATEMENTS: usize = 64;
/// How long a write waits for other processes, whose writes take milliseconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the ledger at `path`, made and brought up to date if need be.
pub(super) fn open(path: &Path) -> Result<(Connection, Site), Failure> {
    if path.is_dir() {
        return Err(Failure::Unusable("is a folder, not a file".to_owned()));
    }
    let Some(name) = path.file_name() else {
        return Err(Failure::Unusable("names no file".to_owned()));
    };
    let folder = above(path);
    refuse_network(path, folder)?;
    // Absolute from here on: SQLite reads meaning into `file:…` and `:memory:`,
    // and a relative path would follow whoever changes the current folder.
    let folder = make_folder(folder)
        .and_then(|()| folder.canonicalize())
        .map_err(|error| Failure::Unusable(format!("has no folder to lie in: {error}")))?;
    let _turn = turn(&folder).map_err(|error| {
        Failure::Unusable(format!("has a folder that cannot be locked: {error}"))
    })?;
    let path = folder.join(name);
    let mut connection = connect(&path, &folder)?;
    let layout = migrations::refuse_strangers(&mut connection)?;
    keep_a_write_ahead_log(&connection)?;
    let copy = match (1..migrations::KNOWN).contains(&layout) {
        true => Some(copy_before_a_change(&connection, &path, layout)?),
        false => None,
    };
    if let Err(failure) = migrations::run(&mut connection) {
        // Where nothing has changed, whoever tries again and again must not fill the disk.
        if migrations::refuse_strangers(&mut connection).ok() == Some(layout) {
            let _ = copy.map(fs::remove_file);
        }
        return Err(failure);
    }
    let site = Site::of(path)?;
    Ok((connection, site))
}

/// What is about to be brought forward is kept as it was, beside it and for good.
fn copy_before_a_change(
    connection: &Connection,
    path: &Path,
    layout: usize,
) -> Result<PathBuf, Failure> {
    let copy = backup::free_name(path, &format!("layout-{layout}"))?;
    backup::copy(connection, &copy)?;
    tracing::info!(copy = %copy.display(), "kept a copy of the ledger before its tables change");
    Ok(copy)
}

/// The file that was opened. A path may come to lead to another one, or to none, and
/// what is written then is in nobody's ledger.
pub(super) struct Site {
    path: PathBuf,
    file: (u64, u64),
}

impl Site {
    fn of(path: PathBuf) -> Result<Self, Failure> {
        let meta = fs::metadata(&path)
            .map_err(|error| Failure::Unusable(format!("cannot be looked at: {error}")))?;
        Ok(Self { path, file: (meta.dev(), meta.ino()) })
    }

    /// An error is why nothing may be recorded, as a predicate.
    pub(super) fn is_still_there(&self) -> Result<(), String> {
        match fs::metadata(&self.path) {
            Ok(meta) if (meta.dev(), meta.ino()) == self.file => Ok(()),
            // What cannot be looked at for a moment is not gone.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Ok(()),
            found => {
                let what = if found.is_ok() { "replaced" } else { "removed" };
                Err(format!(
                    "was {what} while it was open, so nothing is recorded and nothing is sent: \
                     put it back (`copydesk ledger restore` does, from a backup), and start again"
                ))
            }
        }
    }
}

/// One process at a time opens a ledger of this folder. Two that switch a new file
/// to a write-ahead log at once are told by SQLite that it is locked, and no
/// patience helps: it sees that neither would give way.
pub(super) fn turn(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    folder.lock()?;
    Ok(folder)
}

pub(super) fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Looks at the nearest thing that exists, so that nothing is created where
/// nothing may lie.
fn refuse_network(path: &Path, folder: &Path) -> Result<(), Failure> {
    let existing = std::iter::once(path)
        .chain(folder.ancestors())
        // What a relative path hangs from.
        .chain([Path::new(".")])
        .find_map(|place| place.canonicalize().ok())
        .unwrap_or_else(|| PathBuf::from("/"));
    match network_file_system(&existing) {
        None => Ok(()),
        Some(kind) => Err(Failure::Unusable(format!(
            "lies on a network file system ({kind}), where SQLite's locks cannot be trusted: \
             put it on a local disk"
        ))),
    }
}

/// Makes the folder for its owner alone; one that is there keeps its rights. A
/// new folder is flushed to disk in the one above, or a power cut could take the
/// ledger away with it.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = above(folder);
    make_folder(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        other => other?,
    }
    File::open(above)?.sync_all()
}

/// SQLite makes the file itself, and its rights are narrowed before a byte is in
/// it; log and shared memory copy them. Opening the file here to create it would
/// be a trap: closing it again drops the locks that another ledger in this
/// process holds on it, as POSIX has it.
fn connect(path: &Path, folder: &Path) -> Result<Connection, Failure> {
    let new = !path.exists();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if new {
        fs::set_permissions(path, Permissions::from_mode(0o600))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(|error| Failure::Unusable(format!("cannot be made private: {error}")))?;
    }
    // SQLite falls back to reading without a word.
    if connection.is_readonly("main")? {
        return Err(Failure::Unusable("may not be written to".to_owned()));
    }
    // A statement's plan is made once. SQLite would make some of them anew for each set of
    // values, which cost a third of an import.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // An intent must be on the disk before the body is on the wire.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Readers and one writer side by side. The setting stays in the file.
fn keep_a_write_ahead_log(connection: &Connection) -> Result<(), Failure> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(Failure::Unusable(format!(
            "cannot keep a write-ahead log here (SQLite offers {mode:?})"
        )))
    }
}
