//! `numbering-zero-based`

use copydesk_manuscript::{Applicability, Finding, Span};

use crate::check::check;
use crate::numbering::renumbered;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A reference list whose first number is 0.
    ///
    /// # Why it matters to a reader
    ///
    /// Most readers count from one and take a 0 for a slip.
    ///
    /// # Example
    ///
    /// `0. “Talks hold” WION, …`
    ///
    /// # How to fix it
    ///
    /// Nothing needs to be done. `copydesk check --fix=numbering-zero-based` never
    /// renumbers by itself, because published numbers are quoted elsewhere; the fix that
    /// JSON and SARIF carry adds one to every entry and marker, for a person to look at.
    "numbering-zero-based", Info, find, "{n} lists count from 0"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let zero = reading.document.reference_list.as_ref().filter(|list| list.base == 0);
    let Some(list) = zero else { return Vec::new() };
    let finding = CHECK
        .finding(
            Span::new(list.span.start, first_line(reading, list.span)),
            "the list counts from 0",
        )
        .help("readers count from one; renumber it if nobody quotes these numbers yet");
    match renumbered(reading, |number| number.checked_add(1)) {
        Some(edits) => vec![finding.fix(Applicability::Review, edits)],
        None => vec![finding],
    }
}

fn first_line(reading: &Reading<'_>, list: Span) -> usize {
    let words = reading.document.words(list);
    list.start + words.lines().next().map_or(0, str::len)
}
