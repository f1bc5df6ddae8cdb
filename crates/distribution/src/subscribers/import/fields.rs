//! The words in single fields.

use std::collections::BTreeMap;
use std::net::IpAddr;

use copydesk_ledger::{AsKnown, Attributes};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::{AttributeKind, address};

pub(super) const NOT_UTF8: &str = "is not UTF-8: save the file as UTF-8";

/// Whether the field holds what cannot be one field. A quote that nobody closed
/// swallows lines, and people with them; a note of several lines has none.
pub(super) fn swallowed(bytes: &[u8], left_out: bool) -> Result<(), String> {
    if bytes.contains(&0) {
        return Err("contains a NUL byte: this is no text".to_owned());
    }
    if !bytes.contains(&b'\n') && !bytes.contains(&b'\r') {
        return Ok(());
    }
    if left_out && !bytes.contains(&b'@') {
        return Ok(());
    }
    Err("a double quote opens here and is not closed on its line".to_owned())
}

/// Words between commas or semicolons, some in double quotes.
pub(super) fn tags(text: &str) -> Result<Vec<String>, String> {
    let words = text.split([',', ';']).map(|word| word.trim().trim_matches('"'));
    let mut tags: Vec<String> = words.filter_map(address::one_line).collect();
    tags.sort();
    tags.dedup();
    match tags.iter().any(|tag| tag.chars().count() > 100) {
        true => Err("holds a tag of more than 100 characters".to_owned()),
        false => Ok(tags),
    }
}

/// How other systems say who gets mail.
pub(super) fn status(text: &str) -> Result<AsKnown, String> {
    match text.to_ascii_lowercase().as_str() {
        "subscribed" | "confirmed" | "enabled" | "active" | "true" => Ok(AsKnown::Subscribed),
        "unsubscribed" | "disabled" | "blocklisted" | "false" => Ok(AsKnown::Unsubscribed),
        "cleaned" | "bounced" => Ok(AsKnown::Cleaned),
        _ => Err("is no status that is known: subscribed, unsubscribed or cleaned".to_owned()),
    }
}

/// RFC 3339, or a date with or without a time, which is then UTC.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    let utc = |at: DateTime| TimeZone::UTC.to_timestamp(at).ok();
    let read = text.parse::<Timestamp>().ok();
    let read = read.or_else(|| text.parse::<DateTime>().ok().and_then(utc));
    let read = read.or_else(|| text.parse::<Date>().ok().and_then(|day| utc(day.at(0, 0, 0, 0))));
    read.ok_or_else(|| "is no moment such as 2024-05-06 07:08:09".to_owned())
}

/// A few words on one line, if there are any.
pub(super) fn words(text: &str) -> Result<Option<String>, String> {
    match text.chars().count() > address::LONGEST_NAME {
        true => Err(format!("has more than {} characters", address::LONGEST_NAME)),
        false => Ok(address::one_line(text)),
    }
}

pub(super) fn ip(text: &str) -> Result<String, String> {
    let ip: IpAddr = text.parse().map_err(|_| "is no IP address".to_owned())?;
    Ok(ip.to_string())
}

/// Of a JSON object those attributes that are declared, if they are of their kind.
pub(super) fn json(
    text: &str,
    attributes: &BTreeMap<String, AttributeKind>,
) -> Result<Attributes, String> {
    if text.is_empty() {
        return Ok(Attributes::new());
    }
    let object: BTreeMap<String, Value> =
        serde_json::from_str(text).map_err(|_| "is no JSON object of attributes".to_owned())?;
    let mut taken = Attributes::new();
    for (name, value) in object {
        let Some(kind) = attributes.get(&name) else { continue };
        let words = match value {
            Value::Null => continue,
            Value::String(words) => words,
            other => other.to_string(),
        };
        taken.insert(name.clone(), kind.read(&words).map_err(|why| format!("`{name}` {why}"))?);
    }
    Ok(taken)
}
