//! `title-missing`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A draft without a headline: no `title:` in the front matter, and a first
    /// line that reads like a sentence of the text.
    ///
    /// # Why it matters to a reader
    ///
    /// The headline is the mail's subject and the page's name.
    ///
    /// # Example
    ///
    /// A draft that begins `The board met on 3 May.[1] It agreed to open the quay.[2]`
    ///
    /// # How to fix it
    ///
    /// Write the headline on a line of its own, with a blank line below.
    "title-missing", Error, find, "{n} titles are missing"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    if reading.front_matter_unread()
        || reading.document.title.as_ref().is_some_and(|title| !title.text.trim().is_empty())
    {
        return Vec::new();
    }
    let help = "write it on a line of its own above the text, with a blank line below";
    vec![CHECK.finding(reading.top(), "the draft has no title").help(help)]
}
