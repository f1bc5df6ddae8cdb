//! `quote-unbalanced`

use copydesk_manuscript::{Finding, ProblemKind, QuoteStyle, Severity};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A quotation mark without its partner in the same paragraph, title or entry.
    /// A quotation may run over several paragraphs if each of them opens with a
    /// mark. Straight marks are only a warning: they may be inches. Only English
    /// texts are looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// The reader cannot tell the source's words from yours.
    ///
    /// # Example
    ///
    /// `“We were heard, she said.`
    ///
    /// # How to fix it
    ///
    /// Put the missing mark where the quotation ends or begins.
    "quote-unbalanced", Error, find, "{n} quotation marks have no partner"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    // ”Swedish” and »German« marks balance by other rules.
    if !reading.english {
        return Vec::new();
    }
    let problems = reading.document.problems.iter();
    problems
        .filter_map(|problem| {
            let ProblemKind::UnbalancedQuote { style } = problem.kind else {
                return None;
            };
            let mark = reading.document.words(problem.span);
            let mut finding = CHECK
                .finding(problem.span, format!("{mark} has no partner"))
                .help("put the other mark where the quotation ends or begins")
                .label(mark);
            if style == QuoteStyle::Straight {
                finding.severity = Severity::Warning;
            }
            Some(finding)
        })
        .collect()
}
