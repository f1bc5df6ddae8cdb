//! Wishes to be on lists: noted, confirmed by the person, forgotten.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{stored, subscribing, suppressing, wishes};
use crate::sqlite::failure::Failure;
use crate::{
    Consent, Limit, OptinRequest, Reason, Requested, SelfPortrait, Subscriber, Suppression,
};

/// Reasons that a person takes back by confirming that they want the mail.
const THEIRS: [Reason; 3] = [Reason::Unsubscribed, Reason::Bounced, Reason::Complained];

pub(super) fn request(
    tx: &Transaction<'_>,
    now: Timestamp,
    asked: &OptinRequest,
) -> Result<Requested, Failure> {
    let mut requested = Requested::default();
    for list in &asked.lists {
        let against = suppressing::against(tx, &asked.address, list)?;
        if against.iter().any(|why| !THEIRS.contains(&why.reason)) {
            continue;
        }
        let former = standing(tx, &asked.address, list)?;
        match former {
            Some(former) if former.confirmed_at.is_some() && against.is_empty() => {
                requested.subscribed.push(list.clone());
                continue;
            }
            // Whoever fills in a form is anybody, and ends nothing that stands.
            Some(former) if former.stays => wishes::keep(tx, now, former.id, asked, list)?,
            _ => wait(tx, now, asked, list)?,
        }
        suppressing::note(tx, now, &asked.address, list, "pending", &asked.consent.source)?;
        requested.pending.push(list.clone());
    }
    Ok(requested)
}

