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
    places: |document| {
        // Two of them for each draft, so that this slip has no more weight than
        // others; over the whole corpus each has its turn.
        let turn = document.text.len();
        let scrap = |at: usize| SCRAPS.get(at % SCRAPS.len()).copied().unwrap_or_default();
        vec![above_all(document, scrap(turn)), at_the_end(document, scrap(turn + 1))]
    },
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

fn above_all(document: &Document, scrap: &str) -> Vec<Edit> {
    let top = document.front_matter_span.map_or(0, |span| span.end);
    let line = if top == 0 { "" } else { "\n" };
    vec![edit(top, top, format!("{line}{scrap}\n\n"))]
}

fn at_the_end(document: &Document, scrap: &str) -> Vec<Edit> {
    let end = document.text.trim_end().len();
    vec![edit(end, document.text.len(), format!("\n\n{scrap}\n"))]
}
