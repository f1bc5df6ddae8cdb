//! The subscriber file: CSV with the columns `address` and, if wanted, `name`.
//!
//! It is read and checked completely before anything else happens. One bad line
//! and nobody is mailed: half a list would be an edition that some readers miss
//! without anybody knowing.

mod attribute;
mod columns;
mod import;
mod lines;
mod reading;

use std::fmt;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

pub use attribute::AttributeKind;
pub use import::{Import, ImportProblem, ImportRules, Preset};

use self::columns::{Columns, HEADER};
use self::lines::Lines;
use self::reading::Reading;

/// A subscriber file that can be used.
#[derive(Clone, Debug)]
pub struct Subscribers {
    /// Normalised address and name, in the order of the file, each address once.
    /// May be empty: whether that is a mistake, the caller knows.
    pub people: Vec<(String, Option<String>)>,
    /// Addresses that stand there more than once.
    pub repeats: Vec<Repeat>,
}

/// An address that the file names again. The first line counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// 1-based.
    pub line: u64,
    /// Where it stood before.
    pub first: u64,
    /// The address, normalised.
    pub address: String,
}

/// One thing wrong with one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// The file, as named.
    pub file: String,
    /// 1-based.
    pub line: u64,
    /// The column's name, if it is about one.
    pub column: Option<&'static str>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = self.column {
            write!(f, "{column} ")?;
        }
        f.write_str(&self.message)
    }
}

/// Why a subscriber file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SubscribersProblem {
    /// It cannot be read at all.
    #[error("cannot read the subscriber file {file}: {source}")]
    Unreadable {
        /// The file, as named.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// Lines that must be put right first. Never empty.
    #[error("{} of the subscriber file must be put right first; nobody was mailed: {}",
        count(.0.len()), .0.first().map(ToString::to_string).unwrap_or_default())]
    Lines(Vec<LineProblem>),
}

fn count(lines: usize) -> String {
    match lines {
        1 => "1 line".to_owned(),
        several => format!("{several} lines"),
    }
}

/// Reads and checks the whole file. `shown` is what messages call it.
///
/// # Errors
/// [`SubscribersProblem`] with every bad line, never only the first.
pub fn read_subscribers(path: &Path, shown: &str) -> Result<Subscribers, SubscribersProblem> {
    let bytes = std::fs::read(path)
        .map_err(|source| SubscribersProblem::Unreadable { file: shown.to_owned(), source })?;
    parse(&bytes, shown).map_err(SubscribersProblem::Lines)
}

fn parse(bytes: &[u8], file: &str) -> Result<Subscribers, Vec<LineProblem>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut reading = Reading::new(file);
    let mut record = ByteRecord::new();
    let mut columns = None;
    let mut lines = Lines { bytes, read: 0, line: 1 };
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                reading.problem(lines.line, None, format!("is no CSV: {error}"));
                break;
            }
        }
        let line = lines.of(&record);
        match &columns {
            None => match Columns::of(&record) {
                Ok(found) => columns = Some(found),
                Err(message) => {
                    reading.problem(line, None, message);
                    break;
                }
            },
            // Else an unclosed quote would swallow everybody up to the next one.
            Some(_) if record.iter().any(|field| field.contains(&b'\n')) => {
                let message = "a double quote opens here and is not closed on its line";
                reading.problem(line, None, message.to_owned());
            }
            Some(columns) => reading.line(line, columns, &record),
        }
    }
    if columns.is_none() && reading.problems.is_empty() {
        reading.problem(1, None, HEADER.to_owned());
    }
    reading.end()
}

#[cfg(test)]
mod tests;
