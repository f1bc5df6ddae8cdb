//! `reference-missing-publisher`

use copydesk_manuscript::Finding;

use super::reference_bare_url::is_bare;
use super::reference_missing_url::elsewhere;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry that does not say where the piece appeared. Bare addresses need none here:
    /// another check speaks of them.
    ///
    /// # Why it matters to a reader
    ///
    /// Whose word it is matters as much as what it says.
    ///
    /// # Example
    ///
    /// `1. “Quay shut” 2 Mar. 2023, https://post.example/12`
    ///
    /// # How to fix it
    ///
    /// Name the outlet, journal or publisher after the title.
    "reference-missing-publisher", Warning, find, "{n} sources do not say where they appeared"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let wanting = reading.sources().filter(|entry| {
        entry.parsed && entry.publisher.is_none() && !is_bare(entry) && !elsewhere(reading, entry)
    });
    wanting
        .map(|entry| {
            CHECK
                .finding(entry.span, format!("{} does not say where it appeared", name(entry)))
                .help(HELP)
                .label(name(entry))
        })
        .collect()
}

const HELP: &str = "name the outlet after the title";
