//! Dates in words.

use jiff::civil::Date;
use serde::Serialize;

use crate::labels::Labels;

/// A date, written in the ways that a newsletter needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    /// `2023-03-02`, for `<time datetime>`.
    pub(crate) iso: String,
    /// `2 March 2023`, in the language of the text.
    pub(crate) words: String,
    /// `Thursday 2 March 2023`.
    pub(crate) weekday: String,
    /// `2023`.
    pub(crate) year: String,
}

impl When {
    pub(crate) fn new(date: Date, labels: &Labels) -> Self {
        Self {
            iso: date.to_string(),
            words: labels.date(date),
            weekday: labels.long_date(date),
            year: date.year().to_string(),
        }
    }
}
