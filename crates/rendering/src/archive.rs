//! The archive's first page: what has gone out.

use handlebars::to_json;
use jiff::Timestamp;

use crate::policy::with_policy;
use crate::templates::Entry;
use crate::view::IndexView;
use crate::{About, Corrected, Masthead, TemplateProblem, Templates};

/// An edition in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// What is said of it.
    pub about: About,
    /// When it was first published.
    pub published: Timestamp,
    /// When its last words were: later only if it was corrected.
    pub updated: Timestamp,
    /// Its page, for feeds. Without it they carry only what is said of it.
    pub page: Option<String>,
    /// What was put right since, newest first, each with its moment.
    pub corrections: Vec<(Timestamp, Corrected)>,
}

/// The archive's first page, newest edition first, whatever the order given.
///
/// # Errors
/// [`TemplateProblem`] if `index.hbs` cannot be rendered.
pub fn render_index(
    entries: &[ArchiveEntry],
    templates: &Templates,
    masthead: &Masthead,
) -> Result<String, TemplateProblem> {
    let view = IndexView::new(entries, masthead);
    Ok(with_policy(&templates.fill(Entry::Index, to_json(&view))?))
}

/// Newest first; of one moment, by key.
pub(crate) fn newest_first(entries: &[ArchiveEntry]) -> Vec<&ArchiveEntry> {
    let mut sorted: Vec<&ArchiveEntry> = entries.iter().collect();
    sorted.sort_by(|a, b| {
        let newest = b.published.cmp(&a.published);
        newest.then_with(|| a.about.key.cmp(&b.about.key))
    });
    sorted
}