fn wait(
    tx: &Transaction<'_>,
    now: Timestamp,
    asked: &OptinRequest,
    list: &str,
) -> Result<(), Failure> {
    let nobody_yet = Subscriber {
        address: asked.address.clone(),
        name: None,
        attributes: Default::default(),
        tags: Vec::new(),
    };
    let (id, _) = subscribing::keep(tx, now, &nobody_yet)?;
    let Consent { source, text_version, ip, .. } = &asked.consent;
    tx.execute(
        "INSERT INTO subscriptions
             (list, subscriber, state, since, source, text_version, ip, expires_at)
         VALUES (?1, ?2, 'pending', ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (list, subscriber) DO UPDATE SET
             state = excluded.state, since = excluded.since, consent_at = NULL,
             source = excluded.source, text_version = excluded.text_version,
             ip = excluded.ip, expires_at = excluded.expires_at",
        params![
            list,
            id,
            now.as_microsecond(),
            source,
            text_version,
            ip,
            asked.expires_at.as_microsecond()
        ],
    )?;
    Ok(())
}

pub(super) fn pending(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
) -> Result<Vec<String>, Failure> {
    let lists = tx
        .prepare_cached(
            "SELECT t.list FROM subscribers s JOIN subscriptions t ON t.subscriber = s.id
             WHERE s.address = ?1 AND t.state = 'pending' AND t.expires_at >= ?2
             UNION SELECT w.list FROM subscribers s JOIN wishes w ON w.subscriber = s.id
             WHERE s.address = ?1 AND w.expires_at >= ?2 ORDER BY 1",
        )?
        .query_map(params![address, now.as_microsecond()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(lists)
}

pub(super) fn confirm(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    lists: &[String],
    consent: &Consent,
) -> Result<Vec<String>, Failure> {
    let mut confirmed = Vec::new();
    for list in pending(tx, now, address)?.into_iter().filter(|list| lists.contains(list)) {
        let against = suppressing::against(tx, address, &list)?;
        if against.iter().any(|why| !THEIRS.contains(&why.reason)) {
            continue;
        }
        for why in &against {
            take_back(tx, now, address, &list, why)?;
        }
        let former = standing(tx, address, &list)?;
        if let Some(former) = former.filter(|former| former.stays)
            && wishes::fulfil(tx, former.id, &list)?
            && former.confirmed_at.is_some()
        {
            let detail = format!("consent of {}", former.words());
            suppressing::note(tx, now, address, &list, "replaced", &detail)?;
        }
        tx.execute(
            "UPDATE subscriptions SET state = 'confirmed', since = ?3, consent_at = ?4,
                 source = source || ', confirmed: ' || ?5, ip = coalesce(?6, ip), expires_at = NULL
             WHERE list = ?2 AND subscriber = (SELECT id FROM subscribers WHERE address = ?1)",
            params![
                address,
                list,
                now.as_microsecond(),
                consent.at.as_microsecond(),
                consent.source,
                consent.ip
            ],
        )?;
        suppressing::note(tx, now, address, &list, "confirmed", &consent.source)?;
        confirmed.push(list);
    }
    Ok(confirmed)
}

/// A reason about every list is taken back for this one alone: on the others where
/// they still stand, it becomes that they left. Lists in files know nobody here, and
/// are those that have mailed them.
fn take_back(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    list: &str,
    why: &Suppression,
) -> Result<(), Failure> {
    let by = format!("they confirmed {list} themselves");
    let message: Option<String> = tx
        .prepare_cached(
            "SELECT message FROM suppressions WHERE address = ?1 AND list = ?2 AND reason = ?3",
        )?
        .query_row(
            params![address, stored::list_word(why.list.as_deref()), why.reason.word()],
            |row| row.get(0),
        )?;
    suppressing::lift(tx, now, address, why.list.as_deref(), Some(why.reason), &by)?;
    if why.list.is_some() || why.reason == Reason::Bounced {
        return Ok(());
    }
    let others = tx
        .prepare_cached(
            "SELECT t.list FROM subscribers s JOIN subscriptions t ON t.subscriber = s.id
             WHERE s.address = ?1 AND t.list <> ?2 AND t.state = 'confirmed'
             UNION SELECT d.list FROM deliveries d JOIN editions e ON e.id = d.edition
             WHERE d.address = ?1 AND d.list <> ?2 AND e.world = 'live'",
        )?
        .query_map([address, list], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    for other in others {
        let source = format!("{} before: {}", why.reason, why.source);
        let left = Suppression { list: Some(other), reason: Reason::Unsubscribed, at: now, source };
        // If the message is undone that said so, these are as well.
        suppressing::suppress(tx, address, &left, message.as_deref())?;
    }
    Ok(())
}

/// What is left of a person who never confirmed anything is taken away with their wish.
/// A few statements for all of them: tokens, which are many, have no index by address.
pub(super) fn forget_expired(tx: &Transaction<'_>, now: Timestamp) -> Result<u64, Failure> {
    let wished = wishes::forget_expired(tx, now)?;
    let expired: Vec<i64> = tx
        .prepare_cached(
            "DELETE FROM subscriptions WHERE state = 'pending' AND expires_at < ?1
             RETURNING subscriber",
        )?
        .query_map([now.as_microsecond()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let gone: Vec<String> = tx
        .prepare_cached(
            "DELETE FROM subscribers WHERE id IN (SELECT value FROM json_each(?1))
             AND name IS NULL AND attributes = '{}' AND tags = '[]'
             AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriber = subscribers.id)
             AND NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.address = subscribers.address)
             AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.address = subscribers.address)
             RETURNING address",
        )?
        .query_map([stored::json(&expired)?], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if !gone.is_empty() {
        let gone = stored::json(&gone)?;
        for table in ["subscriber_events", "tokens"] {
            tx.execute(
                &format!("DELETE FROM {table} WHERE address IN (SELECT value FROM json_each(?1))"),
                [&gone],
            )?;
        }
    }
    Ok(wished + expired.len() as u64)
}

pub(super) fn describe(
    tx: &Transaction<'_>,
    now: Timestamp,
    address: &str,
    portrait: &SelfPortrait,
) -> Result<bool, Failure> {
    let known = super::reading::person(tx, address)?;
    let mut attributes = known.attributes.clone();
    for (name, value) in &portrait.attributes {
        match value {
            Some(value) => attributes.insert(name.clone(), value.clone()),
            None => attributes.remove(name),
        };
    }
    if known.name == portrait.name && known.attributes == attributes {
        return Ok(false);
    }
    let changed = tx.execute(
        "UPDATE subscribers SET name = ?2, attributes = ?3 WHERE address = ?1",
        params![address, portrait.name, stored::json(&attributes)?],
    )? == 1;
    if changed {
        suppressing::note(tx, now, address, "", "described", "by themselves")?;
    }
    Ok(changed)
}

pub(super) fn allow(
    tx: &Transaction<'_>,
    now: Timestamp,
    limits: &[Limit],
) -> Result<Option<usize>, Failure> {
    tx.prepare_cached("DELETE FROM asked WHERE until <= ?1")?.execute([now.as_microsecond()])?;
    for (index, limit) in limits.iter().enumerate() {
        let asked: u32 = tx
            .prepare_cached("SELECT count(*) FROM asked WHERE key = ?1")?
            .query_row([&limit.key], |row| row.get(0))?;
        if asked >= limit.most {
            return Ok(Some(index));
        }
    }
    for limit in limits {
        let until = now.saturating_add(limit.within).unwrap_or(Timestamp::MAX);
        tx.prepare_cached("INSERT INTO asked (key, until) VALUES (?1, ?2)")?
            .execute(params![limit.key, until.as_microsecond()])?;
    }
    Ok(None)
}

/// How a subscription stands.
struct Former {
    id: i64,
    /// It is more than a wish of a form: it waits for nothing.
    stays: bool,
    confirmed_at: Option<Timestamp>,
    source: String,
    text_version: Option<String>,
}

impl Former {
    fn words(&self) -> String {
        let at = self.confirmed_at.map(|at| at.to_string()).unwrap_or_default();
        let version = self.text_version.as_deref().unwrap_or("unknown words");
        format!("{at}: {} ({version})", self.source)
    }
}

fn standing(tx: &Transaction<'_>, address: &str, list: &str) -> Result<Option<Former>, Failure> {
    let mut select = tx.prepare_cached(
        "SELECT s.id, t.expires_at IS NULL, t.consent_at, t.source, t.text_version
         FROM subscribers s JOIN subscriptions t ON t.subscriber = s.id
         WHERE s.address = ?1 AND t.list = ?2",
    )?;
    let mut rows = select.query([address, list])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let consent_at: Option<i64> = row.get(2)?;
    Ok(Some(Former {
        id: row.get(0)?,
        stays: row.get(1)?,
        confirmed_at: consent_at.map(crate::sqlite::stored::moment).transpose()?,
        source: row.get(3)?,
        text_version: row.get(4)?,
    }))
}
