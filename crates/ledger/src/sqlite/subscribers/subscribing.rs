//! One person onto one list.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{stored, suppressing};
use crate::sqlite::failure::Failure;
use crate::{Attributes, NewSubscription, Optin, Subscribed, Subscriber};

pub(super) fn subscribe(
    tx: &Transaction<'_>,
    now: Timestamp,
    asked: &NewSubscription,
) -> Result<Subscribed, Failure> {
    let address = &asked.subscriber.address;
    let against = suppressing::against(tx, address, &asked.list)?;
    if !against.is_empty() {
        return Ok(Subscribed::Refused(against));
    }
    let (id, news) = keep(tx, now, &asked.subscriber)?;
    if !join(tx, now, id, asked)? && news == News::Nothing {
        return Ok(Subscribed::Unchanged);
    }
    let event = stored::standing_word(asked.standing);
    suppressing::note(tx, now, address, &asked.list, event, &asked.consent.source)?;
    Ok(Subscribed::Added)
}

/// What was not known of a person before.
#[derive(PartialEq, Eq)]
pub(super) enum News {
    /// Anything at all.
    Person,
    /// Their name, tags, or attributes, by these names.
    About(Vec<String>),
    Nothing,
}

/// Keeps what is known of a person: their row, and what of it is new. What the newer
/// words do not mention stays.
pub(super) fn keep(
    tx: &Transaction<'_>,
    now: Timestamp,
    person: &Subscriber,
) -> Result<(i64, News), Failure> {
    let known = tx
        .prepare_cached("SELECT id, name, attributes, tags FROM subscribers WHERE address = ?1")?
        .query_row([&person.address], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Option<String>>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })
        .optional()?;
    let Some((id, name, attributes, tags)) = known else {
        tx.prepare_cached(
            "INSERT INTO subscribers (address, name, attributes, tags, added_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            person.address,
            person.name,
            stored::json(&person.attributes)?,
            stored::json(&person.tags)?,
            now.as_microsecond()
        ])?;
        return Ok((tx.last_insert_rowid(), News::Person));
    };
    let new_name = person.name.clone().or_else(|| name.clone());
    let before: Attributes = stored::attributes(&attributes)?;
    let mut all = before.clone();
    all.extend(person.attributes.clone());
    let mut words = stored::tags(&tags)?;
    words.extend(person.tags.iter().cloned());
    words.sort();
    words.dedup();
    let changed = all.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    let mut about: Vec<String> = changed.map(|(name, _)| name.clone()).collect();
    let (all, words) = (stored::json(&all)?, stored::json(&words)?);
    about.extend((new_name != name).then(|| "name".to_owned()));
    about.extend((words != tags).then(|| "tags".to_owned()));
    if about.is_empty() {
        return Ok((id, News::Nothing));
    }
    tx.prepare_cached(
        "UPDATE subscribers SET name = ?2, attributes = ?3, tags = ?4 WHERE id = ?1",
    )?
    .execute(params![id, new_name, all, words])?;
    Ok((id, News::About(about)))
}

/// Puts the row on the list; `false` if it stands there as asked, or further on.
pub(super) fn join(
    tx: &Transaction<'_>,
    now: Timestamp,
    id: i64,
    asked: &NewSubscription,
) -> Result<bool, Failure> {
    let consent = &asked.consent;
    let given = (asked.standing == Optin::Confirmed).then(|| consent.at.as_microsecond());
    // A later step replaces an earlier one, never the other way round.
    let changed = tx
        .prepare_cached(
            "INSERT INTO subscriptions
                 (list, subscriber, state, since, consent_at, source, text_version, ip)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (list, subscriber) DO UPDATE SET
                 state = excluded.state, since = excluded.since,
                 consent_at = excluded.consent_at, source = excluded.source,
                 text_version = excluded.text_version, ip = excluded.ip, expires_at = NULL
             WHERE subscriptions.state = 'pending' AND excluded.state = 'confirmed'",
        )?
        .execute(params![
            asked.list,
            id,
            stored::standing_word(asked.standing),
            now.as_microsecond(),
            given,
            consent.source,
            consent.text_version,
            consent.ip
        ])?;
    Ok(changed == 1)
}
