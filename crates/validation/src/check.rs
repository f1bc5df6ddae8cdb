//! What a check is.

use copydesk_manuscript::{Finding, Severity};

use crate::Reading;

/// A named question asked of a document.
pub struct Check {
    /// The problem, as a noun phrase in kebab-case.
    pub name: &'static str,
    /// Its explanation under fixed headings, in Markdown.
    pub doc: &'static str,
    /// The severity of its findings unless a pipeline says otherwise.
    pub severity: Severity,
    /// Answers.
    pub(crate) find: fn(&Reading<'_>) -> Vec<Finding>,
}
