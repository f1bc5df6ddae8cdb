//! Another system's subscribers, row by row.
//!
//! A file of any length takes the same memory: one record is held at a time, and
//! a record has an end. Rows are judged here and counted by the ledger; a bad one
//! is told with its line and column and never guessed at. The address itself is
//! not repeated: messages end up in logs.

mod columns;
mod fields;
mod preset;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use copydesk_ledger::ImportRow;
use csv::{ByteRecord, Reader, ReaderBuilder};

use self::columns::Columns;
use super::guard::{Guard, words};
use crate::{AttributeKind, RecipientKey};

pub use preset::Preset;

/// What is needed to read somebody else's file.
#[derive(Clone, Debug)]
pub struct ImportRules {
    /// What messages call the file.
    pub file: String,
    /// Whose export it is, if known.
    pub preset: Option<Preset>,
    /// Column to field, over what the preset or the column's name says. Field `-`
    /// leaves a column out.
    pub map: Vec<(String, String)>,
    /// The attributes that `copydesk.yaml` declares.
    pub attributes: BTreeMap<String, AttributeKind>,
}

/// What is wrong with a file, a line or a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// The file, as named.
    pub file: String,
    /// 1-based.
    pub line: u64,
    /// 1-based, in characters, where it is about a field.
    pub column: Option<usize>,
    /// What is wrong, and what to do.
    pub message: String,
    /// Whether reading ends with it: what follows cannot be told apart.
    pub fatal: bool,
}

impl fmt::Display for ImportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Rows of a file, one after the other.
pub struct Import<'a, R> {
    rules: &'a ImportRules,
    key: &'a RecipientKey,
    reader: Reader<Guard<R>>,
    columns: Columns,
    record: ByteRecord,
    done: bool,
}

/// A field that cannot be used.
struct BadField {
    index: usize,
    message: String,
}

impl<'a, R: Read> Import<'a, R> {
    /// Reads the header line of `file`.
    ///
    /// # Errors
    /// [`ImportProblem`] if the columns cannot be understood.
    pub fn open(
        file: R,
        rules: &'a ImportRules,
        key: &'a RecipientKey,
    ) -> Result<Self, ImportProblem> {
        let problem = |line, message| ImportProblem {
            file: rules.file.clone(),
            line,
            column: None,
            message,
            fatal: true,
        };
        let (guard, delimiter) = Guard::open(file).map_err(|message| problem(1, message))?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(guard);
        let mut header = ByteRecord::new();
        match reader.read_byte_record(&mut header) {
            Ok(true) => {}
            Ok(false) => return Err(problem(1, "is empty: a first line names the columns".into())),
            Err(error) => return Err(problem(1, words(&error))),
        }
        let start = header.position().map_or(0, csv::Position::byte);
        reader.get_mut().begin(start);
        let line = reader.get_ref().line();
        let columns = Columns::of(&header, rules).map_err(|bad| ImportProblem {
            column: bad.index.and_then(|index| reader.get_ref().column(index, delimiter)),
            ..problem(line, bad.message)
        })?;
        let columns = columns.with_delimiter(delimiter);
        Ok(Self { rules, key, reader, columns, record: ByteRecord::new(), done: false })
    }

    /// How many bytes were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    fn problem(&self, bad: BadField) -> ImportProblem {
        ImportProblem {
            file: self.rules.file.clone(),
            line: self.reader.get_ref().line(),
            column: self.reader.get_ref().column(bad.index, self.columns.delimiter()),
            message: bad.message,
            fatal: false,
        }
    }

    fn read(&mut self) -> Option<Result<ImportRow, ImportProblem>> {
        let begins = self.reader.position().byte();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => {
                self.done = true;
                return None;
            }
            Err(error) => {
                self.done = true;
                self.reader.get_mut().begin(begins);
                let message = words(&error);
                let bad = BadField { index: 0, message };
                return Some(Err(ImportProblem { column: None, fatal: true, ..self.problem(bad) }));
            }
        }
        let start = self.record.position().map_or(begins, csv::Position::byte);
        self.reader.get_mut().begin(start);
        let row = self.columns.row(&self.record, &self.rules.attributes, self.key);
        Some(row.map_err(|bad| self.problem(bad)))
    }
}

impl<R: Read> Iterator for Import<'_, R> {
    type Item = Result<ImportRow, ImportProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done { None } else { self.read() }
    }
}

#[cfg(test)]
mod tests;
