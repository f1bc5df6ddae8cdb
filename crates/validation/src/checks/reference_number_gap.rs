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
    let mut findings: Vec<Finding> = gaps
        .map(|pair| {
            let (before, (number, span)) = (pair[0].0, pair[1]);
            let missing = match number - before {
                2 => format!("{} is missing", before + 1),
                _ => format!("{} to {} are missing", before + 1, number - 1),
            };
            CHECK
                .finding(span, format!("entry {number} follows entry {before}: {missing}"))
                .help("put it back, or renumber what follows")
                .label(format!("[{number}]"))
        })
        .collect();
    // One renumbering closes all gaps: one for each would undo the others.
    if let Some(first) = findings.first_mut() {
        let mut numbers: Vec<u32> = entries.iter().map(|(number, _)| *number).collect();
        numbers.dedup();
        let closed = |n: u32| {
            let at = numbers.binary_search(&n).ok()?;
            let to = numbers[0] + u32::try_from(at).ok()?;
            (to != n).then_some(to)
        };
        if let Some(edits) = renumbered(reading, closed) {
            *first = first.clone().fix(Applicability::Review, edits);
        }
    }
    findings
}
