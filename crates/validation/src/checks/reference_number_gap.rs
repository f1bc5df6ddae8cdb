//! `reference-number-gap`

use copydesk_manuscript::{Applicability, Finding, Span};

use crate::check::check;
use crate::numbering::renumbered;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A number that the reference list leaves out.
    ///
    /// # Why it matters to a reader
    ///
    /// A list that jumps from 2 to 4 looks as if a source had been taken away.
    ///
    /// # Example
    ///
    /// `2. …` followed by `4. …`
    ///
    /// # How to fix it
    ///
    /// Put the missing entry back, or renumber what follows together with its
    /// markers (a fix to look at first: published numbers are quoted elsewhere).
    "reference-number-gap", Warning, find, "the list leaves out numbers in {n} places"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut entries: Vec<(u32, Span)> =
        reading.entries().filter_map(|entry| Some((entry.number?, entry.span))).collect();
    entries.sort_unstable();
    let gaps = entries.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    gaps.map(|pair| {
        let (before, (number, span)) = (pair[0].0, pair[1]);
        let missing = match number - before {
            2 => format!("{} is missing", before + 1),
            _ => format!("{} to {} are missing", before + 1, number - 1),
        };
        let finding = CHECK
            .finding(span, format!("entry {number} follows entry {before}: {missing}"))
            .help("put it back, or renumber what follows")
            .label(format!("[{number}]"));
        let by = number - before - 1;
        match renumbered(reading, |n| (n >= number).then(|| n - by)) {
            Some(edits) => finding.fix(Applicability::Review, edits),
            None => finding,
        }
    })
    .collect()
}
