//! `draft-unreadable`

use copydesk_manuscript::{Finding, Span, Unreadable};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A file without a text: empty, not UTF-8, or larger than `limits.draft`
    /// (10 MiB unless the newsroom says otherwise). Nothing else is checked then.
    ///
    /// # Why it matters to a reader
    ///
    /// There is nothing to read.
    ///
    /// # Example
    ///
    /// A document that a word processor saved in its own format.
    ///
    /// # How to fix it
    ///
    /// Save the draft as plain text in UTF-8.
    "draft-unreadable", Error, find, "{n} reasons why the file cannot be read"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(why) = reading.document.unreadable() else {
        return Vec::new();
    };
    let (message, help) = match why {
        Unreadable::Empty => {
            ("the file is empty".to_owned(), "write the brief, or delete the file")
        }
        Unreadable::NotUtf8 { byte } => (
            format!("the file is not UTF-8: byte {byte} is not a character"),
            "save it as plain text in UTF-8",
        ),
        Unreadable::TooLarge { limit } => (
            format!("the file is larger than a draft may be ({limit} bytes)"),
            "a brief is text; the limit is `limits: { draft: … }` in copydesk.yaml",
        ),
    };
    vec![CHECK.finding(Span::at(0), message).help(help)]
}
