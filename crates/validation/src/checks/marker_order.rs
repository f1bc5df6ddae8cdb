//! `marker-order`

use std::collections::HashSet;

use copydesk_manuscript::{Finding, Marker, Origin};

use crate::check::check;
use crate::reading::{Reading, shown};

check! {
    /// # What it looks for
    ///
    /// Numbers that are cited in another order than they count: `[3]` stands before the
    /// first `[2]`. A number that was cited before may come back anywhere. Footnotes are
    /// expected in the order in which they stand.
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
    let mut highest: Option<(Place, &Marker)> = None;
    let mut findings = Vec::new();
    for (place, marker) in placed(reading) {
        if !seen.insert(place) {
            continue;
        }
        match highest {
            Some((before, earlier)) if place < before => {
                let [own, earlier] = [marker, earlier].map(|m| shown(reading.document, m));
                findings.push(
                    CHECK
                        .finding(marker.span, format!("{own} is first cited after {earlier}"))
                        .help("look whether two markers were swapped")
                        .label(own),
                );
            }
            _ => highest = Some((place, marker)),
        }
    }
    findings
}

/// Where a marker's source stands; footnotes come after any numbered list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    /// The number of a list's entry.
    Numbered(u32),
    /// Which of the draft's sources a footnote is.
    Footnote(usize),
}

/// The markers whose sources have a place in an order.
fn placed<'a>(reading: &Reading<'a>) -> impl Iterator<Item = (Place, &'a Marker)> {
    let document = reading.document;
    document.markers.iter().filter_map(move |marker| {
        let index = marker.reference?;
        let reference = document.references.get(index)?;
        let place = match (reference.number, &reference.origin, &reference.key) {
            (Some(number), ..) => Place::Numbered(number),
            (None, Origin::Footnote, Some(_)) => Place::Footnote(index),
            _ => return None,
        };
        Some((place, marker))
    })
}
