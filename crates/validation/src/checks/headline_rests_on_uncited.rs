//! `headline-rests-on-uncited`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::coverage::Standing;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Three or more words of the headline, in a row, that a sentence without a
    /// source repeats. The page shows it with that sentence.
    ///
    /// # Why it matters to a reader
    ///
    /// The headline is what most people read, and here it rests on nothing.
    ///
    /// # Example
    ///
    /// "… and New START Treaty Suspension" over `Putin suspended Russia's
    /// involvement in the New START treaty.` without a marker.
    ///
    /// # How to fix it
    ///
    /// Cite the sentence.
    "headline-rests-on-uncited", Info, find, "the headline rests on {n} sentences without a source"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if document.markers.is_empty() {
        return Vec::new();
    }
    let sentences = document.sentences.iter().zip(&reading.standings);
    let uncited = sentences.filter(|(_, standing)| **standing == Standing::Uncited);
    uncited
        .filter_map(|(sentence, _)| {
            let span = reading.headline.repeated(document, sentence)?;
            let words = document.words(span);
            let place = reading.at(sentence.span.start);
            let message = format!("the headline's “{words}” rests on the sentence at {place}");
            Some(CHECK.finding(span, message).help("cite that sentence"))
        })
        .collect()
}
