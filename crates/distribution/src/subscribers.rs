//! The subscriber file: CSV with the columns `address` and, if wanted, `name`.
//!
//! It is read and checked completely before anything else happens. One bad line
//! and nobody is mailed: half a list would be an edition that some readers miss
//! without anybody knowing.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use crate::address;

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
            write!(f, "{column}: ")?;
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
            Some(columns) => reading.line(line, columns, &record),
        }
    }
    if columns.is_none() && reading.problems.is_empty() {
        reading.problem(1, None, HEADER.to_owned());
    }
    reading.end()
}

const HEADER: &str = "the first line must name the columns: address,name";

/// Counts lines. The reader's own count is that of the line before, where blank
/// lines or CRLF come between.
struct Lines<'a> {
    bytes: &'a [u8],
    read: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins; records come in order.
    fn of(&mut self, record: &ByteRecord) -> u64 {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(self.read);
        while let Some(byte) = self.bytes.get(self.read)
            && (self.read < start || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(*byte == b'\n');
            self.read += 1;
        }
        self.line
    }
}

/// Where the columns stand.
struct Columns {
    address: usize,
    name: Option<usize>,
    count: usize,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self, String> {
        let mut columns = (None, None);
        for (index, field) in header.iter().enumerate() {
            let slot = match field.trim_ascii() {
                b"address" => &mut columns.0,
                b"name" => &mut columns.1,
                other => {
                    let other = String::from_utf8_lossy(other);
                    return Err(format!("there is no column {other:?}; {HEADER}"));
                }
            };
            if slot.replace(index).is_some() {
                return Err("a column stands there twice".to_owned());
            }
        }
        let address = columns.0.ok_or("the column `address` is missing")?;
        Ok(Self { address, name: columns.1, count: header.len() })
    }
}

/// What was read so far, good and bad.
struct Reading<'a> {
    file: &'a str,
    people: Vec<(String, Option<String>)>,
    seen: HashMap<String, u64>,
    repeats: Vec<Repeat>,
    problems: Vec<LineProblem>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            people: Vec::new(),
            seen: HashMap::new(),
            repeats: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn problem(&mut self, line: u64, column: Option<&'static str>, message: String) {
        self.problems.push(LineProblem { file: self.file.to_owned(), line, column, message });
    }

    fn line(&mut self, line: u64, columns: &Columns, record: &ByteRecord) {
        if record.len() > columns.count {
            let message = format!(
                "has {} fields for {} columns: put a name with a comma into double quotes",
                record.len(),
                columns.count
            );
            return self.problem(line, None, message);
        }
        let Ok(address) = std::str::from_utf8(record.get(columns.address).unwrap_or_default())
        else {
            return self.problem(line, Some("address"), NOT_UTF8.to_owned());
        };
        let name = columns.name.and_then(|index| record.get(index));
        let Ok(name) = std::str::from_utf8(name.unwrap_or_default()) else {
            return self.problem(line, Some("name"), NOT_UTF8.to_owned());
        };
        let address = address::normalised(address);
        if let Err(why) = address::accept(&address) {
            let message =
                if address.is_empty() { why.into_owned() } else { format!("{address:?} {why}") };
            return self.problem(line, Some("address"), message);
        }
        let name = address::one_line(name);
        if let Some(name) = &name
            && name.chars().count() > address::LONGEST_NAME
        {
            let message = format!(
                "has {} characters; a name has at most {}",
                name.chars().count(),
                address::LONGEST_NAME
            );
            return self.problem(line, Some("name"), message);
        }
        match self.seen.get(&address) {
            Some(first) => self.repeats.push(Repeat { line, first: *first, address }),
            None => {
                self.seen.insert(address.clone(), line);
                self.people.push((address, name));
            }
        }
    }

    fn end(self) -> Result<Subscribers, Vec<LineProblem>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        Ok(Subscribers { people: self.people, repeats: self.repeats })
    }
}

const NOT_UTF8: &str = "is not UTF-8: save the file as UTF-8";

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(bytes: &[u8]) -> Vec<String> {
        let problems = parse(bytes, "s.csv").unwrap_err();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_mark_crlf_blank_lines_and_repeats_are_fine() {
        let csv = "\u{feff}name,address\r\nZoë, Z@Example.org \r\n\r\n,b@example.org\r\n\"A, B\",z@example.org";
        let read = parse(csv.as_bytes(), "s.csv").unwrap();
        assert_eq!(
            read.people,
            [
                ("z@example.org".to_owned(), Some("Zoë".to_owned())),
                ("b@example.org".to_owned(), None)
            ]
        );
        assert_eq!(read.repeats.len(), 1);
        assert_eq!((read.repeats[0].line, read.repeats[0].first), (5, 2));
    }

    #[test]
    fn every_bad_line_is_named() {
        let csv = b"address,name\nnobody,A\nok@example.org\n,B\n\xff@x.org,C\nd@x.org,\xfe\na@x.org,b,c\n";
        assert_eq!(
            problems(csv),
            [
                "s.csv:2: address: \"nobody\" has no @",
                "s.csv:4: address: is empty: write an address or delete the line",
                "s.csv:5: address: is not UTF-8: save the file as UTF-8",
                "s.csv:6: name: is not UTF-8: save the file as UTF-8",
                "s.csv:7: has 3 fields for 2 columns: put a name with a comma into double quotes",
            ]
        );
    }

    #[test]
    fn a_name_may_have_line_breaks_and_later_lines_keep_their_numbers() {
        let csv = "address,name\na@x.org,\"A\nB\"\nbad,C\n";
        assert_eq!(problems(csv.as_bytes()), ["s.csv:4: address: \"bad\" has no @"]);
    }

    #[test]
    fn the_header_is_required() {
        assert_eq!(problems(b""), [format!("s.csv:1: {HEADER}")]);
        assert!(problems(b"a@x.org,A\n")[0].contains("there is no column \"a@x.org\""));
        assert!(problems(b"name\n")[0].contains("`address` is missing"));
        assert!(problems(b"address,address\n")[0].contains("twice"));
        assert!(parse(b"address,name\n", "s.csv").unwrap().people.is_empty());
    }
}
