//! One line after another, and everything that is wrong with them.

use std::collections::HashMap;

use csv::ByteRecord;

use super::columns::Columns;
use super::{LineProblem, Repeat, Subscribers};
use crate::address;

const NOT_UTF8: &str = "is not UTF-8: save the file as UTF-8";

/// What was read so far, good and bad.
pub(super) struct Reading<'a> {
    file: &'a str,
    people: Vec<(String, Option<String>)>,
    seen: HashMap<String, u64>,
    repeats: Vec<Repeat>,
    pub(super) problems: Vec<LineProblem>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            people: Vec::new(),
            seen: HashMap::new(),
            repeats: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn problem(&mut self, line: u64, column: Option<&'static str>, message: String) {
        self.problems.push(LineProblem { file: self.file.to_owned(), line, column, message });
    }

    pub(super) fn line(&mut self, line: u64, columns: &Columns, record: &ByteRecord) {
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
            // The address itself is not repeated: messages end up in logs.
            return self.problem(line, Some("address"), why.into_owned());
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

    pub(super) fn end(self) -> Result<Subscribers, Vec<LineProblem>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        Ok(Subscribers { people: self.people, repeats: self.repeats })
    }
}
