//! `reference-duplicate-number`

use std::collections::HashMap;

use copydesk_manuscript::{Finding, Related};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// Two entries of the reference list with the same number.
    ///
    /// # Why it matters to a reader
    ///
    /// A marker with that number points at two sources; the reader is sent to the
    /// first, which may be the wrong one.
    ///
    /// # Example
    ///
    /// `3. “Quay closed” …` and, two lines below, `3. “Quay opens” …`
    ///
    /// # How to fix it
    ///
    /// Give each entry its own number and correct the markers.
    "reference-duplicate-number", Error, find, "{n} entries have a number that another has"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut first = HashMap::new();
    let mut findings = Vec::new();
    for entry in reading.entries() {
        let Some(number) = entry.number else { continue };
        let earlier = *first.entry(number).or_insert(entry);
        if std::ptr::eq(earlier, entry) {
            continue;
        }
        let related = [earlier, entry].map(|e| Related { span: e.span, label: name(e) }).to_vec();
        findings.push(
            CHECK
                .finding(entry.span, format!("two entries have the number {number}"))
                .help("give each its own number and correct the markers")
                .label(name(entry))
                .related(related),
        );
    }
    findings
}
