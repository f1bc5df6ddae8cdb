//! `reference-missing-title`

use copydesk_manuscript::Finding;

use super::reference_bare_url::is_bare;
use super::reference_missing_url::elsewhere;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry that names its outlet but not what the piece is called. Bare addresses,
    /// interviews and press conferences need no title.
    ///
    /// # Why it matters to a reader
    ///
    /// Without its title a page that has moved cannot be found again.
    ///
    /// # Example
    ///
    /// `1. Island Post, 2 Mar. 2023, https://post.example/12`
    ///
    /// # How to fix it
    ///
    /// Copy the headline of the page into the entry, in quotation marks.
    "reference-missing-title", Warning, find, "{n} sources have no title"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let wanting = reading.sources().filter(|entry| {
        entry.parsed && entry.title.is_none() && !is_bare(entry) && !elsewhere(reading, entry)
    });
    wanting
        .map(|entry| {
            CHECK
                .finding(entry.span, format!("{} has no title", name(entry)))
                .help(HELP)
                .label(name(entry))
        })
        .collect()
}

const HELP: &str = "copy the headline of the page into the entry";
