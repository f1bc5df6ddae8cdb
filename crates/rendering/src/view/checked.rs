//! How a brief was checked, in words for readers.

use copydesk_manuscript::{Finding, Severity};
use copydesk_validation::{Coverage, Unchecked};
use serde::Serialize;

use crate::markup::one_line;

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
    /// `Waived by Ann Ortiz (sentence-uncited): our reporter stood on the quay.` One for
    /// each answer to warnings; empty if nobody waived any.
    pub(crate) waived: Vec<String>,
}

impl CheckedView {
    pub(crate) fn new(coverage: Coverage, unchecked: Unchecked, findings: &[Finding]) -> Self {
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
            waived: waived(findings),
        }
    }
}

/// Answers that are told one by one.
const MOST_ANSWERS: usize = 10;

/// Characters of a reason that are told.
const LONGEST_REASON: usize = 300;

/// Who answered for which warnings, and why. Waivers that answer nothing, and
/// those of notes, are the desk's own business.
fn waived(findings: &[Finding]) -> Vec<String> {
    let mut answers: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings.iter().filter(|f| f.severity == Severity::Warning) {
        let Some(waived) = &finding.waived else { continue };
        let same = |f: &Finding| f.check == finding.check && f.waived.as_ref() == Some(waived);
        match answers.last_mut() {
            Some((first, n)) if same(first) => *n += 1,
            _ => answers.push((finding, 1)),
        }
    }
    let mut lines: Vec<String> =
        answers.iter().take(MOST_ANSWERS).filter_map(|(f, n)| answer(f, *n)).collect();
    let rest: usize = answers.iter().skip(MOST_ANSWERS).map(|(_, n)| n).sum();
    if rest > 0 {
        lines.push(format!("And {} waived.", count(rest, "more warning")));
    }
    lines
}

fn answer(finding: &Finding, n: usize) -> Option<String> {
    let waived = finding.waived.as_ref()?;
    let by = waived.by.as_deref().map(one_line).filter(|by| !by.is_empty());
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    let times = if n > 1 { format!(", {n} times") } else { String::new() };
    let reason = one_line(&waived.reason);
    let mut short: String = reason.chars().take(LONGEST_REASON).collect();
    if short.len() < reason.len() {
        short.push('…');
    }
    let stop = if short.ends_with(['.', '!', '?', '…', '”']) { "" } else { "." };
    Some(format!("Waived{by} ({}{times}): {short}{stop}", finding.check))
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
