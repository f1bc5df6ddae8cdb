//! The bytes of a file, with the record under way kept as it is written: for its
//! line, for the columns of its fields, and for an end to records without one.

use std::io::{self, Read};

/// A record of a person is far shorter. What a quote swallows is not.
const LONGEST_RECORD: usize = 1024 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// What is wrong with a record that cannot be read.
pub(super) fn words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => format!("is no CSV: {error}"),
    }
}

pub(super) struct Guard<R> {
    inner: R,
    /// What was read, from some record's first byte on.
    held: Vec<u8>,
    /// Where `held` begins in the file.
    offset: u64,
    /// Where the record under way begins in `held`.
    start: usize,
    /// Up to where `held` was handed on.
    given: usize,
    /// The line of `start`.
    line: u64,
    ended: bool,
}

impl<R: Read> Guard<R> {
    /// Looks at the file's first bytes: for encodings that are not ours, and for
    /// what stands between its columns.
    pub(super) fn open(inner: R) -> Result<(Self, u8), String> {
        let mut guard =
            Self { inner, held: Vec::new(), offset: 0, start: 0, given: 0, line: 1, ended: false };
        guard.fill().map_err(|error| format!("cannot be read: {error}"))?;
        if guard.held.starts_with(&[0xff, 0xfe]) || guard.held.starts_with(&[0xfe, 0xff]) {
            return Err("is UTF-16: save the file as UTF-8".to_owned());
        }
        if guard.held.starts_with(b"PK\x03\x04") {
            return Err("is a ZIP archive: unpack it and import the CSV files in it".to_owned());
        }
        if guard.held.starts_with("\u{feff}".as_bytes()) {
            guard.held.drain(..3);
        }
        let end = guard.held.iter().position(|byte| *byte == b'\n').unwrap_or(guard.held.len());
        let count = |byte: u8| guard.held[..end].iter().filter(|found| **found == byte).count();
        let delimiter = match (count(b','), count(b';'), count(b'\t')) {
            (0, 0, tabs) if tabs > 0 => b'\t',
            (0, semicolons, _) if semicolons > 0 => b';',
            _ => b',',
        };
        Ok((guard, delimiter))
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.held.len();
        self.held.resize(before + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.held[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.held.truncate(before + read.as_ref().map_or(0, |read| *read));
        self.ended = read? == 0;
        Ok(())
    }
}

impl<R> Guard<R> {
    /// A record begins at this byte of the file; the reader counts line ends before
    /// it as its own.
    pub(super) fn begin(&mut self, byte: u64) {
        let start = usize::try_from(byte.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let mut start = start.clamp(self.start, self.held.len());
        while matches!(self.held.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let ends = self.held[self.start..start].iter().filter(|byte| **byte == b'\n').count();
        self.line += ends as u64;
        self.start = start;
    }

    /// The line of the record under way.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Where in the file reading stands.
    pub(super) fn bytes_read(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// The column, in characters, at which field `index` of the record begins.
    /// `None` behind a line break inside the record.
    pub(super) fn column(&self, index: usize, delimiter: u8) -> Option<usize> {
        let mut quoted = false;
        let mut field = 0;
        let mut characters = 1;
        for byte in &self.held[self.start..] {
            if field == index {
                return Some(characters);
            }
            match *byte {
                b'"' => quoted = !quoted,
                b'\n' => return None,
                byte if byte == delimiter && !quoted => field += 1,
                _ => {}
            }
            // UTF-8: a character's further bytes begin with 10.
            characters += usize::from(byte & 0xc0 != 0x80);
        }
        (field == index).then_some(characters)
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.held.len() {
            // What came before the record under way is not needed any more.
            self.held.drain(..self.start);
            self.offset += self.start as u64;
            self.given -= self.start;
            self.start = 0;
            if self.held.len() > LONGEST_RECORD + CHUNK {
                return Err(io::Error::other(
                    "begins a record of more than 1 MiB: is a double quote not closed?",
                ));
            }
            if !self.ended {
                self.fill()?;
            }
        }
        let rest = &self.held[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
