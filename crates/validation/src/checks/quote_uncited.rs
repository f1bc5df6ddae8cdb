//! `quote-uncited`

use copydesk_manuscript::Finding;

use super::sentence_uncited::label;
use crate::check::check;
use crate::reading::Reading;
use crate::uncited::Kind;

check! {
    /// # What it looks for
    ///
    /// Six words or more between quotation marks, in a sentence that nothing cites
    /// or covers. It stands for what `sentence-uncited` would say of it, unless
    /// that is set to a higher level; and it speaks under `uncited_sections` too,
    /// where only the newsroom's own words need no source. Titles of works are no
    /// quotations.
    ///
    /// # Why it matters to a reader
    ///
    /// They are somebody's words, and nobody can look up whether they are.
    ///
    /// # Example
    ///
    /// `“We had no choice but to shut it,” she said.` without a marker.
    ///
    /// # How to fix it
    ///
    /// Cite where it was said. If it was said to you, waive it with that reason.
    "quote-uncited", Warning, find, "nothing cites {n} quotations"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let told =
        |i: &usize| reading.speakers[*i].is_some_and(|speaker| speaker.kind == Kind::Quotation);
    // Two quotations around one “she said” are one thing to cite.
    let mut last = None;
    let mut findings = Vec::new();
    for quoted in &reading.quoted {
        let at = (quoted.first..=quoted.last).rev().find(told);
        let Some(at) = at.filter(|at| last != Some(*at)) else {
            continue;
        };
        last = Some(at);
        let end = document.sentences[at].span.end;
        findings.push(
            CHECK
                .finding(quoted.span, "nothing cites this quotation")
                .pointing_at(end.max(quoted.span.end))
                .help("cite where it was said, or waive it with a reason")
                .label(label(document.words(document.sentences[at].span))),
        );
    }
    findings
}
