//! `reference-missing-author`

use copydesk_manuscript::Finding;

use super::reference_bare_url::is_bare;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry that names nobody as its author. Off unless a pipeline asks it: most news
    /// is cited by its outlet.
    ///
    /// # Why it matters to a reader
    ///
    /// In research the author is how a work is known.
    ///
    /// # Example
    ///
    /// `1. “Rivers and rain” Journal of Rivers, 2021`
    ///
    /// # How to fix it
    ///
    /// Name the author before the title.
    "reference-missing-author", off Info, find, "{n} sources name no author"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let nameless = reading.sources().filter(|entry| {
        let title = entry.title.as_ref().map_or(usize::MAX, |title| title.span.end);
        entry.parsed && !is_bare(entry) && !entry.rest.iter().any(|field| field.span.start < title)
    });
    nameless
        .map(|entry| {
            CHECK
                .finding(entry.span, format!("{} names no author", name(entry)))
                .help("name the author before the title")
                .label(name(entry))
        })
        .collect()
}
