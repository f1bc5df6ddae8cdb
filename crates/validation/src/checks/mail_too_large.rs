//! `mail-too-large`

use copydesk_manuscript::{Severity, Span};

use crate::check::check;
use crate::proof::{At, Mark, Part};
use crate::sheets::Sheets;

check! {
    /// # What it looks for
    ///
    /// A mail whose HTML is larger than 102 KB, where Gmail cuts it; from 90 KB on it
    /// is a warning. The reader with the longest name and address counts.
    ///
    /// # Why it matters to a reader
    ///
    /// Gmail ends the mail in the middle and shows “[Message clipped]”: the sources of
    /// the last brief and the link to unsubscribe are gone.
    ///
    /// # Example
    ///
    /// A digest of thirty briefs.
    ///
    /// # How to fix it
    ///
    /// Cut a brief or send it another day; a digest with `at_least` and `order: weight`
    /// keeps the lightest first. A leaner template helps every edition.
    "mail-too-large", Error, edition find, "{n} mails are too large"
}

/// Where Gmail cuts: 102 KB of HTML, decoded.
const CLIPPED: usize = 102 * 1024;

/// What leaves room for the reader with the longest name.
const NEAR: usize = 90 * 1024;

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let bytes = sheets.parts.largest;
    if bytes <= NEAR {
        return Vec::new();
    }
    let kilobytes = bytes.div_ceil(1024);
    let (severity, message) = if bytes > CLIPPED {
        (Severity::Error, format!("the mail's HTML is {kilobytes} KB: Gmail cuts it at 102 KB"))
    } else {
        (Severity::Warning, format!("the mail's HTML is {kilobytes} KB, near Gmail's 102 KB"))
    };
    let mark = CHECK.mark(At::Part(Part::Html), Span::at(0), message);
    vec![mark.severity(severity).help("cut a brief, or send it another day")]
}
