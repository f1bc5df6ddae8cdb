//! One document read under one policy.

use copydesk_manuscript::Document;

use crate::Policy;

/// What every check is handed.
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// The rules.
    pub policy: &'a Policy,
}
