//! Which column holds what, and a record read by that.

use std::collections::BTreeMap;

use copydesk_ledger::{AsKnown, Attributes, ImportRow, Subscriber};
use csv::ByteRecord;
use jiff::Timestamp;

use super::{BadField, ImportRules, fields};
use crate::{AttributeKind, RecipientKey, address};

/// More is no list of subscribers.
const MOST_COLUMNS: usize = 500;

const FIELDS: &str = "address, name, first_name, last_name, tags, status, consent_at, consent_ip, \
    consent_source, consent_text";

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Address,
    Name,
    FirstName,
    LastName,
    Tags,
    Status,
    ConsentAt,
    ConsentIp,
    ConsentSource,
    ConsentText,
    Attribute(String),
    /// A JSON object of attributes, of which those declared are taken.
    AttributesJson,
    LeftOut,
}

/// A header that cannot be understood.
pub(super) struct BadHeader {
    pub(super) index: Option<usize>,
    pub(super) message: String,
}

/// The columns of a file.
pub(super) struct Columns {
    fields: Vec<Field>,
    address: usize,
    /// What every row is, where the columns say so.
    all_rows: AsKnown,
    dates_leaving: bool,
    delimiter: u8,
}

impl Columns {
    pub(super) fn of(header: &ByteRecord, rules: &ImportRules) -> Result<Self, BadHeader> {
        let bad = |index, message: String| BadHeader { index, message };
        if header.len() > MOST_COLUMNS {
            let message = format!("has {} columns; {MOST_COLUMNS} are the most", header.len());
            return Err(bad(None, message));
        }
        let mut names = Vec::new();
        for (index, name) in header.iter().enumerate() {
            let name = std::str::from_utf8(name.trim_ascii())
                .map_err(|_| bad(Some(index), fields::NOT_UTF8.to_owned()))?;
            if name.contains('@') {
                let message = "the first line is no header: it must name the columns".to_owned();
                return Err(bad(Some(index), message));
            }
            names.push(name);
        }
        for (column, field) in &rules.map {
            if !names.contains(&column.as_str()) {
                let message = format!("has no column `{column}`, which is mapped to {field}");
                return Err(bad(None, message));
            }
        }
        let mut found = Vec::new();
        let mut all_rows = AsKnown::Subscribed;
        for (index, name) in names.iter().enumerate() {
            let field = field(name, rules).map_err(|message| bad(Some(index), message))?;
            if field != Field::LeftOut && found.contains(&field) {
                let message = format!("the column `{name}` says again what another one says");
                return Err(bad(Some(index), message));
            }
            if let Some(known) = rules.preset.and_then(|preset| preset.all_rows(name)) {
                all_rows = known;
            }
            found.push(field);
        }
        let address = found.iter().position(|field| *field == Field::Address).ok_or_else(|| {
            let help = "`--map COLUMN=address` says which holds it, if its name is another one";
            bad(None, format!("has no column `address`: {help}"))
        })?;
        Ok(Self {
            fields: found,
            address,
            all_rows,
            dates_leaving: rules.preset.is_none_or(super::Preset::dates_leaving),
            delimiter: b',',
        })
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(super) fn with_delimiter(self, delimiter: u8) -> Self {
        Self { delimiter, ..self }
    }

    /// A record as a row.
    pub(super) fn row(
        &self,
        record: &ByteRecord,
        attributes: &BTreeMap<String, AttributeKind>,
        key: &RecipientKey,
    ) -> Result<ImportRow, BadField> {
        let bad = |index, message: String| BadField { index, message };
        if record.len() != self.fields.len() {
            let message = format!(
                "has {} fields for {} columns: put what holds a comma into double quotes",
                record.len(),
                self.fields.len()
            );
            return Err(bad(0, message));
        }
        let mut read = Read::default();
        for (index, bytes) in record.iter().enumerate() {
            let said = |message: String| bad(index, message);
            let Some(field) = self.fields.get(index) else { continue };
            fields::swallowed(bytes, *field == Field::LeftOut).map_err(said)?;
            if *field != Field::LeftOut {
                let text = std::str::from_utf8(bytes)
                    .map_err(|_| said(fields::NOT_UTF8.to_owned()))?
                    .trim();
                read.take(field, text, attributes).map_err(said)?;
            }
        }
        let as_known = match self.all_rows {
            AsKnown::Subscribed => read.status.unwrap_or(AsKnown::Subscribed),
            known => known,
        };
        let left = as_known != AsKnown::Subscribed;
        Ok(ImportRow {
            erased_mark: key.erased_mark(&read.address),
            subscriber: Subscriber {
                name: read.name().map_err(|message| bad(self.address, message))?,
                address: read.address,
                attributes: read.attributes,
                tags: read.tags,
            },
            as_known,
            at: read.at.filter(|_| !left || self.dates_leaving),
            ip: read.ip,
            source: read.source,
            text_version: read.text_version,
        })
    }
}

/// A record's fields, as far as they are read.
#[derive(Default)]
struct Read {
    address: String,
    name: Option<String>,
    first: Option<String>,
    last: Option<String>,
    tags: Vec<String>,
    status: Option<AsKnown>,
    at: Option<Timestamp>,
    ip: Option<String>,
    source: Option<String>,
    text_version: Option<String>,
    attributes: Attributes,
}

impl Read {
    fn take(
        &mut self,
        field: &Field,
        text: &str,
        attributes: &BTreeMap<String, AttributeKind>,
    ) -> Result<(), String> {
        match field {
            Field::Address => {
                self.address = address::normalised(text);
                address::accept(&self.address).map_err(|why| format!("address {why}"))?;
            }
            Field::Name => self.name = address::one_line(text),
            Field::FirstName => self.first = address::one_line(text),
            Field::LastName => self.last = address::one_line(text),
            Field::Tags => self.tags = fields::tags(text)?,
            Field::Status => self.status = Some(fields::status(text)?),
            Field::ConsentAt if !text.is_empty() => self.at = Some(fields::moment(text)?),
            Field::ConsentIp if !text.is_empty() => self.ip = Some(fields::ip(text)?),
            Field::ConsentSource => self.source = fields::words(text)?,
            Field::ConsentText => self.text_version = fields::words(text)?,
            Field::Attribute(name) if !text.is_empty() => {
                let kind = attributes.get(name).copied().unwrap_or(AttributeKind::Text);
                let value = kind.read(text).map_err(|why| format!("`{name}` {why}"))?;
                self.attributes.insert(name.clone(), value);
            }
            Field::AttributesJson => self.attributes.extend(fields::json(text, attributes)?),
            _ => {}
        }
        Ok(())
    }

