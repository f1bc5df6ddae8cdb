//! `reference-near-duplicate-title`

use std::collections::HashMap;

use copydesk_manuscript::{Finding, Reference, Related};

use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// Two entries of different outlets whose titles are made of the same words. Off unless
    /// a pipeline asks it: without captures of the pages nobody can tell a syndicated
    /// report from two reports.
    ///
    /// # Why it matters to a reader
    ///
    /// An agency's report printed by five papers is one source, not five.
    ///
    /// # Example
    ///
    /// `“Quay shut after storm” Island Post` and `“After storm, quay shut” The Ferry`
    ///
    /// # How to fix it
    ///
    /// Cite the agency, or the paper that had it first.
    "reference-near-duplicate-title", off Info, find, "{n} entries are called like another"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut seen: HashMap<Vec<String>, &Reference> = HashMap::new();
    let mut findings = Vec::new();
    for entry in reading.sources() {
        let Some(words) = entry.title.as_ref().and_then(|title| words(&title.text)) else {
            continue;
        };
        let earlier = *seen.entry(words).or_insert(entry);
        if std::ptr::eq(earlier, entry) || earlier.publisher == entry.publisher {
            continue;
        }
        let related = [earlier, entry].map(|e| Related { span: e.span, label: name(e) });
        findings.push(
            CHECK
                .finding(entry.span, format!("{} is called like {}", name(entry), name(earlier)))
                .help("if one printed the other's report, cite the one that had it first")
                .label(name(entry))
                .related(related.to_vec()),
        );
    }
    findings
}

/// A title's words in alphabetical order, the small ones left out; nothing if too
/// few are left to tell.
fn words(title: &str) -> Option<Vec<String>> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
    let mut words: Vec<String> = words.map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    (words.len() >= FEWEST).then_some(words)
}

/// Fewer words may well be the same by chance.
const FEWEST: usize = 3;
