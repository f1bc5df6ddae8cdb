//! Everything about a person, taken away.
//!
//! What was sent stays countable under a mark that only the holder of the key can
//! connect with an address, and nothing else stays: `secure_delete` writes zeros
//! over what is removed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::suppressing;
use crate::sqlite::failure::Failure;
use crate::{Cursor, Erased, Reason, Suppression, names_address};

pub(super) fn erase(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    mark: &str,
    by: &str,
) -> Result<Erased, Failure> {
    let forgotten = forget(tx, now, address, mark, by)?;
    let (left, mentions) = (left(tx, address)?, mentions(tx, address)?);
    Ok(Erased { left, mentions, ..forgotten })
}

/// Takes everything about them away, without looking for what else names them.
pub(in crate::sqlite) fn forget(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    mark: &str,
    by: &str,
) -> Result<Erased, Failure> {
    tx.pragma_update(None, "secure_delete", true)?;
    set_cursors_back(tx, address)?;
    let messages = messages(tx, address)?;
    tx.execute(
        "DELETE FROM wishes WHERE subscriber IN (SELECT id FROM subscribers WHERE address = ?1)",
        [address],
    )?;
    let subscriptions = tx.execute(
        "DELETE FROM subscriptions WHERE subscriber IN
             (SELECT id FROM subscribers WHERE address = ?1)",
        [address],
    )?;
    tx.execute("DELETE FROM subscribers WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM suppressions WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM subscriber_events WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM tokens WHERE address = ?1", [address])?;
    tx.execute("DELETE FROM letters WHERE address = ?1", [address])?;
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
    suppressing::suppress(tx, mark, &why, None)?;
    Ok(Erased {
        subscriptions: subscriptions as u64,
        deliveries: deliveries as u64,
        messages,
        ..Erased::default()
    })
}

/// What came back about somebody, and is kept elsewhere.
fn messages(tx: &Transaction<'_>, address: &str) -> Result<Vec<String>, Failure> {
    let messages = tx
        .prepare(
            "SELECT message FROM suppressions WHERE address = ?1 AND message IS NOT NULL
             UNION SELECT m.message FROM marks m JOIN deliveries d ON d.id = m.delivery
             WHERE d.address = ?1",
        )?
        .query_map([address], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(messages)
}

/// Whether a worker has deliveries at this moment.
pub(super) fn somebody_sends(tx: &Transaction<'_>, now: Timestamp) -> Result<bool, Failure> {
    let sends = "SELECT EXISTS (SELECT 1 FROM leases WHERE until >= ?1)";
    Ok(tx.query_row(sends, [now.as_microsecond()], |row| row.get(0))?)
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

/// Tables in which the newsroom's own words stand, and where.
const WORDS: [(&str, &str); 7] = [
    ("captures", "CAST(bytes AS TEXT)"),
    ("parts", "CAST(bytes AS TEXT)"),
    ("proposals", "subject"),
    ("proposals", "text"),
    ("proposals", "warnings"),
    ("answers", "name"),
    ("answers", "comment"),
];

/// Rows of any table that still hold the address. Asked of the tables that there
/// are, so that one which comes later is not forgotten.
fn left(tx: &Transaction<'_>, address: &str) -> Result<u64, Failure> {
    let mut columns = tx.prepare(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.type = 'TEXT' AND t.name NOT LIKE 'sqlite_%'",
    )?;
    let columns = columns
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut left = 0;
    for (table, column) in columns {
        if !WORDS.contains(&(&table, &column)) {
            left += held(tx, address, &table, &format!("\"{column}\""))?;
        }
    }
    Ok(left)
}

/// Words of the newsroom that mention the address: drafts, editions, proposals, answers.
fn mentions(tx: &Transaction<'_>, address: &str) -> Result<u64, Failure> {
    WORDS.iter().map(|(table, text)| held(tx, address, table, text)).sum()
}

/// Rows of a table in which `text` holds the address, and not only a longer one.
fn held(tx: &Transaction<'_>, address: &str, table: &str, text: &str) -> Result<u64, Failure> {
    let select = format!("SELECT {text} FROM \"{table}\" WHERE instr(lower({text}), ?1) > 0");
    let mut select = tx.prepare(&select)?;
    let mut rows = select.query([address])?;
    let mut held = 0;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().unwrap_or_default();
        held += u64::from(names_address(text, address));
    }
    Ok(held)
}
