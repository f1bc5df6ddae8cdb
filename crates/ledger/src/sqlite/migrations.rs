//! The layout of the tables, numbered, and how an older one is brought forward.
//!
//! A migration that has been released is never edited: the next one mends it.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::failure::Failure;

/// In order; the first brings an empty file to layout 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_pipelines.sql"),
    include_str!("migrations/0003_delivery.sql"),
    include_str!("migrations/0004_proposals.sql"),
    include_str!("migrations/0005_subscribers.sql"),
    include_str!("migrations/0006_since.sql"),
    include_str!("migrations/0007_returned.sql"),
    include_str!("migrations/0008_restored.sql"),
    include_str!("migrations/0009_waiting.sql"),
    include_str!("migrations/0010_requests.sql"),
    include_str!("migrations/0011_wishes.sql"),
    include_str!("migrations/0012_letters.sql"),
    include_str!("migrations/0013_gists.sql"),
    include_str!("migrations/0014_attempts.sql"),
];

/// The newest layout.
pub(super) const KNOWN: usize = MIGRATIONS.len();

/// `CDSK`: tells a ledger from any other SQLite database.
const APPLICATION_ID: i64 = 0x4344_534B;

/// Refuses databases of other programs, and ledgers of newer ones, before a
/// byte of theirs is changed. Gives the layout; 0 is an empty file's.
pub(super) fn refuse_strangers(connection: &mut Connection) -> Result<usize, Failure> {
    layout(&connection.transaction()?)
}

/// Brings the tables up to date, one transaction a migration. The write lock is
/// taken before the layout is read, so that of two processes that open a ledger
/// at once the second finds the work done. That a ledger up to date takes the
/// lock too is meant: where nothing can be written, it is said now.
///
/// References are not followed meanwhile, or a table that is made anew would take what
/// refers to it along.
pub(super) fn run(connection: &mut Connection) -> Result<(), Failure> {
    connection.pragma_update(None, "foreign_keys", false)?;
    bring_forward(connection)?;
    Ok(connection.pragma_update(None, "foreign_keys", true)?)
}

fn bring_forward(connection: &mut Connection) -> Result<(), Failure> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = layout(&transaction)?;
        let Some(next) = MIGRATIONS.get(done) else {
            return Ok(transaction.commit()?);
        };
        transaction.execute_batch(next)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", done + 1)?;
        transaction.commit()?;
        tracing::debug!(layout = done + 1, "brought the ledger's tables forward");
    }
}

/// How many migrations the file has seen.
pub(super) fn layout(transaction: &Transaction<'_>) -> Result<usize, Failure> {
    let pragma = |name| transaction.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = pragma("application_id")?;
    let version = pragma("user_version")?;
    let objects: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (application, version, objects) == (0, 0, 0) {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return Err(Failure::Unusable(
            "is the database of another program, not a ledger".to_owned(),
        ));
    }
    match usize::try_from(version) {
        Ok(version) if version <= KNOWN => Ok(version),
        _ => Err(Failure::Unusable(format!(
            "was written by a newer Copydesk (layout {version}, this one knows {KNOWN}): use that \
             one, or restore the copy that it made beside the ledger before it changed the tables"
        ))),
    }
}
