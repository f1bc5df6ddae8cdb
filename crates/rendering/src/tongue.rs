//! A language's ways that more than editions need: lists of names, dates, and which
//! way it is written.

use jiff::civil::Date;

use crate::labels::{self, Labels};

/// How things are said in a language.
#[derive(Clone, Copy, Debug)]
pub struct Tongue(&'static Labels);

impl Tongue {
    /// By its BCP 47 tag; English where we have no other.
    pub fn of(language: &str) -> Self {
        Self(labels::of(language))
    }

    /// `Ann, Bo and Cy`; nothing for nobody.
    pub fn names(self, names: &[String]) -> String {
        self.0.names(names).unwrap_or_default()
    }

    /// `2 March 2023`
    pub fn date(self, date: Date) -> String {
        self.0.date(date)
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self.0.right_to_left
    }
}

/// `text` with each name in braces replaced by its value.
pub fn say(text: &str, values: &[(&str, &str)]) -> String {
    labels::say(text, values)
}
