//! `no-citations`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A draft with sentences and without a single marker or link to an outside
    /// page. It is one finding, not one a paragraph.
    ///
    /// # Why it matters to a reader
    ///
    /// Nothing in the brief can be checked.
    ///
    /// # Example
    ///
    /// Three paragraphs of plain prose.
    ///
    /// # How to fix it
    ///
    /// Cite: `[1]` with a numbered list below the text, or a link on the words.
    "no-citations", Warning, find, "{n} drafts cite nothing"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !document.markers.is_empty() || document.unreadable().is_some() {
        return Vec::new();
    }
    if document.blocks.is_empty() {
        let finding = CHECK.finding(reading.top(), "there is no text below the headline");
        return vec![finding.help("write the brief, or delete the file")];
    }
    if document.sentences.is_empty() {
        return Vec::new();
    }
    let message = match reading.entries().count() {
        0 => "the draft cites nothing".to_owned(),
        1 => "there is a source, but no marker points to it".to_owned(),
        n => format!("there are {n} sources, but no marker points to any"),
    };
    let help = "put [1] where a source is used and list it below, or link the words";
    vec![CHECK.finding(reading.top(), message).help(help)]
}
