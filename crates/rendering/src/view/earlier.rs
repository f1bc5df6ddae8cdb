//! What was put right in editions before, as the next one tells it.

use serde::Serialize;

use super::When;
use crate::labels::Labels;
use crate::markup::one_line;
use crate::{Corrected, Earlier};

/// One correction of an edition before.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EarlierView {
    /// `Correction: “The quay reopens”, 2 March 2023`.
    pub(crate) heading: String,
    /// What was wrong.
    pub(crate) note: Option<String>,
    /// The corrected page's permanent address.
    pub(crate) url: String,
}

impl EarlierView {
    /// Everything that was put right in one edition.
    pub(super) fn all(earlier: &Earlier, labels: &Labels) -> Vec<Self> {
        let [open, close] = labels.quotes;
        let title = format!("{open}{}{close}", one_line(&earlier.title));
        let date = When::new(earlier.date, labels).words;
        let view = |corrected: &Corrected| Self {
            heading: super::labelled(
                &one_line(&corrected.label),
                &[title.as_str(), &date].join(labels.comma),
                labels,
            ),
            note: corrected.note.as_deref().map(one_line),
            url: earlier.url.clone(),
        };
        earlier.corrections.iter().map(view).collect()
    }
}
