//! `picture-without-size`

use copydesk_manuscript::{Finding, Inline};

use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A picture of a draft that does not say how large it is to be shown.
    ///
    /// # Why it matters to a reader
    ///
    /// Outlook shows a picture in the size of its file, so that a photograph pushes the
    /// text off the screen; elsewhere the text jumps when the picture arrives.
    ///
    /// # Example
    ///
    /// `![The quay at low tide](https://brief.example/quay.jpg)`
    ///
    /// # How to fix it
    ///
    /// Write width and height in pixels right behind it, at most 600 wide:
    /// `![The quay at low tide](https://brief.example/quay.jpg){width=600 height=400}`.
    /// On a narrower screen it shrinks. The file may have twice as many pixels.
    "picture-without-size", Error, find, "{n} pictures have no size"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let pictures = prose::inlines(reading.document).into_iter();
    let bare = pictures.filter_map(|inline| match inline {
        Inline::Image { size: None, span, .. } => Some(*span),
        _ => None,
    });
    let found = bare.map(|span| {
        let finding = CHECK.finding(span, "this picture does not say how large it is");
        finding.help("write the size as shown right behind it: {width=600 height=400}")
    });
    found.collect()
}
