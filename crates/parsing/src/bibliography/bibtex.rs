//! BibTeX and BibLaTeX.
//!
//! A reader of our own: what there is refuses a whole file for one entry, and
//! ends the program on an `@string` that names itself or on braces that nest too
//! deep. Here a mistake costs its own entry, and nothing calls itself.

mod entry;
mod latex;
mod source;

use std::collections::HashMap;

use entry::{Cursor, Item};

use super::{Entry, Fault, Read};

pub(super) use source::work;

/// What `@string` names, by lower-case name.
pub(super) type Strings<'a> = HashMap<String, Vec<Part<'a>>>;

/// A piece of a value: `{words}`, `"words"`, `12`, or the name of an `@string`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part<'a> {
    /// As written, without the outermost braces or quotation marks.
    Words(&'a str),
    Name(&'a str),
}

/// Reads a file for its keys, its strings and its mistakes.
pub(super) fn read(text: &str) -> Read<'_> {
    let mut read = Read { is_bibtex: true, ..Read::default() };
    let mut cursor = Cursor::new(text);
    while let Some(start) = cursor.next_entry() {
        match cursor.item() {
            Ok(Item::Entry { key, .. }) => {
                let key = key.to_owned();
                read.entries.push(Entry { key, range: start..cursor.at, usable: true });
            }
            Ok(Item::Strings(strings)) => {
                let named = strings.into_iter().map(|(name, value)| (name.to_lowercase(), value));
                read.strings.extend(named);
            }
            Ok(Item::Nothing) => {}
            Err(mistake) => {
                read.faults.push(Fault { at: mistake.at, what: mistake.what });
                if let Some(key) = mistake.key {
                    let range = start..mistake.resume;
                    read.entries.push(Entry { key: key.to_owned(), range, usable: false });
                }
                cursor.at = mistake.resume;
            }
        }
    }
    read.known = !read.entries.is_empty() || !read.strings.is_empty();
    read
}

/// Reads one entry that [`read`] found to be right.
fn reread(entry: &str) -> Option<HashMap<String, Vec<Part<'_>>>> {
    let mut cursor = Cursor::new(entry);
    cursor.next_entry()?;
    match cursor.item().ok()? {
        Item::Entry { fields, .. } => {
            Some(fields.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect())
        }
        Item::Strings(_) | Item::Nothing => None,
    }
}
