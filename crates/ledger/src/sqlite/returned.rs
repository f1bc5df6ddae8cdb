//! What came back about deliveries: marks, what they settle, and taking them back.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::counts;
use super::events::{Event, Record};
use super::failure::Failure;
use super::subscribers;
use crate::{DeliveryId, EditionId, Followed, Mark, Marks, Return, SentTo, Undone};

pub(super) fn follow(
    tx: &Transaction<'_>,
    now: Timestamp,
    what: &Return,
) -> Result<Followed, Failure> {
    let mut followed = Followed::default();
    if let Some((address, why)) = &what.suppress {
        let message = Some(what.message.as_str());
        followed.suppressed = subscribers::suppress(tx, address, why, message)?;
    }
    let Some((delivery, mark)) = what.about else { return Ok(followed) };
    let Some(row) = row(tx, delivery)? else { return Ok(followed) };
    match row.state.as_str() {
        "accepted" if mark == Mark::Taken => {}
        "accepted" | "uncertain" => {
            let uncertain = row.state == "uncertain";
            followed.marked = note(tx, delivery, mark, what, uncertain)?;
            let number = what.message.short();
            let mut record = Record::new(tx, now, row.epoch)?;
            if uncertain {
                set_state(tx, delivery, "accepted")?;
                counts::count_again(tx, row.edition, false)?;
                let detail = format!("accepted: message {number} is about it");
                record.add(delivery, Event::Resolved, &detail)?;
                followed.settled = true;
            }
            if followed.marked {
                let detail = format!("{}; message {number}", what.words);
                record.add(delivery, event(mark), detail.trim_start_matches("; "))?;
            }
        }
        "attempted" => followed.under_way = true,
        _ => {}
    }
    Ok(followed)
}

/// Takes back what followed from the message whose digest begins so.
pub(super) fn undo(
    tx: &Transaction<'_>,
    now: Timestamp,
    message: &str,
    by: &str,
) -> Result<Undone, Failure> {
    let suppressions = subscribers::lift_message(tx, now, message, by)?;
    let marks: Vec<(i64, String, bool)> = tx
        .prepare(
            "SELECT delivery, mark, was_uncertain FROM marks
             WHERE message >= ?1 AND message < ?1 || 'g' ORDER BY delivery",
        )?
        .query_map([message], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut undone = Undone { suppressions, marks: marks.len() as u64, uncertain: 0 };
    for (delivery, mark, was_uncertain) in marks {
        tx.execute("DELETE FROM marks WHERE delivery = ?1 AND mark = ?2", params![delivery, mark])?;
        let Some(row) = row(tx, DeliveryId(delivery))? else { continue };
        let mut record = Record::new(tx, now, row.epoch)?;
        record.add(DeliveryId(delivery), Event::Undone, &format!("{mark}: {by}"))?;
        // What another message says of it still shows that the relay had it.
        let another = tx.execute(
            "UPDATE marks SET was_uncertain = 1 WHERE delivery = ?1 AND ?2",
            params![delivery, was_uncertain],
        )?;
        if was_uncertain && another == 0 && row.state == "accepted" {
            set_state(tx, DeliveryId(delivery), "uncertain")?;
            counts::count_again(tx, row.edition, false)?;
            record.add(DeliveryId(delivery), Event::Uncertain, "as it was before")?;
            undone.uncertain += 1;
        }
    }
    Ok(undone)
}

pub(super) fn marks(tx: &Transaction<'_>, id: EditionId) -> Result<Marks, Failure> {
    let mut marks = Marks::default();
    let mut select = tx.prepare(
        "SELECT mark, count(*) FROM marks
         WHERE delivery BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 GROUP BY mark",
    )?;
    let mut rows = select.query([id.0])?;
    while let Some(row) = rows.next()? {
        match row.get_ref(0)?.as_str() {
            Ok("bounced") => marks.bounced = row.get(1)?,
            Ok("complained") => marks.complained = row.get(1)?,
            _ => {}
        }
    }
    Ok(marks)
}

pub(super) fn sent_to(tx: &Transaction<'_>, address: &str) -> Result<Vec<SentTo>, Failure> {
    let sent = tx
        .prepare_cached(
            "SELECT d.id, d.list, e.key, e.revision,
                 (SELECT detail FROM events WHERE delivery = d.id AND event = 'accepted'
                  ORDER BY id DESC LIMIT 1)
             FROM deliveries d JOIN editions e ON e.id = d.edition
             WHERE d.address = ?1 AND e.world = 'live' ORDER BY d.id DESC",
        )?
        .query_map([address], |row| {
            Ok(SentTo {
                delivery: DeliveryId(row.get(0)?),
                list: row.get(1)?,
                key: row.get(2)?,
                revision: row.get(3)?,
                reply: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(sent)
}

struct Row {
    edition: EditionId,
    state: String,
    epoch: u64,
}

/// A live delivery: a rehearsal sent nothing that could come back.
fn row(tx: &Transaction<'_>, delivery: DeliveryId) -> Result<Option<Row>, Failure> {
    let row = tx
        .prepare_cached(
            "SELECT d.edition, d.state, d.last_epoch
             FROM deliveries d JOIN editions e ON e.id = d.edition
             WHERE d.id = ?1 AND e.world = 'live'",
        )?
        .query_row([delivery.0], |row| {
            Ok(Row { edition: EditionId(row.get(0)?), state: row.get(1)?, epoch: row.get(2)? })
        })
        .optional()?;
    Ok(row)
}

fn note(
    tx: &Transaction<'_>,
    delivery: DeliveryId,
    mark: Mark,
    what: &Return,
    uncertain: bool,
) -> Result<bool, Failure> {
    let new = tx
        .prepare_cached(
            "INSERT INTO marks (delivery, mark, message, at, was_uncertain)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            delivery.0,
            mark.word(),
            what.message.as_str(),
            what.at.as_microsecond(),
            uncertain
        ])?;
    Ok(new == 1)
}

fn set_state(tx: &Transaction<'_>, delivery: DeliveryId, state: &str) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE deliveries SET state = ?2 WHERE id = ?1")?
        .execute(params![delivery.0, state])?;
    Ok(())
}

fn event(mark: Mark) -> Event {
    match mark {
        Mark::Taken => Event::Taken,
        Mark::Bounced => Event::Bounced,
        Mark::Complained => Event::Complained,
    }
}
