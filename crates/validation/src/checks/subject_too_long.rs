//! `subject-too-long`

use copydesk_manuscript::Span;

use crate::check::check;
use crate::proof::{At, Mark, Part};
use crate::sheets::Sheets;

check! {
    /// # What it looks for
    ///
    /// A subject of more than 100 characters.
    ///
    /// # Why it matters to a reader
    ///
    /// No inbox shows so much of it: a phone shows about 40 characters, a wide window
    /// some 70. What the mail is about must stand in those.
    ///
    /// # Example
    ///
    /// A headline of two sentences, where the draft has no `subject:`.
    ///
    /// # How to fix it
    ///
    /// Give the draft a `subject:` of its own and put what matters first; the headline
    /// may stay as long as it is. A digest takes the `subject:` of its `intro.md`.
    "subject-too-long", Warning, edition find, "{n} subjects are too long"
}

const LONGEST: usize = 100;

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let subject = sheets.parts.subject.as_str();
    let length = subject.chars().count();
    if length <= LONGEST {
        return Vec::new();
    }
    let message = format!("this subject has {length} characters: a phone shows about 40");
    let (at, span) =
        written(sheets, subject).unwrap_or((At::Part(Part::Subject), Span::new(0, subject.len())));
    vec![CHECK.mark(at, span, message).help("give it a shorter `subject:`, what matters first")]
}

/// The draft whose words it is, and where in it.
fn written(sheets: &Sheets<'_>, subject: &str) -> Option<(At, Span)> {
    sheets.drafts.iter().enumerate().find_map(|(index, draft)| {
        let title = draft.title.as_ref().map(|title| title.span);
        let titled = title.filter(|span| on_one_line(span.of(&draft.text)) == subject);
        let found = draft.text.find(subject).map(|at| Span::new(at, at + subject.len()));
        Some((At::Draft(index), found.or(titled)?))
    })
}

fn on_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
