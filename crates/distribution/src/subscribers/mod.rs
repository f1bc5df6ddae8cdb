//! The subscriber file: CSV with the columns `address` and, if wanted, `name`.
//!
//! It is read and checked completely before anything else happens. One bad line
//! and nobody is mailed: half a list would be an edition that some readers miss
//! without anybody knowing. A long file is never held in memory: what comes of it
//! is [`Subscribers`], in byte order of addresses.

mod attribute;
mod columns;
mod guard;
mod import;
mod reading;
mod sorted;
mod sorting;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

pub use attribute::{AttributeKind, attribute_text};
pub use import::{Import, ImportProblem, ImportRules, Preset};
pub use sorted::Subscribers;

use self::columns::{Columns, HEADER};
use self::guard::{Guard, words};
use self::reading::Reading;

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
    /// It cannot be read at all, or not be sorted on disk.
    #[error("cannot read the subscriber file {file}: {source}")]
    Unreadable {
        /// The file, as named.
        file: String,
        /// Why.
        source: io::Error,
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

/// Reads and checks the whole file. `shown` is what messages call it. Of an address
/// that stands there again the first line counts.
///
/// # Errors
/// [`SubscribersProblem`] with every bad line, never only the first.
pub fn read_subscribers(path: &Path, shown: &str) -> Result<Subscribers, SubscribersProblem> {
    let unreadable = |source| SubscribersProblem::Unreadable { file: shown.to_owned(), source };
    read(File::open(path).map_err(unreadable)?, shown)
}

fn read(bytes: impl Read, file: &str) -> Result<Subscribers, SubscribersProblem> {
    let unreadable = |source| SubscribersProblem::Unreadable { file: file.to_owned(), source };
    let mut reading = Reading::new(file);
    let guard = match Guard::open(bytes) {
        Ok((guard, _)) => guard,
        Err(message) => return Err(reading.only(1, message)),
    };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(guard);
    let mut record = ByteRecord::new();
    let mut columns = None;
    loop {
        let begins = reader.position().byte();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                reader.get_mut().begin(begins);
                reading.problem(reader.get_ref().line(), None, words(&error));
                break;
            }
        }
        let start = record.position().map_or(begins, csv::Position::byte);
        reader.get_mut().begin(start);
        let line = reader.get_ref().line();
        match &columns {
            None => match Columns::of(&record) {
                Ok(found) => columns = Some(found),
                Err(message) => return Err(reading.only(line, message)),
            },
            // Else an unclosed quote would swallow everybody up to the next one.
            Some(_) if record.iter().any(|field| field.contains(&b'\n')) => {
                let message = "a double quote opens here and is not closed on its line";
                reading.problem(line, None, message.to_owned());
            }
            Some(columns) => reading.line(line, columns, &record).map_err(unreadable)?,
        }
    }
    if columns.is_none() && reading.problems.is_empty() {
        reading.problem(1, None, HEADER.to_owned());
    }
    match reading.end() {
        Ok(people) => people.finish().map_err(unreadable),
        Err(problems) => Err(SubscribersProblem::Lines(problems)),
    }
}

#[cfg(test)]
mod tests;
