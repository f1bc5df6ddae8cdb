//! `sentence-covered-by-later-marker`

use copydesk_manuscript::{Finding, Related};

use crate::check::check;
use crate::coverage::Standing;
use crate::exempt::Need;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A sentence without a marker of its own that counts as cited because a later
    /// sentence of its paragraph has one. Sentences inside one quotation are one.
    ///
    /// # Why it matters to a reader
    ///
    /// Whether that source says this too, only the writer knows.
    ///
    /// # Example
    ///
    /// `The river rose. It flooded the lower fields.[1]` The first sentence.
    ///
    /// # How to fix it
    ///
    /// Nothing, if the source says both. Else cite the sentence's own.
    "sentence-covered-by-later-marker", Info, find, "{n} sentences rest on a later marker"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let mut findings = Vec::new();
    // The nearest sentence with a marker, from behind.
    let mut cited: Option<usize> = None;
    for (i, sentence) in document.sentences.iter().enumerate().rev() {
        let next = document.sentences.get(i + 1).filter(|next| next.block == sentence.block);
        if next.is_none() {
            cited = None;
        }
        if reading.standings[i] == Standing::Cited {
            cited = Some(i);
        }
        let Some(marker) = cited.and_then(|at| document.sentences[at].markers.first()) else {
            continue;
        };
        let of_one = |other: Option<usize>| {
            other.is_some_and(|other| {
                let other = &document.sentences[other];
                sentence.quotation.is_some() && other.quotation == sentence.quotation
            })
        };
        // One unit, one finding: at its first sentence.
        let goes_on = of_one(i.checked_sub(1)) || of_one(cited);
        let covered = reading.standings[i] == Standing::Covered;
        if !covered || goes_on || reading.needs[i] != Need::Source {
            continue;
        }
        let marker = &document.markers[*marker];
        let span = marker.bracket;
        let place = reading.at(span.start);
        let related = Related { span, label: reading.cited_as(marker) };
        findings.push(
            CHECK
                .finding(sentence.span, format!("the marker at {place} covers this sentence too"))
                .help("cite it here if its source is another one")
                .label(format!("→ {}", related.label))
                .related(vec![related]),
        );
    }
    findings
}
