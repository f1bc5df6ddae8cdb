//! The bibliographies that are read with a draft.
//!
//! BibTeX, BibLaTeX and CSL-JSON are written by programs and mended by hand, so
//! one bad entry does not lose the others. Every entry is read once, for its key
//! and its syntax; only one that the draft cites is read for what it says. Nothing
//! here takes more than linear time or calls itself without a bound: the files
//! are as little trusted as drafts.

mod bibtex;
mod csl;
mod date;
mod name;
mod work;

use std::collections::HashMap;
use std::ops::Range;

use copydesk_manuscript::{Bibliography, Companion, LineIndex, Listed, ProblemKind, Role};

pub(crate) use work::Work;

/// All bibliographies of a draft.
#[derive(Default)]
pub(crate) struct Library<'a> {
    shelves: Vec<Shelf<'a>>,
    /// File and entry by key; of two entries with one key the first.
    keys: HashMap<String, (usize, usize)>,
    /// What cannot be read, with the file it is about.
    pub(crate) problems: Vec<(usize, ProblemKind)>,
}

/// One file.
struct Shelf<'a> {
    file: &'a str,
    text: &'a str,
    read: Read<'a>,
    lines: Vec<usize>,
}

/// What a reader of one format makes of a text.
#[derive(Default)]
struct Read<'a> {
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    strings: bibtex::Strings<'a>,
    is_bibtex: bool,
    /// Whether the text is a bibliography at all.
    known: bool,
}

/// One entry, not yet read for what it says.
struct Entry {
    key: String,
    /// Its bytes in the file.
    range: Range<usize>,
    usable: bool,
}

/// What is wrong with a text.
struct Fault {
    /// Where: a byte.
    at: usize,
    what: String,
}

/// A cited entry.
pub(crate) struct Found<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) work: Work,
}

/// More places are counted and not named.
const MOST_PLACES: usize = 5;

impl<'a> Library<'a> {
    /// Reads all bibliographies among `companions`.
    pub(crate) fn read(companions: &'a [Companion]) -> Self {
        let mut library = Self::default();
        for companion in companions.iter().filter(|c| c.role == Role::Bibliography) {
            let shelf = library.shelves.len();
            let read = text(companion).and_then(|text| Shelf::read(&companion.name, text));
            library.shelves.push(match read {
                Ok(shelf) => shelf,
                Err((what, help)) => {
                    let message = format!("{} {what}", companion.name);
                    let (file, help) = (companion.name.clone(), help.map(str::to_owned));
                    let problem = ProblemKind::Bibliography { file, message, help };
                    library.problems.push((shelf, problem));
                    Shelf::empty(&companion.name)
                }
            });
            library.problems.extend(library.shelves[shelf].problem().map(|p| (shelf, p)));
        }
        library.index();
        library
    }

    /// Whether there is no bibliography, not even one that cannot be read.
    pub(crate) fn is_empty(&self) -> bool {
        self.shelves.is_empty()
    }

    /// Whether an entry has this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// The names of all files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'a str> {
        self.shelves.iter().map(|shelf| shelf.file)
    }

    /// The entry with this key, read for what it says.
    pub(crate) fn find(&self, key: &str) -> Option<Found<'a>> {
        let (shelf, entry) = *self.keys.get(key)?;
        let shelf = &self.shelves[shelf];
        let range = shelf.read.entries[entry].range.clone();
        let work = match shelf.read.is_bibtex {
            true => bibtex::work(&shelf.text[range], &shelf.read.strings, &|key| {
                let (shelf, entry) = *self.keys.get(key)?;
                let shelf = &self.shelves[shelf];
                shelf.read.is_bibtex.then(|| shelf.words(entry))
            }),
            false => Some(csl::work(&shelf.text[range])),
        }?;
        Some(Found { file: shelf.file, line: shelf.lines[entry], work })
    }

    /// What a document keeps of the files.
    pub(crate) fn bibliographies(&self) -> Vec<Bibliography> {
        self.shelves.iter().map(Shelf::listed).collect()
    }

    /// Finds every entry by its key, and the keys that several have.
    fn index(&mut self) {
        for (number, shelf) in self.shelves.iter().enumerate() {
            let usable = shelf.read.entries.iter().enumerate().filter(|(_, entry)| entry.usable);
            for (index, entry) in usable {
                let earlier = *self.keys.entry(entry.key.clone()).or_insert((number, index));
                if earlier == (number, index) {
                    continue;
                }
                let first = &self.shelves[earlier.0];
                self.problems.push((
                    number,
                    ProblemKind::DuplicateKey {
                        key: entry.key.clone(),
                        first: format!("{}:{}", first.file, first.lines[earlier.1]),
                        second: format!("{}:{}", shelf.file, shelf.lines[index]),
                        same: first.words(earlier.1) == shelf.words(index),
                    },
                ));
            }
        }
    }
}

