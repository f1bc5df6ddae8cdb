//! `front-matter-invalid`

use copydesk_manuscript::{Finding, ProblemKind};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Front matter that is no YAML, or that has a key or a value that Copydesk
    /// does not know.
    ///
    /// # Why it matters to a reader
    ///
    /// A misspelt `staus: ready` or `correcton:` would silently do nothing, and
    /// the wrong thing would go out.
    ///
    /// # Example
    ///
    /// `staus: ready`
    ///
    /// # How to fix it
    ///
    /// Write the key as the message says; `copydesk schema draft` lists them all.
    "front-matter-invalid", Error, find, "{n} mistakes in the front matter"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let problems = reading.document.problems.iter();
    let key = reading.document.front_matter.edition.as_deref().filter(|key| !is_key(key));
    let bad_key = key.map(|key| {
        let help =
            "it names the edition's page: lower-case letters, digits and hyphens, as quay-shut";
        CHECK.finding(reading.top(), format!("`edition: {key}` cannot name an edition")).help(help)
    });
    problems
        .filter_map(|problem| {
            let ProblemKind::FrontMatter { message, help } = &problem.kind else {
                return None;
            };
            let mut finding = CHECK.finding(problem.span, message.clone());
            finding.help = help.clone();
            Some(finding)
        })
        .chain(bad_key)
        .collect()
}

/// Whether a key can stand in an address and name a folder.
fn is_key(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=100).contains(&key.len()) && key.chars().all(plain) && !key.starts_with('-')
}
