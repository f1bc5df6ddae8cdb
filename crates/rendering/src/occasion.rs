//! Which edition is being made, and on which day.

use jiff::civil::Date;
use serde::Serialize;

use crate::Corrected;

/// What an edition is called and the day it is made; rendering knows no clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Occasion {
    /// Names the edition; its page is `<url>/<key>/`.
    pub key: String,
    /// The date of every text that gives none itself, and of an edition of
    /// several briefs.
    pub date: Date,
    /// The mail's subject; else that of what stands first, else the headline.
    pub subject: Option<String>,
    /// The day of the correction, where this edition puts right what went out under
    /// its key.
    pub corrected: Option<Date>,
    /// What was put right in editions before, and is told to the readers of this one.
    pub earlier: Vec<Earlier>,
}

/// What was put right in an edition before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// Its key.
    pub key: String,
    /// The revision that put it right.
    pub revision: u32,
    /// Its headline.
    pub title: String,
    /// The date of its text.
    pub date: Date,
    /// Its page's permanent address.
    pub url: String,
    /// What was wrong.
    pub corrections: Vec<Corrected>,
}
