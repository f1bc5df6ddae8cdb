//! People in byte order of their addresses, read page by page: from memory if they
//! are few, else from a file without a name that ends with this process.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::sorting::Sorting;

/// Address and name.
pub(super) type Person = (String, Option<String>);

/// Of so many one is kept in memory, so that reading can begin near anybody.
const STRIDE: u64 = 512;
/// Read ahead.
const AHEAD: usize = 64 * 1024;

/// A subscriber file as it was when it was read: normalised addresses in byte order,
/// each once, with names. May be empty: whether that is a mistake, the caller knows.
#[derive(Clone, Debug)]
pub struct Subscribers {
    count: u64,
    people: People,
}

#[derive(Clone, Debug)]
enum People {
    InMemory(Arc<[Person]>),
    OnDisk {
        file: Arc<File>,
        end: u64,
        /// Every so many: the address, and where it stands.
        index: Arc<[(String, u64)]>,
    },
}

impl Subscribers {
    /// These people, for whoever has no file.
    pub fn of(people: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        let mut sorting = Sorting::in_runs_of(usize::MAX);
        for (address, name) in people {
            // Nothing touches a disk here, so nothing can fail.
            let _ = sorting.add(address, name);
        }
        sorting.finish().unwrap_or_else(|_| Self::in_memory(Vec::new()))
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first `limit` people behind this address; fewer only at the end.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn page(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> io::Result<Vec<(String, Option<String>)>> {
        self.first(limit, |address| after.is_none_or(|after| address > after))
    }

    /// The person with this address.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn find(&self, address: &str) -> io::Result<Option<(String, Option<String>)>> {
        let next = self.first(1, |there| there >= address)?.pop();
        Ok(next.filter(|(there, _)| there == address))
    }

    /// The first `limit` for whom `wanted` holds, which holds for all behind the first.
    fn first(&self, limit: usize, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<Person>> {
        match &self.people {
            People::InMemory(people) => {
                let first = people.partition_point(|(address, _)| !wanted(address));
                Ok(people.iter().skip(first).take(limit).cloned().collect())
            }
            People::OnDisk { file, end, index } => {
                let first = index.partition_point(|(address, _)| !wanted(address));
                let at = first.checked_sub(1).and_then(|before| index.get(before));
                let at = at.map_or(0, |(_, at)| *at);
                let part = Part { file: Arc::clone(file), at, end: *end };
                let mut part = BufReader::with_capacity(AHEAD, part);
                let mut found = Vec::new();
                while found.len() < limit
                    && let Some(person) = read_person(&mut part)?
                {
                    if wanted(&person.0) {
                        found.push(person);
                    }
                }
                Ok(found)
            }
        }
    }

    pub(super) fn in_memory(people: Vec<Person>) -> Self {
        Self { count: people.len() as u64, people: People::InMemory(people.into()) }
    }

    /// To be filled in order.
    pub(super) fn on_disk() -> io::Result<Filling> {
        let out = BufWriter::with_capacity(AHEAD, tempfile::tempfile()?);
        Ok(Filling { out, at: 0, count: 0, index: Vec::new() })
    }
}

/// Subscribers on their way to the disk.
pub(super) struct Filling {
    out: BufWriter<File>,
    at: u64,
    count: u64,
    index: Vec<(String, u64)>,
}

impl Filling {
    pub(super) fn add(&mut self, person: Person) -> io::Result<()> {
        if self.count.is_multiple_of(STRIDE) {
            self.index.push((person.0.clone(), self.at));
        }
        self.at += write_person(&mut self.out, &person)?;
        self.count += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<Subscribers> {
        let file = Arc::new(self.out.into_inner().map_err(io::IntoInnerError::into_error)?);
        let people = People::OnDisk { file, end: self.at, index: self.index.into() };
        Ok(Subscribers { count: self.count, people })
    }
}

/// A stretch of a file, whatever else is read of it.
pub(super) struct Part {
    pub(super) file: Arc<File>,
    pub(super) at: u64,
    pub(super) end: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.file.read_at(&mut buffer[..most], self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Two lengths, then address and name; 0 stands for no name. Gives the bytes written.
pub(super) fn write_person(out: &mut impl Write, (address, name): &Person) -> io::Result<u64> {
    let short = |length: usize| {
        u16::try_from(length).map_err(|_| io::Error::other("an address or a name is too long"))
    };
    let name = name.as_deref().unwrap_or_default();
    out.write_all(&short(address.len())?.to_le_bytes())?;
    out.write_all(&short(name.len())?.to_le_bytes())?;
    out.write_all(address.as_bytes())?;
    out.write_all(name.as_bytes())?;
    Ok((4 + address.len() + name.len()) as u64)
}

/// `None` at the end.
pub(super) fn read_person(from: &mut impl Read) -> io::Result<Option<Person>> {
    let mut lengths = [0; 4];
    match from.read_exact(&mut lengths) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let [a, b, c, d] = lengths;
    let mut text = |length: u16| {
        let mut bytes = vec![0; usize::from(length)];
        from.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    };
    let address = text(u16::from_le_bytes([a, b]))?;
    let name = text(u16::from_le_bytes([c, d]))?;
    Ok(Some((address, Some(name).filter(|name| !name.is_empty()))))
}
