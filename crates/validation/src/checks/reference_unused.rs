//! `reference-unused`

use std::collections::HashSet;

use copydesk_manuscript::{Finding, Origin, folded_label};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry of the reference list that no marker points to. Under the heading
    /// "Further reading" that is what entries are for. A draft that cites nothing
    /// at all is `no-citations`.
    ///
    /// # Why it matters to a reader
    ///
    /// A source that nothing rests on lends the text weight it does not have, or
    /// a marker was lost in editing.
    ///
    /// # Example
    ///
    /// `3. “Quay closed” Island Post, 2 Mar. 2023, https://…` with no `[3]` above.
    ///
    /// # How to fix it
    ///
    /// Put the marker where the source is used, or delete the entry.
    "reference-unused", Warning, find, "nothing in the text cites {n} of the sources"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let list = document.reference_list.as_ref();
    let reading_list = list.is_some_and(|list| list.further_reading);
    if document.markers.is_empty() {
        return Vec::new();
    }
    let mut used = vec![false; document.references.len()];
    let mut numbers = HashSet::new();
    let mut labels = HashSet::new();
    for marker in &document.markers {
        if let Some(index) = marker.reference {
            used[index] = true;
            numbers.extend(document.references[index].number);
            labels.extend(document.references[index].key.as_deref().map(folded_label));
        }
    }
    let entries = document.references.iter().zip(used);
    entries
        // Of two with one number or label the second is another check's.
        .filter(|(entry, used)| match entry.origin {
            _ if *used => false,
            Origin::Entry => entry.number.is_some_and(|n| !reading_list && !numbers.contains(&n)),
            Origin::Footnote => {
                entry.key.as_deref().is_some_and(|label| !labels.contains(&folded_label(label)))
            }
            Origin::Link | Origin::Bibliography { .. } => false,
        })
        .map(|(entry, _)| {
            CHECK
                .finding(entry.span, format!("nothing in the text cites {}", name(entry)))
                .help("cite it where it is used, or delete the entry")
                .label(name(entry))
        })
        .collect()
}
