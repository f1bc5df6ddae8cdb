//! `reference-missing-date`

use copydesk_manuscript::Finding;

use super::reference_bare_url::is_bare;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry without a date. Bare addresses, and pages that say when they were looked at
    /// (“accessed 2 Mar. 2023”), need none.
    ///
    /// # Why it matters to a reader
    ///
    /// Old news under a new claim misleads, and only the date tells.
    ///
    /// # Example
    ///
    /// `1. “Quay shut” Island Post, https://post.example/12`
    ///
    /// # How to fix it
    ///
    /// Write the date that the source bears; for a page that bears none, when it was looked
    /// at.
    "reference-missing-date", Warning, find, "{n} sources have no date"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let wanting = reading.sources().filter(|entry| {
        entry.parsed
            && entry.date.is_none()
            && !is_bare(entry)
            && !looked_at(reading.document.words(entry.span))
    });
    wanting
        .map(|entry| {
            CHECK
                .finding(entry.span, format!("{} has no date", name(entry)))
                .help(HELP)
                .label(name(entry))
        })
        .collect()
}

const HELP: &str = "write the date that the source bears";

/// Words that give the day on which somebody saw an undated page, or say that
/// there is no date.
const LOOKED_AT: [&str; 5] = ["accessed", "retrieved", "visited", "undated", "n.d."];

fn looked_at(entry: &str) -> bool {
    let entry = entry.to_lowercase();
    LOOKED_AT.iter().any(|word| entry.contains(word))
}
