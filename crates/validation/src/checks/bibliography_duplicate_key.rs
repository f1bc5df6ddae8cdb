//! `bibliography-duplicate-key`

use std::collections::HashMap;

use copydesk_manuscript::{Finding, Origin, ProblemKind, Severity};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Two entries of the bibliographies with one key, of which the draft cites
    /// that key. Where the draft doesn't cite it, or both say the very same, it
    /// is only an info.
    ///
    /// # Why it matters to a reader
    ///
    /// The marker may lead to the wrong one of the two sources.
    ///
    /// # Example
    ///
    /// `@article{rivers2021, …}` in line 3 and `@book{rivers2021, …}` in line 40.
    ///
    /// # How to fix it
    ///
    /// Give one of them another key, or delete it.
    "bibliography-duplicate-key", Error, find, "{n} keys stand at two entries each"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let cited: HashMap<&str, _> = reading
        .sources()
        .filter(|r| matches!(r.origin, Origin::Bibliography { .. }))
        .filter_map(|r| Some((r.key.as_deref()?, r.span)))
        .collect();
    let doubles = document.problems.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::DuplicateKey { key, first, second, same } => {
            Some((problem.span, key, first, second, *same))
        }
        _ => None,
    });
    doubles
        .map(|(span, key, first, second, same)| {
            let marker = cited.get(key.as_str()).copied();
            let message = format!("two entries have the key {key}: {first} and {second}");
            let mut finding = CHECK
                .finding(marker.unwrap_or(span), message)
                .help("give one of them another key, or delete it")
                .label(format!("@{key}"));
            if same || marker.is_none() {
                finding.severity = Severity::Info;
            }
            finding
        })
        .collect()
}
