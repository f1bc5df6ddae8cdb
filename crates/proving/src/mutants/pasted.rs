//! Slips of copying and pasting.

use copydesk_manuscript::{Document, Edit};

use super::{Mutation, Subject, edit};

pub(super) const GLUED: Mutation = Mutation {
    name: "the reference list is glued to the text above",
    subject: Subject::Text,
    gap: None,
    places: |document| {
        let Some(list) = document.reference_list.as_ref().filter(|l| l.heading.is_none()) else {
            return Vec::new();
        };
        let above = document.text[..list.span.start].trim_end().len();
        vec![vec![edit(above, list.span.start, "\n")]]
    },
};

pub(super) const PASTED: Mutation = Mutation {
    name: "words of a web page are pasted along",
    subject: Subject::Text,
    gap: Some("a phrase that is nobody's boilerplate yet reads like the writer's own words"),
    places: |document| SCRAPS.iter().flat_map(|scrap| around(document, scrap)).collect(),
};

/// Written down before looking at what the parser knows.
const SCRAPS: [&str; 16] = [
    "0 comments",
    "Leave a comment",
    "Share this article",
    "Share on Facebook Share on X",
    "Print this page",
    "We use cookies to improve your experience. Accept all",
    "Sign up for our newsletter",
    "Subscribe to continue reading",
    "Advertisement",
    "Related articles",
    "You may also like",
    "Read more",
    "Skip to main content",
    "Posted in News",
    "Already a subscriber? Log in",
    "Copyright 2026. All rights reserved.",
];

/// Above the title and at the very end.
fn around(document: &Document, scrap: &str) -> [Vec<Edit>; 2] {
    let top = document.front_matter_span.map_or(0, |span| span.end);
    let line = if top == 0 { "" } else { "\n" };
    let end = document.text.trim_end().len();
    [
        vec![edit(top, top, format!("{line}{scrap}\n\n"))],
        vec![edit(end, document.text.len(), format!("\n\n{scrap}\n"))],
    ]
}
