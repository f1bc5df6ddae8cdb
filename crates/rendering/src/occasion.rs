//! Which edition is being made, and on which day.

use jiff::civil::Date;
use serde::Serialize;

/// What an edition is called and the day it is made; rendering knows no clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occasion {
    /// Names the edition; its page is `<url>/<key>/`.
    pub key: String,
    /// The date of every text that gives none itself, and of an edition of
    /// several briefs.
    pub date: Date,
    /// The mail's subject; else that of what stands first, else the headline.
    pub subject: Option<String>,
}
