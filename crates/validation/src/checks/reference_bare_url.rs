//! `reference-bare-url`

use copydesk_manuscript::{Finding, Origin, Reference};

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
    let document = reading.document;
    // A footnote may be a sentence with a link in it.
    let says_more = |entry: &Reference| {
        let words = document.words(entry.span);
        let url = entry.url.as_ref().map_or("", |url| &url.text);
        entry.origin == Origin::Footnote && !words.trim_end_matches(['>', ']']).ends_with(url)
    };
    let bare: Vec<&&Reference> =
        listed.iter().filter(|entry| is_bare(entry) && !says_more(entry)).collect();
    let Some(first) = bare.first() else { return Vec::new() };
    let message =
        format!("{} of {} sources are addresses and nothing else", bare.len(), listed.len());
    vec![CHECK.finding(first.span, message).help("put title, outlet and date before the address")]
}

/// Whether an entry is an address, perhaps with a name behind it: that is all that
/// a link definition, `[1]: https://… "Title"`, has room for.
pub(super) fn is_bare(entry: &Reference) -> bool {
    let Reference { title, publisher, date, url, .. } = entry;
    let Some(url) = url else { return false };
    let named_first = title.as_ref().is_some_and(|title| title.span < url.span);
    !named_first && publisher.is_none() && date.is_none()
}
