//! Who has what went out under a key: whom a correction is for.

use rusqlite::{Transaction, params};

use super::failure::Failure;
use super::stored::world_word;
use crate::World;

pub(super) fn holders(
    tx: &Transaction<'_>,
    world: World,
    key: &str,
    before: u32,
    addresses: Vec<String>,
) -> Result<Vec<String>, Failure> {
    // The last revision that was tried; the unique index on edition and address finds it.
    let mut last = tx.prepare_cached(
        "SELECT d.state FROM editions e JOIN deliveries d ON d.edition = e.id
         WHERE e.world = ?1 AND e.key = ?2 AND e.revision < ?3 AND d.address = ?4
         AND d.state NOT IN ('suppressed', 'expired', 'cancelled')
         ORDER BY e.revision DESC LIMIT 1",
    )?;
    let mut found = Vec::new();
    for address in addresses {
        let mut rows = last.query(params![world_word(world), key, before, address])?;
        let has = match rows.next()? {
            Some(row) => {
                matches!(row.get_ref(0)?.as_str(), Ok("accepted" | "uncertain" | "written"))
            }
            None => false,
        };
        drop(rows);
        if has {
            found.push(address);
        }
    }
    Ok(found)
}