    fn name(&self) -> Result<Option<String>, String> {
        let parts = [self.first.as_deref(), self.last.as_deref()];
        let both: Vec<&str> = parts.into_iter().flatten().collect();
        let name = self.name.clone().or_else(|| (!both.is_empty()).then(|| both.join(" ")));
        match name.as_deref().map_or(0, |name| name.chars().count()) {
            long if long > address::LONGEST_NAME => Err(format!(
                "the name has {long} characters; a name has at most {}",
                address::LONGEST_NAME
            )),
            _ => Ok(name),
        }
    }
}

/// What the column of this name holds.
fn field(column: &str, rules: &ImportRules) -> Result<Field, String> {
    let mapped = rules.map.iter().find(|(from, _)| from == column).map(|(_, to)| to.as_str());
    if mapped == Some("-") {
        return Ok(Field::LeftOut);
    }
    if let (None, Some(preset)) = (mapped, rules.preset) {
        let own = rules.attributes.contains_key(column);
        let field = preset.field(column);
        let otherwise = || own.then(|| Field::Attribute(column.to_owned()));
        return Ok(field.or_else(otherwise).unwrap_or(Field::LeftOut));
    }
    let name = mapped.unwrap_or(column);
    Ok(match name {
        "address" | "email" => Field::Address,
        "name" => Field::Name,
        "first_name" => Field::FirstName,
        "last_name" => Field::LastName,
        "tags" => Field::Tags,
        "status" => Field::Status,
        "consent_at" => Field::ConsentAt,
        "consent_ip" => Field::ConsentIp,
        "consent_source" => Field::ConsentSource,
        "consent_text" => Field::ConsentText,
        own if rules.attributes.contains_key(own) => Field::Attribute(own.to_owned()),
        _ => {
            let declared = rules.attributes.keys().map(String::as_str);
            let all: Vec<&str> = FIELDS.split(", ").chain(declared).collect();
            return Err(format!(
                "unknown column `{name}`: `--map {column:?}=FIELD` says what it holds ({}), \
                 `--map {column:?}=-` leaves it out",
                all.join(", ")
            ));
        }
    })
}
