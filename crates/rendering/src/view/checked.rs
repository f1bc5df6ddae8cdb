//! How a brief was checked, in words for readers.

use copydesk_manuscript::{Finding, Severity};
use copydesk_validation::{Coverage, Unchecked};
use serde::Serialize;

use crate::labels::{Labels, say};
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
    pub(crate) fn new(
        coverage: Coverage,
        unchecked: Unchecked,
        findings: &[Finding],
        labels: &Labels,
    ) -> Self {
        let Coverage { sentences, cited, covered, uncited, exempt, unknown } = coverage;
        let of_them = |n: usize, label: &str| say(label, &[("n", &n.to_string())]);
        let mut parts = vec![
            labels.count(sentences, &labels.sentences),
            of_them(cited + covered, labels.backed),
        ];
        for (n, label) in [(exempt, labels.exempt), (uncited, labels.uncited)] {
            if n > 0 {
                parts.push(of_them(n, label));
            }
        }
        Self {
            sentences,
            cited,
            covered,
            uncited,
            exempt,
            unknown,
            summary: format!("{}.", parts.join(labels.comma)),
            unchecked: left_out(unchecked, labels),
            waived: waived(findings, labels),
        }
    }
}

/// Answers that are told one by one.
const MOST_ANSWERS: usize = 10;

/// Characters of a reason that are told.
const LONGEST_REASON: usize = 300;

/// Who answered for which warnings, and why. Waivers that answer nothing, and
/// those of notes, are the desk's own business.
fn waived(findings: &[Finding], labels: &Labels) -> Vec<String> {
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
        answers.iter().take(MOST_ANSWERS).filter_map(|(f, n)| answer(f, *n, labels)).collect();
    let rest: usize = answers.iter().skip(MOST_ANSWERS).map(|(_, n)| n).sum();
    if rest > 0 {
        lines.push(labels.count(rest, &labels.waived_more));
    }
    lines
}

fn answer(finding: &Finding, n: usize, labels: &Labels) -> Option<String> {
    let waived = finding.waived.as_ref()?;
    let by = waived.by.as_deref().map(one_line).filter(|by| !by.is_empty());
    let mut check = finding.check.to_string();
    if n > 1 {
        check.push_str(&say(labels.times, &[("n", &n.to_string())]));
    }
    let reason = one_line(&waived.reason);
    let mut short: String = reason.chars().take(LONGEST_REASON).collect();
    if short.len() < reason.len() {
        short.push('…');
    }
    let stop = if short.ends_with(['.', '!', '?', '…', '”']) { "" } else { "." };
    short.push_str(stop);
    let label = if by.is_some() { labels.waived_by } else { labels.waived };
    let who = by.unwrap_or_default();
    Some(say(label, &[("who", &who), ("check", &check), ("reason", &short)]))
}

/// Nothing unchecked is ever shown as passed.
fn left_out(left_out: Unchecked, labels: &Labels) -> Option<String> {
    let parts: Vec<String> = [
        (left_out.links, &labels.unchecked_pages),
        (left_out.quotations, &labels.unchecked_quotations),
        (left_out.sentences, &labels.unchecked_sentences),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| labels.count(n, what))
    .collect();
    let said = || say(labels.unchecked, &[("parts", &parts.join(labels.comma))]);
    (!parts.is_empty()).then(said)
}
