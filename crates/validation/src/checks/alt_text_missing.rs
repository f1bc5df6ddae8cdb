//! `alt-text-missing`

use copydesk_manuscript::{Inline, Severity};

use crate::check::check;
use crate::proof::{At, Mark};
use crate::sheets::Sheets;

check! {
    /// # What it looks for
    ///
    /// A picture of a draft without words for those who cannot see it, and a picture of
    /// a template without an `alt` at all, which is an error. A template may say
    /// `alt=""` of what only decorates.
    ///
    /// # Why it matters to a reader
    ///
    /// Many mail programs show no picture before they are asked, and some readers hear
    /// the mail: both are left with nothing, or with the name of a file.
    ///
    /// # Example
    ///
    /// `![](https://brief.example/quay.jpg){width=600 height=400}`
    ///
    /// # How to fix it
    ///
    /// Write what is to be seen between the brackets:
    /// `![The quay at low tide](https://brief.example/quay.jpg){width=600 height=400}`. If it shows nothing
    /// that matters, leave it out.
    "alt-text-missing", Warning, edition find, "{n} pictures have no words beside them"
}

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let silent = sheets.inlines().into_iter().filter_map(|(draft, inline, _)| match inline {
        Inline::Image { alt, span, .. } if alt.trim().is_empty() => {
            let message = "this picture says nothing to those who do not see it";
            let mark = CHECK.mark(At::Draft(draft), *span, message);
            Some(mark.help("write what it shows between the brackets: ![…](address)"))
        }
        _ => None,
    });
    let mut marks: Vec<Mark> = silent.collect();
    for (part, html) in sheets.pages() {
        let pictures = html.elements.iter().filter(|e| e.name == "img" && e.get("alt").is_none());
        marks.extend(pictures.map(|picture| {
            let message = "this picture has no `alt`";
            let mark = CHECK.mark(At::Part(part), picture.span, message).severity(Severity::Error);
            mark.help("give it one in the template; `alt=\"\"` if it only decorates")
        }));
    }
    marks
}
