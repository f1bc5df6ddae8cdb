//! Who is mailed, how lists stand, and everything about one person.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::Value;

use super::{stored, suppressing};
use crate::sqlite::failure::Failure;
use crate::sqlite::stored::moment;
use crate::{
    DeliveryId, DeliveryTrace, ListStats, Listed, Member, Person, Reason, SubscriberEvent,
    Subscription,
};

pub(super) fn subscribed(
    tx: &Transaction<'_>,
    list: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Listed>, Failure> {
    page(tx, ", t.consent_at", (list, after, limit), |row| {
        Ok(Listed { subscriber: stored::subscriber(row)?, since: moment(row.get(4)?)? })
    })
}

pub(super) fn members(
    tx: &Transaction<'_>,
    list: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Member>, Failure> {
    let proof = ", t.consent_at, t.since, t.source, t.text_version, t.ip";
    page(tx, proof, (list, after, limit), |row| {
        Ok(Member { subscriber: stored::subscriber(row)?, consent: stored::consent(row, 4)? })
    })
}

fn page<T>(
    tx: &Transaction<'_>,
    more: &str,
    (list, after, limit): (&str, Option<&str>, u32),
    read: impl Fn(&Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    // CROSS JOIN keeps SQLite from sorting: people come in the order of the index
    // on their addresses.
    let mut select = tx.prepare_cached(&format!(
        "SELECT s.address, s.name, s.attributes, s.tags{more}
         FROM subscribers s CROSS JOIN subscriptions t ON t.list = ?1 AND t.subscriber = s.id
         WHERE s.address > ?2 AND t.state = 'confirmed'
         AND NOT EXISTS (SELECT 1 FROM suppressions p
                         WHERE p.address = s.address AND p.list IN ('', ?1))
         ORDER BY s.address LIMIT ?3"
    ))?;
    let mut rows = select.query(params![list, after.unwrap_or(""), limit])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(read(row)?);
    }
    Ok(people)
}

pub(super) fn kinds(
    tx: &Transaction<'_>,
    list: &str,
    attributes: &[String],
) -> Result<BTreeMap<String, BTreeMap<String, u64>>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT s.attributes FROM subscriptions t JOIN subscribers s ON s.id = t.subscriber
         WHERE t.list = ?1 AND t.state = 'confirmed'",
    )?;
    let mut rows = select.query([list])?;
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let values = stored::attributes(row.get_ref(0)?.as_str().unwrap_or_default())?;
        for attribute in attributes {
            if let Some(value) = values.get(attribute) {
                *counts.entry((attribute, kind(value))).or_default() += 1;
            }
        }
    }
    let mut kinds: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for ((attribute, kind), count) in counts {
        kinds.entry(attribute.to_owned()).or_default().insert(kind.to_owned(), count);
    }
    Ok(kinds)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Number(_) => "number",
        Value::Bool(_) => "yes-no",
        Value::String(text) if has_the_form_of_a_day(text) => "date",
        Value::String(_) => "text",
        Value::Null | Value::Array(_) | Value::Object(_) => "other",
    }
}

/// `2024-05-06`
fn has_the_form_of_a_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

