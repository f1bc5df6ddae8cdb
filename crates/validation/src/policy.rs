//! Under which rules a document is read: the pipeline's and the profile's words.

use std::collections::BTreeMap;
use std::sync::Arc;

use copydesk_manuscript::Severity;
use jiff::civil::Date;

use crate::Retractions;

/// What a newsroom wants of its drafts.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Levels that a pipeline set, by check name. Every finding of that check
    /// takes the level given.
    pub levels: BTreeMap<String, Level>,
    /// How far a marker covers.
    pub coverage: CoverageRule,
    /// Headings under which nothing needs a citation.
    pub uncited_sections: Vec<String>,
    /// The lowest severity that holds a draft: error or warning.
    pub hold_at: Severity,
    /// The newsroom's language, for drafts that name none (BCP 47).
    pub language: String,
    /// Today in the newsroom's time zone.
    pub today: Date,
    /// Papers that no brief should rest on.
    pub retracted: Arc<Retractions>,
}

/// A check's level in a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not asked.
    Off,
    /// Asked; its findings have this severity.
    On(Severity),
}

/// How far backwards a marker covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverageRule {
    /// To the previous marker in its paragraph.
    #[default]
    Trailing,
    /// Its own sentence.
    Strict,
    /// Its whole paragraph.
    Paragraph,
}

impl Policy {
    /// The built-in rehearsal: default levels, trailing coverage, errors hold.
    pub fn rehearsal(today: Date) -> Self {
        Self {
            levels: BTreeMap::new(),
            coverage: CoverageRule::default(),
            uncited_sections: Vec::new(),
            hold_at: Severity::Error,
            language: "en".to_owned(),
            today,
            retracted: Arc::default(),
        }
    }
}
