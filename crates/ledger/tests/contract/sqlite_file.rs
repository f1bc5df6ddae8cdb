//! What is promised of the file, and what no call can show.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_ledger::{
    Cursor, EditionId, Ledger, LedgerError, NewCapture, Settled, SqliteLedger, SystemClock, World,
};
use copydesk_manuscript::Digest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::desk::{Desk, HandClock};

fn open(path: &Path) -> Result<SqliteLedger, LedgerError> {
    SqliteLedger::open(path, Arc::new(SystemClock))
}

fn refusal(path: &Path) -> String {
    let text = open(path).unwrap_err().to_string();
    let place = format!("the ledger at {} ", path.display());
    text.strip_prefix(&place).expect("names the path").to_owned()
}

/// A desk, and a second way into its file.
fn desk() -> (Desk, PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let clock = Arc::new(HandClock::default());
    let (for_engine, place) = (Arc::clone(&clock), path.clone());
    let desk = Desk::new(clock, move || {
        Box::new(SqliteLedger::open(&place, Arc::clone(&for_engine) as _).unwrap())
    });
    (desk, path, folder)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn folder_and_files_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news/.copydesk/ledger.sqlite");
    let ledger = open(&path).unwrap();
    let draft = NewCapture { path: "a.md".to_owned(), bytes: b"a".to_vec() };
    ledger.capture(draft).await.unwrap();
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("sqlite-wal")), 0o600);
    assert_eq!(mode(&path.with_extension("sqlite-shm")), 0o600);
    drop(ledger);
    assert!(
        !path.with_extension("sqlite-wal").exists(),
        "closed, so the file is whole without its log"
    );
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refusal(folder.path()), "is a folder, not a file");
    assert_eq!(refusal(Path::new("")), "names no file");

    let text = folder.path().join("notes.txt");
    let words = "not a database, but long enough to be one: ".repeat(50);
    fs::write(&text, &words).unwrap();
    assert_eq!(refusal(&text), "is a file of another kind, not a ledger");
    assert_eq!(fs::read_to_string(&text).unwrap(), words);

    let inside = text.join("ledger.sqlite");
    assert!(refusal(&inside).starts_with("has no folder to lie in: "));

    let other = folder.path().join("bookmarks.sqlite");
    let bookmarks = Connection::open(&other).unwrap();
    bookmarks.execute_batch("CREATE TABLE urls (url)").unwrap();
    drop(bookmarks);
    let before = fs::read(&other).unwrap();
    assert_eq!(refusal(&other), "is the database of another program, not a ledger");
    assert_eq!(fs::read(&other).unwrap(), before);
}

#[test]
fn a_newer_ledger_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    drop(open(&path).unwrap());
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    drop(newer);
    let before = fs::read(&path).unwrap();
    let text = refusal(&path);
    assert!(
        text.starts_with("was written by a newer Copydesk (layout 9999, this one knows "),
        "{text}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn many_may_open_a_new_ledger_at_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/ledger.sqlite");
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..6).map(|_| scope.spawn(|| open(&path))).collect();
            for one in all {
                one.join().unwrap().unwrap();
            }
        });
        assert_eq!(mode(&path), 0o600);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_call_that_waits_for_another_process_lets_the_runtime_go_on() {
    let (desk, path, _folder) = desk();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // On the only thread: were the call to block it, nobody would ever commit.
    let (id, ()) = tokio::join!(desk.open(World::Live, "brief"), async {
        other.execute_batch("COMMIT").unwrap();
    });
    assert_eq!(desk.balance(id).await.candidates, 0);
}

#[tokio::test]
async fn a_lost_row_is_noticed_before_the_run_closes() {
    let (desk, path, _folder) = desk();
    let id = desk.planned(&["ann", "bob"]).await;
    let vandal = Connection::open(&path).unwrap();
    vandal.execute("DELETE FROM deliveries WHERE address LIKE 'bob%'", []).unwrap();
    let error = desk.ledger.close(id).await.unwrap_err();
    let LedgerError::Unbalanced { key, balance } = error else {
        panic!("{error}");
    };
    assert_eq!((&*key, balance.candidates), ("2027-01-15-brief", 2));
    assert_eq!(balance.waiting, 1);
    let summary = desk.ledger.edition(id).await.unwrap().summary;
    assert_eq!(summary.closed_at, None);
}

#[tokio::test]
async fn the_tables_themselves_refuse_a_second_row() {
    let (desk, path, _folder) = desk();
    let id = desk.planned(&["ann"]).await;
    let raw = Connection::open(&path).unwrap();
    let again = |edition: EditionId| {
        raw.execute(
            "INSERT INTO deliveries (id, edition, address, list, destination, intended_at)
             SELECT (?1 << 32) + 77, ?1, address, list, destination, 0 FROM deliveries",
            [edition.0],
        )
    };
    assert!(again(id).unwrap_err().to_string().contains("UNIQUE"));
    let twin = raw.execute(
        "INSERT INTO editions (world, key, revision, digest, opened_at)
         SELECT world, key, revision, 'other', opened_at FROM editions",
        [],
    );
    assert!(twin.unwrap_err().to_string().contains("UNIQUE"));
    let held_twice = raw.execute("UPDATE deliveries SET state = 'attempted'", []);
    assert!(held_twice.unwrap_err().to_string().contains("CHECK"));
}

