//! The archive's first page, as `index.hbs` sees it.

use serde::Serialize;

use super::{MastheadView, When, direction};
use crate::labels::{self, Labels};
use crate::markup::one_line;
use crate::{ArchiveEntry, Masthead};

/// Everything that `index.hbs` sees.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IndexView {
    /// The newsroom.
    pub(crate) masthead: MastheadView,
    /// Our own words in its language.
    pub(crate) labels: &'static Labels,
    /// What has gone out, newest first.
    pub(crate) entries: Vec<EntryView>,
}

/// One edition in the archive.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EntryView {
    /// Its name in addresses.
    pub(crate) key: String,
    /// The headline.
    pub(crate) title: String,
    /// The standfirst, else the beginning of the text.
    pub(crate) summary: String,
    /// The date of the text.
    pub(crate) date: When,
    /// `Ann Ames and Bo Berg`.
    pub(crate) by: Option<String>,
    /// What was put right since, newest first.
    pub(crate) corrections: Vec<CorrectedView>,
    /// The page's permanent address.
    pub(crate) url: String,
    /// The page, seen from the index: works on the web and in a folder.
    pub(crate) href: String,
    /// `en-GB`.
    pub(crate) language: String,
    /// `ltr` or `rtl`, by the language.
    pub(crate) direction: &'static str,
    /// Our own words in its language.
    pub(crate) labels: EntryLabels,
}

/// Of our words those that an edition in the archive needs. All of them would be said
/// again for each of a thousand, at every draft that goes out.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct EntryLabels {
    /// `By {names}`
    pub(crate) by: &'static str,
}

/// A correction of an edition in the archive.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CorrectedView {
    /// The day.
    pub(crate) date: When,
    /// `Correction`
    pub(crate) label: String,
    /// What was wrong.
    pub(crate) note: Option<String>,
}

impl IndexView {
    pub(crate) fn new(entries: &[ArchiveEntry], masthead: &Masthead) -> Self {
        let entries = crate::archive::newest_first(entries);
        Self {
            masthead: MastheadView::new(masthead),
            labels: labels::of(&masthead.language),
            entries: entries.into_iter().map(EntryView::new).collect(),
        }
    }
}

impl EntryView {
    fn new(entry: &ArchiveEntry) -> Self {
        let about = &entry.about;
        let labels = labels::of(&about.language);
        Self {
            key: about.key.clone(),
            title: one_line(&about.title),
            summary: one_line(&about.summary),
            date: When::new(about.date, labels),
            by: labels.names(&about.authors).map(|names| one_line(&names)),
            corrections: entry
                .corrections
                .iter()
                .map(|(moment, corrected)| CorrectedView {
                    date: When::new(corrected.day(*moment), labels),
                    label: one_line(&corrected.label),
                    note: corrected.note.as_deref().map(one_line),
                })
                .collect(),
            url: about.url.clone(),
            href: format!("{}/index.html", about.key.trim_matches('/')),
            language: about.language.clone(),
            direction: direction(&about.language),
            labels: EntryLabels { by: labels.by },
        }
    }
}
