//! Everything about a person, taken away.
//!
//! What was sent stays countable under a mark that only the holder of the key can
//! connect with an address, and nothing else stays: `secure_delete` writes zeros
//! over what is removed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::suppressing;
use crate::sqlite::failure::Failure;
use crate::{Cursor, Erased, Reason, Suppression};

pub(super) fn erase(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    mark: &str,
    by: &str,
) -> Result<Erased, Failure> {
    tx.pragma_update(None, "secure_delete", true)?;
    set_cursors_back(tx, address)?;
    let subscriptions = tx.execute(
        "DELETE FROM subscriptions WHERE subscriber IN
             (SELECT id FROM subscribers WHERE address = ?1)",
        [address],
    )?;
    tx.execute("DELETE FROM subscribers WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM suppressions WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM subscriber_events WHERE address = ?1", [address])?;
    // Relays repeat the address in their replies.
    tx.execute(
        "UPDATE events SET detail = '(erased)' WHERE instr(lower(detail), ?1) > 0
         AND delivery IN (SELECT id FROM deliveries WHERE address = ?1)",
        [address],
    )?;
    // Who waits will not be mailed any more.
    tx.execute(
        "UPDATE deliveries SET state = 'suppressed', epoch = NULL, due_at = NULL
         WHERE address = ?1 AND state IN ('planned', 'deferred')",
        [address],
    )?;
    let deliveries = tx.execute(
        "UPDATE deliveries SET address = ?2, name = NULL, since = NULL WHERE address = ?1",
        [address, mark],
    )?;
    let why = Suppression { list: None, reason: Reason::Erased, at: now, source: by.to_owned() };
    suppressing::suppress(tx, mark, &why)?;
    Ok(Erased {
        subscriptions: subscriptions as u64,
        deliveries: deliveries as u64,
        left: left(tx, address)?,
    })
}

/// A plan that stands at this very person goes back to the one before.
fn set_cursors_back(tx: &Transaction<'_>, address: &str) -> Result<(), Failure> {
    let json = |cursor: &Cursor| {
        serde_json::to_string(cursor)
            .map_err(|error| Failure::Unusable(format!("cannot note its cursor: {error}")))
    };
    let stands = json(&Cursor::After(address.to_owned()))?;
    let editions = tx
        .prepare("SELECT id FROM editions WHERE cursor = ?1")?
        .query_map([&stands], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for edition in editions {
        let before: Option<String> = tx
            .query_row(
                "SELECT max(address) FROM deliveries
                 WHERE edition = ?1 AND address < ?2 AND address NOT LIKE 'erased:%'",
                params![edition, address],
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        let cursor = before.map_or(Cursor::Start, Cursor::After);
        tx.execute(
            "UPDATE editions SET cursor = ?2 WHERE id = ?1",
            params![edition, json(&cursor)?],
        )?;
    }
    Ok(())
}

/// Rows of any table that still hold the address. Asked of the tables that there
/// are, so that one which comes later is not forgotten. Drafts and frozen editions
/// are the newsroom's own words and are not looked through.
fn left(tx: &Transaction<'_>, address: &str) -> Result<u64, Failure> {
    let mut columns = tx.prepare(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.type = 'TEXT'
         AND t.name NOT IN ('captures', 'parts', 'contents') AND t.name NOT LIKE 'sqlite_%'",
    )?;
    let columns = columns
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut left = 0;
    for (table, column) in columns {
        let select =
            format!("SELECT count(*) FROM \"{table}\" WHERE instr(lower(\"{column}\"), ?1) > 0");
        left += tx.query_row(&select, [address], |row| row.get::<_, u64>(0))?;
    }
    Ok(left)
}
