//! `leftover-boilerplate`

use copydesk_manuscript::{Applicability, Edit, Finding, Pasted, Span, TrailingKind};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A short block before the title or after the references that came along
    /// when the text was copied from a web page: a comment form, a share bar, a
    /// cookie notice, a sign-up. An author's note or a correction there is the
    /// writer's own and goes to readers.
    ///
    /// # Why it matters to a reader
    ///
    /// "0 comments" in a mail says that nobody read it before it went out.
    ///
    /// # Example
    ///
    /// `Click Here to Leave a Comment Below 0 comments`
    ///
    /// # How to fix it
    ///
    /// Delete it; `copydesk check --fix` does.
    "leftover-boilerplate", Error, find, "{n} pieces of web pages were pasted with the text"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let text = &reading.document.text;
    let blocks = reading.document.trailing.iter();
    blocks
        .filter_map(|block| {
            let (what, place) = (name(block.pasted?), block.kind);
            let with = if place == TrailingKind::BeforeTitle { "above" } else { "with" };
            let finding = CHECK
                .finding(block.span, format!("{what} was pasted {with} the text"))
                .help(HELP)
                .fix(Applicability::Safe, vec![removal(text, block.span)]);
            Some(finding)
        })
        .collect()
}

const HELP: &str = "delete the line: copydesk check --fix";

/// The block with its own line ending, and nothing around it.
fn removal(text: &str, span: Span) -> Edit {
    let rest = &text[span.end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let ending = if rest[blank..].starts_with('\n') { blank + 1 } else { blank };
    Edit { start: span.start, end: span.end + ending, text: String::new() }
}

fn name(pasted: Pasted) -> &'static str {
    match pasted {
        Pasted::CommentForm => "a comment form",
        Pasted::ShareBar => "a share bar",
        Pasted::CookieNotice => "a cookie notice",
        Pasted::SignUp => "a sign-up box",
        Pasted::Furniture => "a piece of the page",
    }
}
