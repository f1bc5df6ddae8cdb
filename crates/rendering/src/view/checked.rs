//! How a brief was checked, in words for readers.

use copydesk_validation::{Coverage, Unchecked};
use serde::Serialize;

/// What stands behind a brief's sentences.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CheckedView {
    /// All sentences.
    pub(crate) sentences: usize,
    /// With a marker of their own.
    pub(crate) cited: usize,
    /// Covered by a later marker.
    pub(crate) covered: usize,
    /// Nothing stands behind them.
    pub(crate) uncited: usize,
    /// Need no citation.
    pub(crate) exempt: usize,
    /// In a language that nobody here can split into sentences.
    pub(crate) unknown: usize,
    /// `15 sentences, 14 cited or covered, 1 uncited.`
    pub(crate) summary: String,
    /// `Not checked: the pages of 7 sources, the wording of 1 quotation.` Empty if nothing
    /// was left out.
    pub(crate) unchecked: Option<String>,
}

impl CheckedView {
    pub(crate) fn new(coverage: Coverage, unchecked: Unchecked) -> Self {
        let Coverage { sentences, cited, covered, uncited, exempt, unknown } = coverage;
        let mut parts =
            vec![count(sentences, "sentence"), format!("{} cited or covered", cited + covered)];
        if exempt > 0 {
            parts.push(format!("{exempt} that need no citation"));
        }
        if uncited > 0 {
            parts.push(format!("{uncited} uncited"));
        }
        Self {
            sentences,
            cited,
            covered,
            uncited,
            exempt,
            unknown,
            summary: format!("{}.", parts.join(", ")),
            unchecked: left_out(unchecked),
        }
    }
}

/// Nothing unchecked is ever shown as passed.
fn left_out(left_out: Unchecked) -> Option<String> {
    let parts: Vec<String> = [
        (left_out.links, "the pages of", "source"),
        (left_out.quotations, "the wording of", "quotation"),
        (left_out.sentences, "what stands behind", "sentence"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, what, noun)| format!("{what} {}", count(n, noun)))
    .collect();
    (!parts.is_empty()).then(|| format!("Not checked: {}.", parts.join(", ")))
}

/// `1 sentence`, `2 sentences`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
