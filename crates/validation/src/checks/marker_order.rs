//! `marker-order`

use std::collections::HashSet;

use copydesk_manuscript::{Finding, Marker, MarkerKind};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Numbers that are cited in another order than they count: `[3]` stands before the
    /// first `[2]`. A number that was cited before may come back anywhere. Footnotes with
    /// numbers for labels are looked at as well.
    ///
    /// # Why it matters to a reader
    ///
    /// A list in the order of the text can be read along with it; one that jumps makes the
    /// reader look twice, and two markers that were swapped by a slip look exactly like
    /// this.
    ///
    /// # Example
    ///
    /// `The quay closed.[2] It will reopen.[1]`
    ///
    /// # How to fix it
    ///
    /// Look whether the two markers were swapped. If they were not, renumber list and
    /// markers in the order of the text, or leave it.
    "marker-order", Info, find, "{n} numbers are cited out of order"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut highest: Option<u32> = None;
    let mut findings = Vec::new();
    for (number, marker) in numbers(reading) {
        if !seen.insert(number) {
            continue;
        }
        match highest {
            Some(before) if number < before => findings.push(
                CHECK
                    .finding(marker.span, format!("{number} is first cited after {before}"))
                    .help("look whether two markers were swapped")
                    .label(format!("[{number}]")),
            ),
            _ => highest = Some(number),
        }
    }
    findings
}

/// Markers that show a number and have a source.
fn numbers<'a>(reading: &Reading<'a>) -> impl Iterator<Item = (u32, &'a Marker)> {
    let document = reading.document;
    document.markers.iter().filter_map(move |marker| {
        let reference = document.references.get(marker.reference?)?;
        let label = reference.key.as_deref().filter(|_| marker.kind == MarkerKind::Footnote);
        let number = reference.number.or_else(|| label?.parse().ok())?;
        Some((number, marker))
    })
}
