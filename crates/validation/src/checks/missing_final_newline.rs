//! `missing-final-newline`

use copydesk_manuscript::{Applicability, Edit, Finding, Span};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A draft whose last line does not end. Off unless a pipeline asks it.
    ///
    /// # Why it matters to a reader
    ///
    /// It does not. Tools that put files together run two lines into one.
    ///
    /// # Example
    ///
    /// A draft that ends `https://post.example/quay` with nothing behind it.
    ///
    /// # How to fix it
    ///
    /// End the line; `copydesk check --fix=missing-final-newline` does.
    "missing-final-newline", off Info, find, "{n} last lines do not end"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let text = &reading.document.text;
    if text.is_empty() || text.ends_with(['\n', '\r']) {
        return Vec::new();
    }
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let edit = Edit { start: text.len(), end: text.len(), text: ending.to_owned() };
    let finding = CHECK
        .finding(Span::at(text.len()), "the last line does not end")
        .help("end it: copydesk check --fix=missing-final-newline")
        .fix(Applicability::Safe, vec![edit]);
    vec![finding]
}
