//! `marker-repeated`

use std::collections::HashSet;

use copydesk_manuscript::{Finding, MarkerKind};

use crate::check::check;
use crate::places::places;
use crate::reading::{Reading, shown};

check! {
    /// # What it looks for
    ///
    /// The same marker twice at one place: `[3][3]`, `[2, 2]`.
    ///
    /// # Why it matters to a reader
    ///
    /// One of the two was meant to be another: the second source is missing.
    ///
    /// # Example
    ///
    /// `The quay closed.[3][3]`
    ///
    /// # How to fix it
    ///
    /// Give one of them the number it was meant to have, or delete it.
    "marker-repeated", Warning, find, "{n} markers stand twice at one place"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let mut findings = Vec::new();
    for place in places(reading) {
        let mut seen = HashSet::new();
        for marker in place.iter().filter(|marker| marker.kind != MarkerKind::Link) {
            let words = shown(document, marker);
            if !seen.insert(words.clone()) {
                findings.push(
                    CHECK
                        .finding(marker.span, format!("{words} stands twice at one place"))
                        .help("give one of them the number it was meant to have, or delete it")
                        .label(words),
                );
            }
        }
    }
    findings
}
