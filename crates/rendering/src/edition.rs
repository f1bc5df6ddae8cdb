//! A rendered newsletter.

use copydesk_manuscript::CorrectionKind;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Prepared;

/// A rendered newsletter. Only this crate can make one, from a
/// [`crate::Lineup`], and nothing leads back to it from a stored row.
#[derive(Clone, Debug)]
pub struct Edition {
    pub(crate) about: About,
    pub(crate) subject: String,
    pub(crate) html: Prepared,
    pub(crate) text: Prepared,
    pub(crate) page: Prepared,
}

/// What index, feed and headers say of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Names the edition; its page is `<url>/<key>/`.
    pub key: String,
    /// The headline.
    pub title: String,
    /// The standfirst, else the beginning of the text.
    pub summary: String,
    /// The line that inboxes show after the subject.
    pub preheader: String,
    /// The date of the text.
    pub date: Date,
    /// BCP 47.
    pub language: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The page's permanent address.
    pub url: String,
    /// What this revision puts right; what older programs froze has no such list.
    #[serde(default)]
    pub corrections: Vec<Corrected>,
    /// The corrections of editions before that its readers are told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Told>,
}

/// A revision of an edition that another edition tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The key of what was put right.
    pub key: String,
    /// The revision that put it right.
    pub revision: u32,
}

/// What a revision of an edition put right, in the words that readers get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// `Correction`, in the edition's language.
    pub label: String,
    /// What was wrong.
    pub note: Option<String>,
    /// Its kind; none in what older programs froze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CorrectionKind>,
    /// The day in the newsroom's time zone; none in what older programs froze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl Corrected {
    /// Its day; where none was frozen, that of the moment, in UTC.
    pub(crate) fn day(&self, moment: Timestamp) -> Date {
        self.date.unwrap_or_else(|| moment.to_zoned_datetime(TimeZone::UTC).date())
    }
}

impl Edition {
    /// What index, feed and headers say of it.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The mail's subject: one line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The mail's HTML part, with slots for the recipient.
    pub fn html(&self) -> &Prepared {
        &self.html
    }

    /// The mail's plain text part, with slots for the recipient.
    pub fn text(&self) -> &Prepared {
        &self.text
    }

    /// The archive page, with a slot for the edition's digest and none for a person.
    pub fn page(&self) -> &Prepared {
        &self.page
    }
}
