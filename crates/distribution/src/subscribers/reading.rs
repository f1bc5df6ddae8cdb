//! One line after another, and everything that is wrong with them.

use std::io;

use csv::ByteRecord;

use super::columns::Columns;
use super::sorted::Person;
use super::sorting::Sorting;
use super::{LineProblem, SubscribersProblem};
use crate::address;

const NOT_UTF8: &str = "is not UTF-8: save the file as UTF-8";

/// What was read so far, good and bad.
pub(super) struct Reading<'a> {
    file: &'a str,
    people: Sorting,
    pub(super) problems: Vec<LineProblem>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, people: Sorting::default(), problems: Vec::new() }
    }

    pub(super) fn problem(&mut self, line: u64, column: Option<&'static str>, message: String) {
        self.problems.push(LineProblem { file: self.file.to_owned(), line, column, message });
    }

    /// A problem that leaves nothing else to say.
    pub(super) fn only(mut self, line: u64, message: String) -> SubscribersProblem {
        self.problem(line, None, message);
        SubscribersProblem::Lines(self.problems)
    }

    /// # Errors
    /// What keeps people from being sorted on disk.
    pub(super) fn line(
        &mut self,
        line: u64,
        columns: &Columns,
        record: &ByteRecord,
    ) -> io::Result<()> {
        match person(columns, record) {
            // Nobody is mailed any more, so nobody need be kept.
            Ok(_) if !self.problems.is_empty() => Ok(()),
            Ok((address, name)) => self.people.add(address, name),
            Err((column, message)) => {
                self.problem(line, column, message);
                Ok(())
            }
        }
    }

    pub(super) fn end(self) -> Result<Sorting, Vec<LineProblem>> {
        if self.problems.is_empty() { Ok(self.people) } else { Err(self.problems) }
    }
}

/// In which column, if it is about one, and what.
type Wrong = (Option<&'static str>, String);

fn person(columns: &Columns, record: &ByteRecord) -> Result<Person, Wrong> {
    if record.len() > columns.count {
        let message = format!(
            "has {} fields for {} columns: put a name with a comma into double quotes",
            record.len(),
            columns.count
        );
        return Err((None, message));
    }
    let address = std::str::from_utf8(record.get(columns.address).unwrap_or_default())
        .map_err(|_| (Some("address"), NOT_UTF8.to_owned()))?;
    let name = columns.name.and_then(|index| record.get(index)).unwrap_or_default();
    let name = std::str::from_utf8(name).map_err(|_| (Some("name"), NOT_UTF8.to_owned()))?;
    let address = address::normalised(address);
    // The address itself is not repeated: messages end up in logs.
    address::accept(&address).map_err(|why| (Some("address"), why.into_owned()))?;
    let name = address::one_line(name);
    let length = name.as_ref().map_or(0, |name| name.chars().count());
    if length > address::LONGEST_NAME {
        let most = address::LONGEST_NAME;
        let message = format!("has {length} characters; a name has at most {most}");
        return Err((Some("name"), message));
    }
    Ok((address, name))
}
