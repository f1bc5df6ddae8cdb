//! `marker-undefined`

mod keys;

use copydesk_manuscript::{Finding, MarkerKind, Origin, did_you_mean};

use crate::check::{Gathered, check, gather_three};
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A marker such as `[7]` whose number no entry of the reference list has, or
    /// `[^x]` whose label no footnote has.
    /// In a draft without any list every `[1]` to `[999]` that stands like a
    /// marker is undefined, and all of them are one thing to do. Or a marker such
    /// as `[@rivers2021]` whose key no bibliography has.
    ///
    /// # Why it matters to a reader
    ///
    /// The reader follows the marker and finds nothing: the claim looks sourced
    /// and is not.
    ///
    /// # Example
    ///
    /// `The quay closed in June.[7]` over a list that ends at `6.`
    ///
    /// # How to fix it
    ///
    /// Add the missing entry, or correct the number or the key. A draft that cites
    /// by key names its bibliography in its front matter:
    /// `bibliography: sources.bib`.
    "marker-undefined", Error, find, gather
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        numbers(reading).chain(footnotes(reading)).chain(keys::find(reading)).collect();
    findings.sort_by_key(|finding| finding.span.start);
    findings
}

fn numbers<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = Finding> + 'r {
    let list = reading.document.reference_list.as_ref();
    let last = reading.entries().filter_map(|entry| entry.number).max();
    let undefined = reading.numbers().filter(|(_, marker)| marker.reference.is_none());
    undefined.map(move |(number, marker)| {
        let why = match (list, last) {
            (Some(list), Some(last)) if number < list.base || number > last => {
                format!("the list runs from {} to {last}", list.base)
            }
            (Some(_), _) => format!("the list has no entry {number}"),
            (None, _) => "the draft has no list of references".to_owned(),
        };
        CHECK
            .finding(marker.span, format!("[{number}] points at nothing: {why}"))
            .help(format!("add entry {number}, or correct the number"))
            .label(format!("[{number}]"))
    })
}

fn footnotes<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = Finding> + 'r {
    let document = reading.document;
    let labels: Vec<&str> = document
        .references
        .iter()
        .filter(|reference| reference.origin == Origin::Footnote)
        .filter_map(|reference| reference.key.as_deref())
        .collect();
    let called = document.markers.iter().filter(|marker| marker.kind == MarkerKind::Footnote);
    let undefined = called.filter(|marker| marker.reference.is_none());
    undefined.enumerate().map(move |(count, marker)| {
        let words = document.words(marker.span);
        let label = words.trim_start_matches("[^").trim_end_matches(']');
        // Guessing costs the product of their numbers.
        let near = labels.iter().copied().take(if count < GUESSES { GUESSES } else { 0 });
        let help = match did_you_mean(label, near) {
            Some(likely) => format!("did you mean [^{likely}]?"),
            None => format!("write the footnote: [^{label}]: … on a line of its own"),
        };
        CHECK
            .finding(marker.span, format!("{words} points at nothing: no footnote has that label"))
            .help(help)
            .label(words)
    })
}

/// So many labels are compared with so many.
const GUESSES: usize = 300;

fn gather(reading: &Reading<'_>, findings: &[Finding]) -> Option<Gathered> {
    let by_key = |finding: &Finding| finding.label.as_ref().is_some_and(|l| l.starts_with('@'));
    let document = reading.document;
    if findings.iter().any(by_key) {
        if !document.bibliographies.is_empty() || !findings.iter().all(by_key) || findings.len() < 2
        {
            return gather_three("{n} markers point at nothing", findings);
        }
        return Some(Gathered {
            headline: format!("{} markers, but no bibliography", findings.len()),
            help: findings[0].help.clone(),
        });
    }
    let by_number = |finding: &Finding| finding.message.ends_with("no list of references");
    if !findings.iter().all(by_number) {
        return gather_three("{n} markers point at nothing", findings);
    }
    Some(Gathered {
        headline: format!("{} markers, but no list of references", findings.len()),
        help: Some("add the list below the text, one numbered entry a line".to_owned()),
    })
}
