//! `reference-bare-url`

use copydesk_manuscript::{Finding, Reference};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Entries that are an address and nothing else.
    ///
    /// # Why it matters to a reader
    ///
    /// An address does not say who wrote the page, when, or what it is called; once the
    /// page moves, nobody can find it again.
    ///
    /// # Example
    ///
    /// `1. https://gazette.example/news/12`
    ///
    /// # How to fix it
    ///
    /// Put title, outlet and date before the address. This is said once a list.
    "reference-bare-url", Info, find, "{n} lists have bare addresses"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let listed: Vec<&Reference> = reading.sources().collect();
    let bare: Vec<&&Reference> = listed.iter().filter(|entry| is_bare(entry)).collect();
    let Some(first) = bare.first() else { return Vec::new() };
    let message =
        format!("{} of {} sources are addresses and nothing else", bare.len(), listed.len());
    vec![CHECK.finding(first.span, message).help("put title, outlet and date before the address")]
}

/// Whether nothing of an entry is known but its address.
pub(super) fn is_bare(entry: &Reference) -> bool {
    let Reference { title, publisher, date, .. } = entry;
    entry.url.is_some() && [title, publisher, date].into_iter().all(Option::is_none)
}
