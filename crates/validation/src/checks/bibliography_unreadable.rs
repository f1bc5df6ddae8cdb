//! `bibliography-unreadable`

use copydesk_manuscript::{Finding, MarkerKind, ProblemKind, Severity};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A bibliography that is missing, that is no CSL-JSON, BibTeX or BibLaTeX, or
    /// that lies outside the draft's folder. Where only some of its entries cannot
    /// be read it is a warning that says where the mistake is and how many can be
    /// used; an entry among the others that the draft cites is `marker-undefined`.
    /// A bibliography that the pipeline gives to all its drafts concerns only
    /// those that cite by key.
    ///
    /// # Why it matters to a reader
    ///
    /// What cannot be read cannot be linked: every claim that rests on it is
    /// unsourced.
    ///
    /// # Example
    ///
    /// `bibliography: sources.bib` with no such file beside the draft.
    ///
    /// # How to fix it
    ///
    /// Put the file beside the draft, or mend it where the message says.
    "bibliography-unreadable", Error, find, "{n} bibliographies cannot be read as they are"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let named = &document.front_matter.bibliography;
    let by_key = document.markers.iter().any(|marker| marker.kind == MarkerKind::Key);
    if named.is_empty() && !by_key {
        return Vec::new();
    }
    let problems = document.problems.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::Bibliography { file, message, help } => {
            Some((problem.span, file, message, help))
        }
        _ => None,
    });
    problems
        .map(|(span, file, message, help)| {
            let span = if named.is_empty() { reading.top() } else { span };
            let mut finding = CHECK.finding(span, message.clone());
            finding.help.clone_from(help);
            let left = document.bibliographies.iter().find(|b| b.file == *file);
            if left.is_some_and(|bibliography| bibliography.usable.is_some()) {
                finding.severity = Severity::Warning;
            }
            finding
        })
        .collect()
}