#[tokio::test]
async fn a_forgotten_rehearsal_leaves_no_row_behind() {
    let (desk, path, _folder) = desk();
    let id = desk.open(World::Rehearsal, "brief").await;
    desk.plan(id, &["ann", "bob"], Cursor::End).await;
    desk.finish(id, Settled::Written).await;
    let tables = ["editions", "parts", "contents", "deliveries", "events", "final_counts"];
    let raw = Connection::open(&path).unwrap();
    let left = || -> Vec<i64> {
        let count = |table| format!("SELECT count(*) FROM {table}");
        let rows = tables.map(|table| raw.query_row(&count(table), [], |row| row.get(0)));
        rows.into_iter().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(left(), [1, 1, 1, 2, 2, 1]);
    desk.ledger.forget_rehearsal(id).await.unwrap();
    assert_eq!(left(), [0; 6]);
}

#[tokio::test]
async fn each_intent_and_outcome_is_written_down() {
    let (desk, path, _folder) = desk();
    let id = desk.open(World::Live, "brief").await;
    desk.plan(id, &["ann"], Cursor::End).await;
    let (lease, delivery) = desk.attempted(id, "w1").await;
    desk.clock.advance(2);
    let deferred = Settled::Deferred {
        reply: "451 4.7.1 greylisted".to_owned(),
        until: desk.clock.in_seconds(300),
    };
    desk.settle(&lease, delivery, deferred).await;
    desk.clock.advance(300);
    desk.attempted(id, "w2").await;
    desk.clock.advance(100);
    assert!(desk.claim(id, "w3", 1).await.is_none());

    let start = desk.clock.in_seconds(-402).as_microsecond();
    let events: Vec<(i64, String, String)> = Connection::open(&path)
        .unwrap()
        .prepare("SELECT at - ?1, event, detail FROM history ORDER BY place")
        .unwrap()
        .query_map([start], |row| Ok((row.get::<_, i64>(0)? / 1_000_000, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let event = |at, event: &str, detail: &str| (at, event.to_owned(), detail.to_owned());
    assert_eq!(
        events,
        [
            event(0, "intended", "w1"),
            event(2, "deferred", "451 4.7.1 greylisted"),
            event(302, "intended", "w2"),
            event(402, "uncertain", "no answer from worker w2 before its lease ended"),
        ]
    );
}

/// Nobody knows any more through which pipeline it came, so it counts for all.
#[tokio::test]
async fn a_ledger_of_the_first_layout_is_brought_forward() {
    let (desk, path, _folder) = desk();
    drop(desk);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let older = Connection::open(&path).unwrap();
    older.execute_batch(include_str!("../../src/sqlite/migrations/0001_ledger.sql")).unwrap();
    let digest = Digest::of(b"draft");
    let rows = format!(
        "INSERT INTO editions (id, world, key, revision, digest, opened_at, candidates, handed_out)
             VALUES (1, 'live', 'brief', 1, '{digest}', 0, 4, 2);
         INSERT INTO contents VALUES (1, '{digest}');
         INSERT INTO deliveries (id, edition, address, list, state) VALUES
             ((1 << 32) + 1, 1, 'ann@example.org', 'subscribers', 'accepted'),
             ((1 << 32) + 3, 1, 'bob@example.org', 'subscribers', 'planned'),
             ((1 << 32) + 4, 1, 'cleo@example.org', 'subscribers', 'planned');
         INSERT INTO deliveries (id, edition, address, list, state, attempts, epoch)
             VALUES ((1 << 32) + 2, 1, 'dora@example.org', 'subscribers', 'attempted', 1, 7);
         INSERT INTO leases VALUES (1, 'mail-1', 7, 60, 9000000000000000);
         INSERT INTO events (delivery, at, epoch, event, detail) VALUES
             ((1 << 32) + 1, 5000000, 7, 'intended', 'mail-1'),
             ((1 << 32) + 2, 6000000, 7, 'intended', 'mail-1'),
             ((1 << 32) + 1, 7000000, 7, 'accepted', '250 yes');
         PRAGMA application_id = 0x4344534B; PRAGMA user_version = 1;"
    );
    older.execute_batch(&rows).unwrap();
    drop(older);

    let ledger = open(&path).unwrap();
    let id = EditionId(1);
    let stored = ledger.edition(id).await.unwrap().summary;
    assert_eq!((stored.pipeline, stored.balance.waiting), (None, 3));
    for (who, expected) in [
        ("ann", &[(5, "intended", "mail-1"), (7, "accepted", "250 yes")][..]),
        ("dora", &[(6, "intended", "mail-1")]),
    ] {
        let trace = ledger.trace(World::Live, &format!("{who}@example.org"), None).await.unwrap();
        let events = trace[0].events.iter();
        let events: Vec<_> = events.map(|e| (e.at.as_second(), &*e.event, &*e.detail)).collect();
        assert_eq!(events, expected, "{who}");
    }
    assert!(ledger.adopted().await.unwrap().is_some(), "it has sent to people");
    let batch = ledger.claim(crate::desk::claim(id, "w", 9)).await.unwrap().unwrap();
    assert_eq!(batch.deliveries.len(), 2);
    for pipeline in [None, Some("brief"), Some("morning")] {
        let draft = Digest::of(b"draft");
        let found = ledger.holding(World::Live, pipeline, &draft).await.unwrap();
        assert_eq!(found.map(|found| found.id), Some(id), "{pipeline:?}");
    }
}
