//! How people, reasons and lists stand in the tables.

use rusqlite::Row;

use crate::sqlite::failure::Failure;
use crate::sqlite::stored::moment;
use crate::{Attributes, Consent, Optin, Reason, Subscriber, Suppression};

/// A list as stored: an empty one is every list.
pub(super) fn list_word(list: Option<&str>) -> &str {
    list.unwrap_or("")
}

pub(super) fn list(stored: String) -> Option<String> {
    (!stored.is_empty()).then_some(stored)
}

pub(super) fn reason(stored: &str) -> Result<Reason, Failure> {
    Reason::ALL
        .into_iter()
        .find(|reason| reason.word() == stored)
        .ok_or_else(|| Failure::unreadable("reason", stored))
}

pub(super) fn standing_word(standing: Optin) -> &'static str {
    match standing {
        Optin::Pending => "pending",
        Optin::Confirmed => "confirmed",
    }
}

pub(super) fn standing(stored: &str) -> Result<Optin, Failure> {
    [Optin::Pending, Optin::Confirmed]
        .into_iter()
        .find(|standing| standing_word(*standing) == stored)
        .ok_or_else(|| Failure::unreadable("standing", stored))
}

pub(super) fn attributes(stored: &str) -> Result<Attributes, Failure> {
    serde_json::from_str(stored).map_err(|_| Failure::unreadable("attributes", stored.len()))
}

pub(super) fn tags(stored: &str) -> Result<Vec<String>, Failure> {
    serde_json::from_str(stored).map_err(|_| Failure::unreadable("tags", stored.len()))
}

/// JSON of plain values and of words cannot fail to be written.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Unusable(format!("cannot note a person: {error}")))
}

/// `address, name, attributes, tags`
pub(super) fn subscriber(row: &Row<'_>) -> Result<Subscriber, Failure> {
    Ok(Subscriber {
        address: row.get(0)?,
        name: row.get(1)?,
        attributes: attributes(row.get_ref(2)?.as_str().unwrap_or_default())?,
        tags: tags(row.get_ref(3)?.as_str().unwrap_or_default())?,
    })
}

/// `list, reason, at, source`
pub(super) fn suppression(row: &Row<'_>) -> Result<Suppression, Failure> {
    Ok(Suppression {
        list: list(row.get(0)?),
        reason: reason(&row.get::<_, String>(1)?)?,
        at: moment(row.get(2)?)?,
        source: row.get(3)?,
    })
}

/// `consent_at, since, source, text_version, ip`, from column `first` on. Who has
/// not confirmed has asked since `since`.
pub(super) fn consent(row: &Row<'_>, first: usize) -> Result<Consent, Failure> {
    let at = row.get::<_, Option<i64>>(first)?;
    Ok(Consent {
        at: moment(match at {
            Some(at) => at,
            None => row.get(first + 1)?,
        })?,
        source: row.get(first + 2)?,
        text_version: row.get(first + 3)?,
        ip: row.get(first + 4)?,
    })
}
