//! `reference-duplicate-number`

use std::collections::HashMap;

use copydesk_manuscript::{Finding, Origin, Related, folded_label};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// Two entries of the reference list with the same number, or two footnotes with
    /// the same label.
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
    findings.extend(footnotes(reading));
    findings
}

fn footnotes(reading: &Reading<'_>) -> Vec<Finding> {
    let mut first = HashMap::new();
    let mut findings = Vec::new();
    for footnote in reading.document.references.iter().filter(|r| r.origin == Origin::Footnote) {
        let Some(label) = &footnote.key else { continue };
        let earlier = *first.entry(folded_label(label)).or_insert(footnote);
        if std::ptr::eq(earlier, footnote) {
            continue;
        }
        let both = [earlier, footnote];
        findings.push(
            CHECK
                .finding(footnote.span, format!("two footnotes have the label [^{label}]"))
                .help("give each its own label and correct the markers")
                .label(format!("[^{label}]"))
                .related(both.map(|f| Related { span: f.span, label: name(f) }).to_vec()),
        );
    }
    findings
}
