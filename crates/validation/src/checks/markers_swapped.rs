//! `markers-swapped`

use copydesk_manuscript::{Finding, Marker, MarkerKind, Related};

use crate::check::check;
use crate::reading::{Reading, shown};
use crate::vocabulary::Vocabulary;

check! {
    /// # What it looks for
    ///
    /// Two neighbouring markers that would fit better the other way round: the words of
    /// the first sentence stand in the second one's source, as the list has it, and the
    /// words of the second in the first one's. Words that many of the sources share
    /// count for little.
    ///
    /// # Why it matters to a reader
    ///
    /// Who follows a swapped marker finds a page that does not say it, and has no reason
    /// to try the next one.
    ///
    /// # Example
    ///
    /// `The mayor resigned.[2] The ferry stays.[1]`, where source 1 is “Mayor resigns” and
    /// source 2 “Ferry to stay”.
    ///
    /// # How to fix it
    ///
    /// Look at both sources. A title says little of its page, so this is only a hint.
    "markers-swapped", Info, find, "{n} pairs of markers would fit better the other way round"
}

/// How much better. A word that one of two sources has tells 0.9, of seven 2.0; one
/// that half of many sources have, 0.7.
const MARGIN: f64 = 0.7;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if document.references.len() < 2 {
        return Vec::new();
    }
    let vocabulary = Vocabulary::of(document);
    let cited = document.sentences.iter().filter(|sentence| !sentence.markers.is_empty());
    // A sentence with several markers parts its neighbours.
    let cited: Vec<Option<(&Marker, usize, Vec<usize>)>> = cited
        .map(|sentence| {
            let [marker] = sentence.markers[..] else { return None };
            let marker = document.markers.get(marker).filter(|m| m.kind != MarkerKind::Link)?;
            let said = vocabulary.said(document.words(sentence.span));
            Some((marker, marker.reference?, said))
        })
        .collect();
    let mut findings = Vec::new();
    for pair in cited.windows(2) {
        let [Some((a, source_a, first)), Some((b, source_b, second))] = pair else { continue };
        if source_a == source_b {
            continue;
        }
        let fit = |said: &[usize], source: &usize| vocabulary.fit(said, *source);
        let gain = fit(first, source_b) + fit(second, source_a)
            - fit(first, source_a)
            - fit(second, source_b);
        if gain < MARGIN {
            continue;
        }
        let [a_shown, b_shown] = [a, b].map(|marker| shown(document, marker));
        let message =
            format!("by their words, {a_shown} and {b_shown} would fit each other's sentence");
        let mut finding = CHECK
            .finding(a.span, message)
            .help("look whether they were swapped")
            .label(format!("{a_shown} and {b_shown}"));
        finding.related.push(Related { span: b.span, label: b_shown });
        findings.push(finding);
    }
    findings
}
