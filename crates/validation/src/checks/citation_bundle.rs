//! `citation-bundle`

use copydesk_manuscript::{Finding, Span};

use crate::check::check;
use crate::places::places;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// More than three markers at one place.
    ///
    /// # Why it matters to a reader
    ///
    /// A reader who wants to check the claim has four pages to open and is not told which
    /// one says it.
    ///
    /// # Example
    ///
    /// `The quay closed.[1][2][3][4]`
    ///
    /// # How to fix it
    ///
    /// Keep the source that says it best, or put each marker behind the words it stands
    /// for.
    "citation-bundle", Info, find, "{n} places have more than three sources each"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let bundles = places(reading).filter(|place| place.len() > MOST);
    bundles
        .map(|place| {
            let span = Span::new(place[0].bracket.start, place[place.len() - 1].bracket.end);
            CHECK
                .finding(span, format!("{} sources for one place", place.len()))
                .help("keep the best, or put each behind the words it stands for")
        })
        .collect()
}

/// A claim may rest on as many without a word.
const MOST: usize = 3;