pub(super) fn addressee(
    tx: &Transaction<'_>,
    delivery: DeliveryId,
) -> Result<Option<(String, String)>, Failure> {
    let found = tx
        .prepare_cached("SELECT list, address FROM deliveries WHERE id = ?1")?
        .query_row([delivery.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

pub(super) fn person(tx: &Transaction<'_>, address: &str) -> Result<Person, Failure> {
    let mut person = Person { address: address.to_owned(), ..Person::default() };
    let known = tx
        .prepare_cached(
            "SELECT address, name, attributes, tags FROM subscribers WHERE address = ?1",
        )?
        .query_row([address], |row| Ok(stored::subscriber(row)))
        .optional()?;
    if let Some(known) = known.transpose()? {
        (person.name, person.attributes, person.tags) = (known.name, known.attributes, known.tags);
    }
    person.subscriptions = subscriptions(tx, address)?;
    person.suppressions = suppressing::of(tx, address, None)?;
    person.events = events(tx, address)?;
    person.deliveries = deliveries(tx, address)?;
    Ok(person)
}

fn subscriptions(tx: &Transaction<'_>, address: &str) -> Result<Vec<Subscription>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT t.list, t.state, t.since, t.consent_at, t.since, t.source, t.text_version, t.ip
         FROM subscribers s JOIN subscriptions t ON t.subscriber = s.id WHERE s.address = ?1
         UNION ALL
         SELECT w.list, 'pending', w.asked_at, NULL, w.asked_at, w.source, w.text_version, w.ip
         FROM subscribers s JOIN wishes w ON w.subscriber = s.id WHERE s.address = ?1
         ORDER BY 1, 2, 3",
    )?;
    let mut rows = select.query([address])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Subscription {
            list: row.get(0)?,
            standing: stored::standing(&row.get::<_, String>(1)?)?,
            since: moment(row.get(2)?)?,
            consent: stored::consent(row, 3)?,
        });
    }
    Ok(found)
}

fn events(tx: &Transaction<'_>, address: &str) -> Result<Vec<SubscriberEvent>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT at, list, event, detail FROM subscriber_events WHERE address = ?1 ORDER BY id",
    )?;
    let mut rows = select.query([address])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(SubscriberEvent {
            at: moment(row.get(0)?)?,
            list: stored::list(row.get(1)?),
            event: row.get(2)?,
            detail: row.get(3)?,
        });
    }
    Ok(found)
}

fn deliveries(tx: &Transaction<'_>, address: &str) -> Result<Vec<DeliveryTrace>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT d.id, e.world, e.key, e.revision, d.list, d.state
         FROM deliveries d JOIN editions e ON e.id = d.edition
         WHERE d.address = ?1 ORDER BY d.id",
    )?;
    let mut happened = tx.prepare_cached(
        "SELECT at, event, detail FROM history WHERE delivery = ?1 ORDER BY place",
    )?;
    let mut rows = select.query([address])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut trace = DeliveryTrace {
            world: row.get(1)?,
            edition: row.get(2)?,
            revision: row.get(3)?,
            list: row.get(4)?,
            state: row.get(5)?,
            events: Vec::new(),
        };
        let mut rows = happened.query([row.get::<_, i64>(0)?])?;
        while let Some(row) = rows.next()? {
            trace.events.push((moment(row.get(0)?)?, row.get(1)?, row.get(2)?));
        }
        found.push(trace);
    }
    Ok(found)
}

pub(super) fn erased(tx: &Transaction<'_>) -> Result<Vec<String>, Failure> {
    let marks = tx
        .prepare("SELECT address FROM suppressions WHERE reason = 'erased'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(marks)
}

pub(super) fn stats(tx: &Transaction<'_>) -> Result<Vec<ListStats>, Failure> {
    let mut lists: BTreeMap<String, ListStats> = BTreeMap::new();
    let mut select = tx.prepare(
        "SELECT t.list, t.state, count(*) FROM subscriptions t
         JOIN subscribers s ON s.id = t.subscriber
         WHERE NOT EXISTS (SELECT 1 FROM suppressions p
                           WHERE p.address = s.address AND p.list IN ('', t.list))
         GROUP BY 1, 2",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let stats = lists.entry(row.get(0)?).or_default();
        match row.get_ref(1)?.as_str() {
            Ok("pending") => stats.pending = row.get(2)?,
            _ => stats.subscribed = row.get(2)?,
        }
    }
    let mut select =
        tx.prepare("SELECT list, reason, count(*) FROM suppressions GROUP BY list, reason")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let reason: Reason = stored::reason(&row.get::<_, String>(1)?)?;
        lists.entry(row.get(0)?).or_default().suppressed.insert(reason.word(), row.get(2)?);
    }
    Ok(lists.into_iter().map(|(list, stats)| ListStats { list, ..stats }).collect())
}
