//! Markers that cite by a key that no bibliography has.

use std::collections::HashMap;

use copydesk_manuscript::{Bibliography, Document, Finding, Listed, MarkerKind, key_of};
use strsim::damerau_levenshtein;

use super::CHECK;
use crate::reading::Reading;

/// How many keys are compared with misspelt ones, all together: beyond that, a
/// finding offers none. A bibliography may have a hundred thousand.
const MOST_COMPARISONS: usize = 200_000;

/// Longer keys are not compared: it costs the product of the lengths.
const LONGEST_COMPARED: usize = 64;

pub(super) fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    // What could not be read may have them all; that is its own finding.
    let unread = document.bibliographies.iter().any(|b| b.usable.is_none());
    if unread || (document.bibliographies.is_empty() && reading.front_matter_unread()) {
        return Vec::new();
    }
    let mut answers: HashMap<&str, Answer> = HashMap::new();
    let mut left = MOST_COMPARISONS;
    let markers = document.markers.iter();
    markers
        .filter(|marker| marker.kind == MarkerKind::Key && marker.reference.is_none())
        .map(|marker| {
            let key = key_of(document.words(marker.span));
            let answer = answers.entry(key).or_insert_with(|| answer(document, key, &mut left));
            CHECK
                .finding(marker.span, answer.message.clone())
                .help(answer.help.clone())
                .label(answer.label.clone())
        })
        .collect()
}

/// What is wrong with a key, and what to write instead.
struct Answer {
    message: String,
    help: String,
    label: String,
}

fn answer(document: &Document, key: &str, left: &mut usize) -> Answer {
    let said = |message: String, help: String| Answer { message, help, label: format!("@{key}") };
    let files: Vec<&str> = document.bibliographies.iter().map(|b| b.file.as_str()).collect();
    if files.is_empty() {
        let message = format!("@{key} points at nothing: the draft has no bibliography");
        return said(message, "name it in the front matter:  bibliography: sources.bib".to_owned());
    }
    let lost = entries(document).find(|(_, entry)| !entry.usable && entry.key == key);
    if let Some((file, entry)) = lost {
        let place = format!("{}:{}", file.file, entry.line);
        let message = format!("@{key} points at an entry that cannot be read: {place}");
        return said(message, format!("mend the entry at {place}"));
    }
    let names = files.join(" or ");
    let message = format!("@{key} points at nothing: no entry of {names} has this key");
    match nearest(document, key, left) {
        Some(near) => Answer {
            message,
            help: format!("did you mean @{near}?"),
            // In a group this is all that is shown of it.
            label: format!("@{key} for @{near}?"),
        },
        None => {
            let help = format!("add the entry to {}, or correct the key", files[0]);
            said(message, format!("{help}; a handle is written \\@{key}"))
        }
    }
}

fn entries(document: &Document) -> impl Iterator<Item = (&Bibliography, &Listed)> {
    let files = document.bibliographies.iter();
    files.flat_map(|file| file.entries.iter().map(move |entry| (file, entry)))
}

/// The key that was probably meant: one slip in three letters, upper case not
/// counted.
fn nearest<'d>(document: &'d Document, key: &str, left: &mut usize) -> Option<&'d str> {
    let key = key.to_lowercase();
    let allowed = (key.chars().count() / 3).max(1);
    if key.len() > LONGEST_COMPARED {
        return None;
    }
    let usable = entries(document).filter(|(_, entry)| entry.usable).take(*left);
    let mut compared = 0;
    let near = usable
        .inspect(|_| compared += 1)
        .filter(|(_, entry)| entry.key.len().abs_diff(key.len()) <= allowed)
        .map(|(_, entry)| (damerau_levenshtein(&key, &entry.key.to_lowercase()), entry))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, entry)| entry.key.as_str());
    *left -= compared;
    near
}
