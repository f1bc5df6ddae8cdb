//! `waivers-unreadable`

use copydesk_manuscript::{Finding, ProblemKind};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A comment that begins like a waiver and is none, or a `<draft>.allow.yaml`
    /// that cannot be read. Nothing in such a file counts, so what it answered for
    /// holds again.
    ///
    /// # Why it matters to a reader
    ///
    /// Somebody's word for a sentence was written down and is not heard.
    ///
    /// # Example
    ///
    /// `<!-- allow sentence-uncited because we saw it -->` lacks the colon.
    ///
    /// # How to fix it
    ///
    /// Write `<!-- allow sentence-uncited: why -->`, with `until 2026-12-31` and
    /// `by Ann Ortiz` before the colon if you like; mend the file at the line that
    /// the message names. `copydesk schema waivers` prints what it may hold.
    "waivers-unreadable", Error, find, "{n} waivers cannot be read"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let problems = reading.document.problems.iter();
    problems
        .filter_map(|problem| {
            let ProblemKind::Waiver { message, help } = &problem.kind else {
                return None;
            };
            // What is wrong with a file stands nowhere in the draft.
            let in_file = problem.span.is_empty();
            let span = if in_file { reading.top() } else { problem.span };
            let mut finding = CHECK.finding(span, message.clone());
            finding.help = help.clone();
            finding.label = (!in_file).then(|| "<!-- allow … -->".to_owned());
            Some(finding)
        })
        .collect()
}
