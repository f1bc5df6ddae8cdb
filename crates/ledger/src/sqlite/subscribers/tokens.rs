//! Whose token is whose.

use rusqlite::{OptionalExtension, Transaction, params};

use super::stored;
use crate::sqlite::failure::Failure;
use crate::{Holder, TokenMark};

/// The same token is always the same person's, so that nothing is ever replaced.
pub(in crate::sqlite) fn keep<'a>(
    tx: &Transaction<'_>,
    tokens: impl Iterator<Item = (&'a TokenMark, Option<&'a str>, &'a str)>,
) -> Result<(), Failure> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO tokens (mark, list, address) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    // In the order of the table: marks are random, and a page that is changed once is
    // written once.
    let mut tokens: Vec<_> = tokens.collect();
    tokens.sort_unstable_by_key(|(mark, ..)| mark.0);
    for (mark, list, address) in tokens {
        insert.execute(params![&mark.0[..], stored::list_word(list), address])?;
    }
    Ok(())
}

pub(super) fn holder(tx: &Transaction<'_>, mark: TokenMark) -> Result<Option<Holder>, Failure> {
    let found = tx
        .prepare_cached("SELECT list, address FROM tokens WHERE mark = ?1")?
        .query_row([&mark.0[..]], |row| {
            Ok(Holder { list: stored::list(row.get(0)?), address: row.get(1)? })
        })
        .optional()?;
    Ok(found)
}
