//! Papers that their journals took back.

use std::collections::HashMap;

/// Retracted papers by DOI, as somebody keeps a list of them.
#[derive(Clone, Debug, Default)]
pub struct Retractions(HashMap<String, String>);

impl Retractions {
    /// From pairs of a DOI and when the paper was retracted, in the list's words.
    pub fn new(papers: impl IntoIterator<Item = (String, String)>) -> Self {
        let folded = papers.into_iter().map(|(doi, when)| (doi.trim().to_lowercase(), when));
        Self(folded.collect())
    }

    /// When the paper was retracted, if it was. A DOI's case means nothing
    /// (ISO 26324).
    pub(crate) fn of(&self, doi: &str) -> Option<&str> {
        self.0.get(&doi.to_lowercase()).map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
