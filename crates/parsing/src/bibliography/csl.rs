//! CSL-JSON: a list of entries, or `{"items": […]}`.

mod elements;
mod item;

use super::{Entry, Fault, Read};

pub(super) use item::work;

/// Reads a file for its keys and its mistakes.
pub(super) fn read(text: &str) -> Read<'_> {
    let mut read = Read::default();
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text).err();
    if let Some(error) = &whole {
        read.faults.push(Fault { at: byte_of(text, error), what: words_of(error) });
    }
    let mut broken = false;
    for element in elements::of(text) {
        let entry = &text[element.clone()];
        match serde_json::from_str::<item::Named>(entry) {
            Ok(item::Named { id: Some(key) }) => {
                read.entries.push(Entry { key, range: element, usable: true });
            }
            Ok(item::Named { id: None }) => {
                let what = "this entry has no `id`".to_owned();
                read.faults.push(Fault { at: element.start, what });
                broken = true;
                let key = String::new();
                read.entries.push(Entry { key, range: element, usable: false });
            }
            Err(error) => {
                // The file's first mistake is told already.
                let at = element.start + byte_of(entry, &error);
                if whole.is_none() || broken {
                    read.faults.push(Fault { at, what: words_of(&error) });
                }
                broken = true;
                let key = item::key_of_broken(entry).unwrap_or_default();
                read.entries.push(Entry { key, range: element, usable: false });
            }
        }
    }
    read.known = read.entries.iter().any(|entry| !entry.key.is_empty())
        || (whole.is_none() && is_empty_list(text));
    read
}

/// `[]`: a bibliography with nothing in it yet.
fn is_empty_list(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    matches!(bare.as_str(), "[]" | "{\"items\":[]}")
}

/// The byte of a mistake, from the line and column that are told.
fn byte_of(text: &str, error: &serde_json::Error) -> usize {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(error.line().saturating_sub(1)).map(str::len).sum();
    let line = lines.next().unwrap_or_default().len();
    text.floor_char_boundary(before + error.column().saturating_sub(1).min(line))
}

/// What a mistake is, without its place and without the file's own words.
fn words_of(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Data => "this is no entry of CSL-JSON".to_owned(),
        _ => words.to_owned(),
    }
}
