//! `dateline-missing`

use copydesk_manuscript::{Document, Finding, Related, Severity};

use crate::check::check;
use crate::dateline;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A draft that says nowhere of which day it is: no `date:` in its front
    /// matter and no dateline before its text. A warning if words such as
    /// "Thursday" or "last month" depend on that day, else a note.
    ///
    /// # Why it matters to a reader
    ///
    /// Read a week later in the archive, "on Thursday" is wrong.
    ///
    /// # Example
    ///
    /// `On Thursday, the board met.[1]` in a draft without a date.
    ///
    /// # How to fix it
    ///
    /// Add `date: 2023-03-02` to the front matter, between two lines of `---`.
    "dateline-missing", Warning, find, "{n} dates are missing"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let dated = document.front_matter.date.is_some() || reading.front_matter_unread();
    if dated || reading.dateline.is_some() || document.sentences.is_empty() {
        return Vec::new();
    }
    let phrases = &reading.phrases;
    let message = match phrases.len() {
        0 => "no date".to_owned(),
        1 => "no date, but 1 phrase depends on one".to_owned(),
        n => format!("no date, but {n} phrases depend on one"),
    };
    let places = phrases.iter().map(|p| Related { span: p.span, label: p.words.clone() }).collect();
    let mut finding = CHECK.finding(reading.top(), message).help(help(document)).related(places);
    if phrases.is_empty() {
        finding.severity = Severity::Info;
    }
    vec![finding]
}

fn help(document: &Document) -> String {
    match dateline::common_day(document) {
        Some(day) => {
            format!("every source is of {}: add  date: {day}", day.strftime("%A %-d %B %Y"))
        }
        None => "add  date: YYYY-MM-DD  to the front matter".to_owned(),
    }
}
