//! People into byte order of their addresses, each once, however many there are.
//!
//! Some thousands are sorted in memory; more become sorted runs in a file without a
//! name, which are merged at the end. So a list of a million takes the memory of a
//! short one, and disk: about 40 bytes a person, twice while they are merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::Arc;

use super::sorted::{Part, Person, Subscribers, read_person, write_person};

/// People that are sorted in memory.
const RUN: usize = 16_384;
/// Read ahead of each run.
const AHEAD: usize = 8 * 1024;

/// What is not sorted yet.
pub(super) struct Sorting {
    run: Vec<Person>,
    longest: usize,
    /// The former runs, one behind the other, and where each begins and ends.
    file: Option<Arc<File>>,
    runs: Vec<(u64, u64)>,
}

impl Default for Sorting {
    fn default() -> Self {
        Self::in_runs_of(RUN)
    }
}

impl Sorting {
    pub(super) fn in_runs_of(longest: usize) -> Self {
        Self { run: Vec::new(), longest, file: None, runs: Vec::new() }
    }

    /// # Errors
    /// What the disk says.
    pub(super) fn add(&mut self, address: String, name: Option<String>) -> io::Result<()> {
        if self.run.len() == self.longest {
            self.write_run()?;
        }
        self.run.push((address, name));
        Ok(())
    }

    /// # Errors
    /// What the disk says.
    pub(super) fn finish(mut self) -> io::Result<Subscribers> {
        if self.file.is_none() {
            in_order(&mut self.run);
            return Ok(Subscribers::in_memory(self.run));
        }
        self.write_run()?;
        let Self { file: Some(file), runs, run, .. } = self else {
            return Ok(Subscribers::in_memory(Vec::new()));
        };
        drop(run);
        let runs = runs.into_iter();
        let mut runs: Vec<_> = runs
            .map(|(at, end)| {
                BufReader::with_capacity(AHEAD, Part { file: Arc::clone(&file), at, end })
            })
            .collect();
        let mut people = Subscribers::on_disk()?;
        merge(&mut runs, |person| people.add(person))?;
        people.finish()
    }

    fn write_run(&mut self) -> io::Result<()> {
        in_order(&mut self.run);
        let file = match &self.file {
            Some(file) => file,
            None => self.file.insert(Arc::new(tempfile::tempfile()?)),
        };
        let begin = self.runs.last().map_or(0, |(_, end)| *end);
        let mut end = begin;
        let mut out = BufWriter::new(&**file);
        for person in self.run.drain(..) {
            end += write_person(&mut out, &person)?;
        }
        out.flush()?;
        self.runs.push((begin, end));
        Ok(())
    }
}

/// The first of those with one address counts.
fn in_order(run: &mut Vec<Person>) {
    run.sort_by(|(one, _), (other, _)| one.cmp(other));
    run.dedup_by(|(later, _), (first, _)| later == first);
}

/// Of one address in several runs, the first run's counts.
fn merge(runs: &mut [impl Read], mut take: impl FnMut(Person) -> io::Result<()>) -> io::Result<()> {
    let mut next = BinaryHeap::new();
    for (index, run) in runs.iter_mut().enumerate() {
        next.extend(read_person(run)?.map(|(address, name)| Reverse((address, index, name))));
    }
    let mut last: Option<String> = None;
    while let Some(Reverse((address, index, name))) = next.pop() {
        if let Some(run) = runs.get_mut(index) {
            next.extend(read_person(run)?.map(|(address, name)| Reverse((address, index, name))));
        }
        if last.as_ref() != Some(&address) {
            last = Some(address.clone());
            take((address, name))?;
        }
    }
    Ok(())
}
