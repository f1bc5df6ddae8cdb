//! One entry of CSL-JSON. Programs differ in whether they write numbers as
//! numbers, so every field takes either.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::bibliography::date::{self, Written};
use crate::bibliography::name::Name;
use crate::bibliography::work::{Work, filled};

/// An entry of which only the key is wanted.
#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default, deserialize_with = "loose")]
    pub(super) id: Option<String>,
}

/// What is read of an entry.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Item {
    #[serde(deserialize_with = "loose")]
    title: Option<String>,
    #[serde(deserialize_with = "loose")]
    container_title: Option<String>,
    #[serde(deserialize_with = "loose")]
    publisher: Option<String>,
    #[serde(deserialize_with = "loose")]
    page: Option<String>,
    #[serde(deserialize_with = "loose")]
    volume: Option<String>,
    #[serde(deserialize_with = "loose")]
    issue: Option<String>,
    #[serde(rename = "DOI", deserialize_with = "loose")]
    doi: Option<String>,
    #[serde(rename = "ISBN", deserialize_with = "loose")]
    isbn: Option<String>,
    #[serde(rename = "ISSN", deserialize_with = "loose")]
    issn: Option<String>,
    #[serde(rename = "URL", deserialize_with = "loose")]
    url: Option<String>,
    #[serde(deserialize_with = "loose")]
    note: Option<String>,
    #[serde(deserialize_with = "loose")]
    number: Option<String>,
    #[serde(deserialize_with = "loose")]
    archive: Option<String>,
    author: People,
    editor: People,
    issued: When,
    accessed: When,
}

/// Names: a list of objects. Anything else is no name and no mistake.
#[derive(Default)]
struct People(Vec<Name>);

/// A date, in whichever of the forms that CSL knows.
#[derive(Default)]
struct When(Option<Written>);

/// Reads an entry. A field that is written twice counts as it stands last.
pub(in crate::bibliography) fn work(entry: &str) -> Work {
    let value = serde_json::from_str::<Value>(entry).unwrap_or_default();
    let item: Item = serde_json::from_value(value).unwrap_or_default();
    // arXiv has no field of its own: its name stands where an archive's does.
    let names = [&item.archive, &item.publisher].into_iter().flatten();
    let in_arxiv = names.into_iter().any(|name| name.eq_ignore_ascii_case("arxiv"));
    let arxiv = item.number.as_deref().filter(|_| in_arxiv);
    let arxiv = arxiv.map(|id| id.strip_prefix("arXiv:").unwrap_or(id).to_owned());
    Work {
        title: item.title,
        container: item.container_title,
        publisher: item.publisher,
        date: item.issued.0,
        url: item.url,
        doi: item.doi,
        isbn: item.isbn,
        issn: item.issn,
        number: item.issue.or(item.number.filter(|_| arxiv.is_none())),
        arxiv,
        authors: item.author.0,
        editors: item.editor.0,
        volume: item.volume,
        pages: item.page,
        accessed: item.accessed.0,
        note: item.note,
    }
}

/// The key of an entry that is no JSON, so that a marker that names it can be
/// told why it finds nothing.
pub(super) fn key_of_broken(entry: &str) -> Option<String> {
    let (_, after) = entry.split_once("\"id\"")?;
    let value = after.trim_start().strip_prefix(':')?.trim_start();
    let words = value.strip_prefix('"').and_then(|value| value.split(['"', '\n']).next());
    let number = value.split(|c: char| !c.is_ascii_digit()).next();
    words.or(number).filter(|key| !key.is_empty()).map(str::to_owned)
}

/// A text or a number; anything else is nothing.
fn loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(words(&Value::deserialize(deserializer)?))
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => filled(&without_tags(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// CSL writes `<i>`, `<sup>` and the like inside titles.
fn without_tags(text: &str) -> String {
    const TAGS: [&str; 10] =
        ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "<span>", "</span>"];
    TAGS.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""))
}

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(value.as_array().into_iter().flatten().filter_map(name).collect()))
    }
}

fn name(value: &Value) -> Option<Name> {
    let part = |field: &str| value.get(field).and_then(words);
    if let Some(whole) = words(value).or_else(|| part("literal")) {
        return Some(Name::Whole(whole));
    }
    let Some(family) = part("family") else { return part("given").map(Name::Whole) };
    let particle = part("non-dropping-particle").or_else(|| part("dropping-particle"));
    let family = particle.map_or(family.clone(), |particle| format!("{particle} {family}"));
    Some(Name::Person { family, given: part("given") })
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(when(&Value::deserialize(deserializer)?)))
    }
}

fn when(value: &Value) -> Option<Written> {
    if let Some(text) = words(value) {
        return date::iso(&text);
    }
    let first = value.get("date-parts").and_then(|all| all.get(0)).and_then(Value::as_array);
    let number =
        |index: usize| -> Option<i64> { first?.get(index).and_then(words)?.trim().parse().ok() };
    if let Some(year) = number(0) {
        return date::parts(year, number(1), number(2));
    }
    let said = value.get("raw").or_else(|| value.get("literal")).and_then(words);
    said.and_then(|text| date::iso(&text))
}
