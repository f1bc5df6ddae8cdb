//! Copies of the file: made while others write, and kept before a change of layout.

mod putting_back;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_ledger::{
    Consent, Cursor, Holder, Ledger, LedgerError, NewCapture, NewProposal, NewSubscription, Optin,
    Reason, Restored, SqliteLedger, Standing, Subscribed, Subscriber, Subscriptions, Suppression,
    SystemClock, TokenMark, World, back_up, restore,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::desk::{Desk, HandClock, accepted, edition, new};

/// A newsroom's folder, its ledger, and somewhere else.
struct House {
    folder: TempDir,
    ledger: PathBuf,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("desk/ledger.sqlite");
        Self { folder, ledger }
    }

    fn away(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn desk(&self) -> Desk {
        let clock = Arc::new(HandClock::default());
        let (for_engine, place) = (Arc::clone(&clock), self.ledger.clone());
        Desk::new(clock, move || {
            Box::new(SqliteLedger::open(&place, Arc::clone(&for_engine) as _).unwrap())
        })
    }

    fn open(&self) -> Result<SqliteLedger, LedgerError> {
        SqliteLedger::open(&self.ledger, Arc::new(SystemClock))
    }

    /// What stands beside the ledger, but for the file itself and its logs.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.ledger.parent().unwrap()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|n| !n.starts_with("ledger.sqlite")).collect();
        names.sort();
        names
    }
}

fn draft(text: &str) -> NewCapture {
    NewCapture { path: format!("drafts/{text}.md"), bytes: text.as_bytes().to_vec() }
}

/// As the newsroom's key makes it, which is in no ledger.
fn mark(address: &str) -> String {
    format!("erased:{}", Digest::of(address.as_bytes()))
}

fn put_back(house: &House, copy: &str) -> Result<Restored, LedgerError> {
    restore(&house.away(copy), &house.ledger, later(), &mark)
}

fn later() -> Timestamp {
    Timestamp::from_second(1_800_086_400).unwrap()
}

#[tokio::test]
async fn a_copy_made_while_others_write_is_whole_and_private() {
    let house = House::new();
    let ledger = Arc::new(house.open().unwrap());
    let writing = Arc::clone(&ledger);
    let (tell, enough) = tokio::sync::oneshot::channel::<()>();
    ledger.capture(draft("first")).await.unwrap();
    let writer = tokio::spawn(async move {
        let mut enough = enough;
        let mut count = 1_u64;
        while enough.try_recv().is_err() {
            count += 1;
            writing.capture(draft(&format!("draft-{count}"))).await.unwrap();
        }
        count
    });
    let (from, to) = (house.ledger.clone(), house.away("copy.sqlite"));
    let copied = tokio::task::spawn_blocking(move || back_up(&from, &to)).await.unwrap().unwrap();
    tell.send(()).unwrap();
    let written = writer.await.unwrap();
    assert!((1..=written).contains(&copied.drafts), "{copied:?} of {written}");
    let copy = house.away("copy.sqlite");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    // A second one to the same place changes nothing, and leaves nothing behind.
    let before = fs::read(&copy).unwrap();
    let told = back_up(&house.ledger, &copy).unwrap_err().to_string();
    assert!(told.contains("exists, and nothing is overwritten"), "{told}");
    assert_eq!(fs::read(&copy).unwrap(), before);
    let names = fs::read_dir(house.folder.path()).unwrap().count();
    assert_eq!(names, 2, "the newsroom's folder and the copy");
}

/// As the first program of all wrote it.
fn oldest(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let older = Connection::open(path).unwrap();
    older.execute_batch(include_str!("../../src/sqlite/migrations/0001_ledger.sql")).unwrap();
    older
        .execute_batch(
            "INSERT INTO editions (id, world, key, revision, digest, opened_at)
                 VALUES (1, 'live', 'brief', 1, 'none', 0);
             PRAGMA application_id = 0x4344534B; PRAGMA user_version = 1;",
        )
        .unwrap();
}

#[test]
fn an_older_ledger_is_kept_as_it_was_before_its_tables_change() {
    let house = House::new();
    oldest(&house.ledger);
    drop(house.open().unwrap());
    drop(house.open().unwrap());
    assert_eq!(house.beside(), ["ledger.layout-1.sqlite"], "once, and kept");
    let kept = house.ledger.with_file_name("ledger.layout-1.sqlite");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    let version = |path: &Path| -> (i64, String) {
        let connection = Connection::open(path).unwrap();
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
        let key = connection.query_row("SELECT key FROM editions", [], |row| row.get(0));
        (version.unwrap(), key.unwrap())
    };
    assert_eq!(version(&kept), (1, "brief".to_owned()));
    assert!(version(&house.ledger).0 > 1);

    // Put back and brought forward again, it has a copy of its own.
    fs::rename(&kept, house.away("kept")).unwrap();
    fs::copy(house.away("kept"), &house.ledger).unwrap();
    fs::write(&kept, "somebody's").unwrap();
    drop(house.open().unwrap());
    assert_eq!(house.beside(), ["ledger.layout-1-2.sqlite", "ledger.layout-1.sqlite"]);
    assert_eq!(fs::read(&kept).unwrap(), b"somebody's");
}

#[test]
fn a_ledger_that_cannot_be_kept_is_not_changed() {
    let house = House::new();
    oldest(&house.ledger);
    for number in 0..1000 {
        let name = match number {
            0 | 1 => "ledger.layout-1.sqlite".to_owned(),
            n => format!("ledger.layout-1-{n}.sqlite"),
        };
        fs::write(house.ledger.with_file_name(name), "").unwrap();
    }
    let told = house.open().unwrap_err().to_string();
    assert!(told.contains("too many copies"), "{told}");
    let raw = Connection::open(&house.ledger).unwrap();
    let layout: i64 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(layout, 1);
}

#[test]
fn a_change_that_fails_again_and_again_leaves_no_copies_behind() {
    let house = House::new();
    oldest(&house.ledger);
    let raw = Connection::open(&house.ledger).unwrap();
    raw.execute_batch("CREATE TABLE restorations (in_the TEXT, way INTEGER)").unwrap();
    drop(raw);
    for _ in 0..3 {
        // The layouts before it are made, once.
        house.open().unwrap_err();
        assert_eq!(house.beside(), ["ledger.layout-1.sqlite"]);
    }
    let copy = house.away("copy.sqlite");
    back_up(&house.ledger, &copy).unwrap();
    put_back(&house, "copy.sqlite").unwrap_err();
    assert!(!house.ledger.with_extension("sqlite.restoring").exists());
}
