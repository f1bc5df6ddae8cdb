//! `source-concentration`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A draft of six markers or more over three sources or more in which most
    /// markers point to one of them.
    ///
    /// # Why it matters to a reader
    ///
    /// The list looks like many sources; the text follows one.
    ///
    /// # Example
    ///
    /// Seven markers, of which `[2]` is five.
    ///
    /// # How to fix it
    ///
    /// Look for a second source of its main claims, or say whose account it is.
    "source-concentration", Info, find, "{n} sources carry most of the text"
}

/// In a shorter draft, most is not many.
const FEWEST_MARKERS: usize = 6;

/// Of two sources one always has most.
const FEWEST_SOURCES: usize = 3;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let mut markers = vec![0_usize; document.references.len()];
    for marker in &document.markers {
        if let Some(count) = marker.reference.and_then(|at| markers.get_mut(at)) {
            *count += 1;
        }
    }
    let all: usize = markers.iter().sum();
    let cited = markers.iter().filter(|count| **count > 0).count();
    if all < FEWEST_MARKERS || document.references.len() < FEWEST_SOURCES || cited < 2 {
        return Vec::new();
    }
    let Some(heaviest) = markers.iter().position(|count| count * 2 > all) else {
        return Vec::new();
    };
    let first = document.markers.iter().find(|marker| marker.reference == Some(heaviest));
    let finding = first.map(|marker| {
        let (count, name) = (markers[heaviest], reading.cited_as(marker));
        CHECK
            .finding(marker.bracket, format!("{count} of {all} markers point to {name}"))
            .help("look for a second source, or say in the text whose account it is")
            .label(name)
    });
    Vec::from_iter(finding)
}