impl<'a> Shelf<'a> {
    fn empty(file: &'a str) -> Self {
        Self { file, text: "", read: Read::default(), lines: Vec::new() }
    }

    fn read(file: &'a str, text: &'a str) -> Result<Self, (String, Option<&'static str>)> {
        let name = file.to_ascii_lowercase();
        if name.ends_with(".yaml") || name.ends_with(".yml") {
            let help = "export it as CSL-JSON (.json) or BibTeX (.bib)";
            return Err(("is YAML, which is not read as a bibliography".to_owned(), Some(help)));
        }
        if text.trim().is_empty() {
            return Err(("is empty".to_owned(), Some("an entry begins with  @article{key,")));
        }
        let is_json = name.ends_with(".json")
            || (!name.ends_with(".bib") && text.trim_start().starts_with(['[', '{']));
        let read = if is_json { csl::read(text) } else { bibtex::read(text) };
        if !read.known {
            let words = match is_json {
                true => "is no CSL-JSON: a list of entries, each with an `id`, is expected",
                false => "is no bibliography: it has no entry such as  @article{key, …}",
            };
            let fault = read.faults.first().map(|fault| {
                let at = LineIndex::new(text).position(text, fault.at);
                format!(" ({}:{}: {})", at.line, at.column, fault.what)
            });
            return Err((format!("{words}{}", fault.unwrap_or_default()), Some(FORMATS)));
        }
        let mut lines = Vec::with_capacity(read.entries.len());
        let (mut line, mut from) = (1, 0);
        for entry in &read.entries {
            line += text[from..entry.range.start].bytes().filter(|byte| *byte == b'\n').count();
            from = entry.range.start;
            lines.push(line);
        }
        Ok(Self { file, text, read, lines })
    }

    fn words(&self, entry: usize) -> &'a str {
        &self.text[self.read.entries[entry].range.clone()]
    }

    fn usable(&self) -> usize {
        self.read.entries.iter().filter(|entry| entry.usable).count()
    }

    /// What is wrong with its syntax, where, and what is left of it.
    fn problem(&self) -> Option<ProblemKind> {
        let first = self.read.faults.first()?;
        let index = LineIndex::new(self.text);
        let at = index.position(self.text, first.at);
        let usable = self.usable();
        // A fault between entries costs none of them.
        let lost = self.read.entries.len() - usable;
        let all = usable + lost.max(1);
        let others = &self.read.faults[1..];
        let lines: Vec<String> = others
            .iter()
            .take(MOST_PLACES)
            .map(|fault| index.position(self.text, fault.at).line.to_string())
            .collect();
        let more = match &lines[..] {
            [] => String::new(),
            [line] => format!(", and a mistake in line {line}"),
            _ if others.len() > MOST_PLACES => {
                format!(", and {} more mistakes, in lines {} …", others.len(), lines.join(", "))
            }
            [before @ .., last] => {
                format!(", and mistakes in lines {} and {last}", before.join(", "))
            }
        };
        let message = format!(
            "{}:{}:{}: {}{more}; {usable} of {all} entries can still be used",
            self.file, at.line, at.column, first.what,
        );
        Some(ProblemKind::Bibliography { file: self.file.to_owned(), message, help: None })
    }

    fn listed(&self) -> Bibliography {
        let entries = self.read.entries.iter().zip(&self.lines);
        Bibliography {
            file: self.file.to_owned(),
            usable: self.read.known.then(|| self.usable()),
            entries: entries
                .map(|(entry, line)| Listed {
                    key: entry.key.clone(),
                    line: *line,
                    usable: entry.usable,
                })
                .collect(),
        }
    }
}

const FORMATS: &str = "CSL-JSON (.json), BibTeX and BibLaTeX (.bib) are read";

/// A companion's text, without a byte-order mark.
fn text(companion: &Companion) -> Result<&str, (String, Option<&'static str>)> {
    let bytes = companion.bytes.as_ref().map_err(|why| (why.clone(), None))?;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        (format!("is not UTF-8 (line {line})"), Some("save it as plain text in UTF-8"))
    })?;
    Ok(text.trim_start_matches('\u{feff}'))
}

#[cfg(test)]
mod tests;
