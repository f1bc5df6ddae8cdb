//! Bytes of somebody who was erased, in places of the file that nothing points to.
//!
//! `secure_delete` writes zeros over what an erasure removes; what was moved about or
//! removed earlier may have left copies in free room. So the file itself is looked
//! through, and written anew where it holds one. Writing anew locks senders out, so it
//! waits until nobody sends.

use std::collections::btree_map::{BTreeMap, Entry};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::sqlite::failure::Failure;

/// How much is looked at at once.
const CHUNK: usize = 1 << 20;

/// Places that could not be cleared.
pub(super) fn scrub(
    connection: &mut Connection,
    address: &str,
    may_write_anew: bool,
) -> Result<u64, Failure> {
    let Some(file) = connection.path().map(PathBuf::from) else { return Ok(0) };
    checkpoint(connection)?;
    let found = both(&file, address)?;
    if found == 0 || !may_write_anew {
        return Ok(found);
    }
    connection.execute_batch("VACUUM")?;
    checkpoint(connection)?;
    // What the file has now, rows hold: longer addresses, and the newsroom's own words.
    places(&log(&file), address).map_err(|error| unreadable(&error))
}

/// Takes over what the write-ahead log holds, and empties it. Where another process
/// still reads, part of it stays until that one is done.
fn checkpoint(connection: &Connection) -> Result<(), Failure> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn both(file: &Path, address: &str) -> Result<u64, Failure> {
    let found = places(file, address).and_then(|one| Ok(one + places(&log(file), address)?));
    found.map_err(|error| unreadable(&error))
}

fn log(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::Unusable(format!("cannot be looked through: {error}"))
}

/// Files that were looked through. They stay open: closing one would drop the locks
/// that SQLite has on it in this process, as POSIX has it.
static OPEN: Mutex<BTreeMap<(u64, u64), File>> = Mutex::new(BTreeMap::new());

/// How often the address stands in a file, in any case.
fn places(path: &Path, address: &str) -> io::Result<u64> {
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        about => about?,
    };
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let file = match open.entry((about.dev(), about.ino())) {
        Entry::Occupied(file) => file.into_mut(),
        Entry::Vacant(place) => place.insert(File::open(path)?),
    };
    let word = address.as_bytes();
    let (mut held, mut chunk) = (Vec::new(), vec![0; CHUNK]);
    let (mut at, mut found) = (0, 0);
    loop {
        let read = file.read_at(&mut chunk, at)?;
        if read == 0 {
            return Ok(found);
        }
        at += read as u64;
        held.extend_from_slice(&chunk[..read]);
        found += held.windows(word.len()).filter(|w| w.eq_ignore_ascii_case(word)).count() as u64;
        // The beginning of one that the next bytes end.
        let from = held.len().saturating_sub(word.len() - 1);
        held.drain(..from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_across_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut bytes = vec![b'x'; CHUNK - 4];
        bytes.extend(b"Ann@X.org, ann@x.org");
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(places(&path, "ann@x.org").unwrap(), 2);
        assert_eq!(places(&folder.path().join("none"), "ann@x.org").unwrap(), 0);
    }
}
