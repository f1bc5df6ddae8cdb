//! Dates in words.

use jiff::civil::Date;
use serde::Serialize;

/// A date, written in the ways that a newsletter needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    /// `2023-03-02`, for `<time datetime>`.
    pub(crate) iso: String,
    /// `2 March 2023`.
    pub(crate) words: String,
    /// `Thursday 2 March 2023`.
    pub(crate) weekday: String,
    /// `2023`.
    pub(crate) year: String,
}

impl When {
    pub(crate) fn new(date: Date) -> Self {
        let written = |format: &str| date.strftime(format).to_string();
        Self {
            iso: date.to_string(),
            words: written("%-d %B %Y"),
            weekday: written("%A %-d %B %Y"),
            year: written("%Y"),
        }
    }
}
