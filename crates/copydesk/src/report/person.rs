//! A subscriber as an operator sees them: lists, consent, reasons, and what changed.

use copydesk_ledger::{Optin, Person, Subscription, Suppression};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Everything but the deliveries.
pub(crate) fn page(person: &Person, zone: &TimeZone) -> String {
    let mut page = format!("{}{}\n", person.address, called(person));
    for (attribute, value) in &person.attributes {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        page += &format!("  {attribute}  {value}\n");
    }
    if !person.tags.is_empty() {
        page += &format!("  tagged  {}\n", person.tags.join(", "));
    }
    for on in &person.subscriptions {
        page += &subscribed(on, zone);
    }
    for why in &person.suppressions {
        page += &format!("  not mailed: {}\n", suppression(why));
    }
    for event in &person.events {
        let list = event.list.as_ref().map(|list| format!(" ({list})")).unwrap_or_default();
        let when = at(event.at, zone);
        page += &format!("  {when}  {}{list}: {}\n", event.event, event.detail);
    }
    page
}

fn called(person: &Person) -> String {
    person.name.as_ref().map(|name| format!("   {name}")).unwrap_or_default()
}

/// `on readers since 2026-11-25 10:00:00`, and on what that rests.
fn subscribed(on: &Subscription, zone: &TimeZone) -> String {
    let (standing, consent) = match on.standing {
        Optin::Confirmed => ("on", "consent"),
        Optin::Pending => ("asked for", "asked"),
    };
    let mut proof = format!("{} {}", consent, at(on.consent.at, zone));
    proof += &format!(", {}", on.consent.source);
    if let Some(version) = &on.consent.text_version {
        proof += &format!(", to text version {version}");
    }
    if let Some(ip) = &on.consent.ip {
        proof += &format!(", from {ip}");
    }
    format!("  {standing} {} since {}: {proof}\n", on.list, at(on.since, zone))
}

/// `unsubscribed (brief) since 25 November 2026: removed by an operator`
pub(crate) fn suppression(why: &Suppression) -> String {
    let list = match &why.list {
        Some(list) => format!(" ({list})"),
        None => String::new(),
    };
    let since = why.at.strftime("%-d %B %Y");
    format!("{}{list} since {since}: {}", why.reason, why.source)
}

/// Everything that is held about a person, as one JSON object.
pub(crate) fn json(person: &Person) -> Value {
    let mut object = json!({ "v": 1, "type": "person" });
    if let (Some(object), Ok(held)) = (object.as_object_mut(), serde_json::to_value(person)) {
        object.extend(held.as_object().cloned().unwrap_or_default());
    }
    object
}

fn at(moment: Timestamp, zone: &TimeZone) -> String {
    moment.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
