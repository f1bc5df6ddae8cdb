//! What the former ledger knows and the copy does not: who is not to be mailed, who is
//! to be forgotten, and which drafts and editions went out.
//!
//! Nothing that would bring mail to anybody is taken over: whoever joined since is
//! lost with the ledger.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::sqlite::failure::Failure;
use crate::sqlite::subscribers::forget;

/// Gives how many people of the copy were erased since.
pub(super) fn take_over(
    connection: &mut Connection,
    former: &Path,
    now: Timestamp,
    erased_mark: &dyn Fn(&str) -> String,
) -> Result<u64, Failure> {
    let name = former.to_str();
    let name = name.ok_or_else(|| Failure::Unusable("has a name that is no text".to_owned()))?;
    connection.execute("ATTACH ?1 AS former", [name])?;
    let taken = (|| {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let erased = erase_again(&tx, now, erased_mark)?;
        tx.execute_batch(TAKE_OVER)?;
        tx.commit()?;
        Ok(erased)
    })();
    connection.execute("DETACH former", [])?;
    if taken.as_ref().is_ok_and(|erased| *erased > 0) {
        // No free room of the new file keeps what was forgotten.
        connection.execute_batch("VACUUM")?;
    }
    taken
}

/// A draft went out if a live edition has it, whatever was rehearsed of it, and
/// whether or not its bytes were kept.
const TAKE_OVER: &str = "
    INSERT OR IGNORE INTO main.suppressions (address, list, reason, at, source, message)
        SELECT address, list, reason, at, source, message FROM former.suppressions;
    INSERT OR IGNORE INTO main.tokens (mark, list, address)
        SELECT mark, list, address FROM former.tokens;
    INSERT OR IGNORE INTO main.seen (digest, path)
        SELECT digest, path FROM former.seen;
    INSERT OR IGNORE INTO main.seen (digest, path)
        SELECT held.digest, coalesce(captures.path, editions.key)
        FROM former.contents AS held
        JOIN former.editions ON editions.id = held.edition AND editions.world = 'live'
        LEFT JOIN former.captures ON captures.digest = held.digest
        WHERE held.digest NOT IN (
            SELECT contents.digest FROM main.contents
            JOIN main.editions ON editions.id = contents.edition WHERE world = 'live');
    INSERT OR IGNORE INTO main.lost_editions (key)
        SELECT key FROM former.lost_editions
        UNION SELECT key FROM former.editions WHERE world = 'live'
        EXCEPT SELECT key FROM main.editions WHERE world = 'live';
    INSERT INTO main.proposals
            (key, revision, pipeline, digest, subject, text, warnings, proposed_at,
             contents, cancelled_at)
        SELECT key, revision, pipeline, digest, subject, text, warnings, proposed_at,
               contents, cancelled_at
        FROM former.proposals WHERE cancelled_at IS NOT NULL
        ON CONFLICT (digest) DO UPDATE SET
            cancelled_at = coalesce(cancelled_at, excluded.cancelled_at);";

/// Everything about whoever the former ledger knows by a mark alone, and the copy in full.
fn erase_again(
    tx: &Transaction<'_>,
    now: Timestamp,
    erased_mark: &dyn Fn(&str) -> String,
) -> Result<u64, Failure> {
    let since = "FROM former.suppressions f WHERE reason = 'erased' AND NOT EXISTS (
                     SELECT 1 FROM main.suppressions m
                     WHERE m.address = f.address AND m.reason = 'erased')";
    if !tx.prepare(&format!("SELECT 1 {since}"))?.exists([])? {
        return Ok(0);
    }
    let mut is_theirs = tx.prepare(&format!("SELECT 1 {since} AND f.address = ?1"))?;
    let mut people = tx.prepare(
        "SELECT address FROM main.subscribers UNION SELECT address FROM main.suppressions
         UNION SELECT address FROM main.subscriber_events
         UNION SELECT address FROM main.deliveries UNION SELECT address FROM main.tokens",
    )?;
    let mut people = people.query([])?;
    let mut erased = Vec::new();
    while let Some(row) = people.next()? {
        let address: String = row.get(0)?;
        let mark = erased_mark(&address);
        if is_theirs.exists([&mark])? {
            erased.push((address, mark));
        }
    }
    for (address, mark) in &erased {
        forget(tx, now, address, mark, "erased since the copy was made")?;
    }
    Ok(erased.len() as u64)
}
