//! `citation-lost`

use std::collections::{BTreeMap, BTreeSet};

use copydesk_manuscript::{Inline, Span};

use crate::check::check;
use crate::html::Html;
use crate::proof::{At, Mark, Part};
use crate::sheets::{Sheets, address};

check! {
    /// # What it looks for
    ///
    /// A citation that one part of an edition has and another has not: a marker that is
    /// in the draft and not in the mail's HTML, its text or the archive page; a cited
    /// address that is in one of them and not in all. The mail of a retraction has no
    /// text, and that of a corrected digest the corrected brief alone.
    ///
    /// # Why it matters to a reader
    ///
    /// Who reads the text part, or the page, is promised the same sources as everybody
    /// else, and cannot know that one is missing.
    ///
    /// # Example
    ///
    /// A template for the text part that leaves out the list of sources.
    ///
    /// # How to fix it
    ///
    /// It comes from a template: let every part show each brief's blocks, trailing
    /// words and sources.
    "citation-lost", Error, edition find, "{n} citations are lost on the way"
}

/// The class that markers have in everything we render.
const CITE: &str = "cite";

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = sheets
        .pages()
        .into_iter()
        .filter_map(|(part, html)| {
            let (wanted, found) = (wanted(sheets, part), cites(html).len());
            (found < wanted).then(|| {
                let message =
                    format!("{found} of the drafts' {wanted} markers are in {}", name(part));
                lost(At::Part(part), Span::at(0), message)
            })
        })
        .collect();
    marks.extend(markers(sheets));
    marks.extend(addresses(sheets));
    marks
}

/// How often the drafts cite by a marker that readers can follow. In the words of a
/// link there can be no other.
fn wanted(sheets: &Sheets<'_>, part: Part) -> usize {
    let answered = |draft: usize, marker: &usize| {
        if part != Part::Page && !sheets.is_mailed(draft) {
            return false;
        }
        let marker = sheets.drafts.get(draft).and_then(|draft| draft.markers.get(*marker));
        marker.is_some_and(|marker| marker.reference.is_some())
    };
    let inlines = sheets.inlines().into_iter();
    let counts = inlines.map(|(draft, inline, linked)| match inline {
        Inline::Markers { markers, .. } if !linked => {
            markers.iter().filter(|marker| answered(draft, marker)).count()
        }
        _ => 0,
    });
    counts.sum()
}

/// Markers of the HTML that the text part shows less often.
fn markers(sheets: &Sheets<'_>) -> Vec<Mark> {
    // Lines of the text end where they like.
    let text = words(&sheets.parts.text);
    let brackets = text.split('[').filter_map(|rest| Some(rest.split_once(']')?.0));
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for inside in brackets {
        *found.entry(inside).or_default() += 1;
    }
    let mut shown: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, label) in cites(&sheets.html) {
        shown.entry(label).or_default().push(at);
    }
    let lost = shown.into_iter().filter_map(|(label, at)| {
        let inside = label.trim_start_matches('[').trim_end_matches(']');
        let found = found.get(inside).copied().unwrap_or_default();
        let first = sheets.html.elements.get(*at.get(found)?)?;
        let wanted = at.len();
        let message =
            format!("{label} stands {wanted} times in the mail's HTML, {found} in its text");
        Some(lost(At::Part(Part::Html), first.span, message))
    });
    lost.collect()
}

/// Cited addresses that are not in every part.
fn addresses(sheets: &Sheets<'_>) -> Vec<Mark> {
    let linked = |html: &Html| -> BTreeSet<String> {
        html.elements.iter().filter_map(address).map(str::to_owned).collect()
    };
    let (html, page) = (linked(&sheets.html), linked(&sheets.page));
    // Each source's address has a word of the text to itself.
    let text: BTreeSet<&str> = sheets.parts.text.split_whitespace().collect();
    let mut marks = Vec::new();
    for (index, draft) in sheets.drafts.iter().enumerate() {
        if !sheets.is_mailed(index) {
            continue;
        }
        let cited: BTreeSet<usize> = draft.markers.iter().filter_map(|m| m.reference).collect();
        for reference in cited.into_iter().filter_map(|at| draft.references.get(at)) {
            let Some(url) = reference.url.as_ref() else { continue };
            let address = url.text.trim();
            let there = [
                (Part::Html, html.contains(address)),
                (Part::Text, text.contains(address)),
                (Part::Page, page.contains(address)),
            ];
            // One that no click may follow is in none.
            if !there.iter().any(|(_, there)| *there) {
                continue;
            }
            marks.extend(there.iter().filter(|(_, there)| !there).map(|(part, _)| {
                lost(
                    At::Draft(index),
                    url.span,
                    format!("{} does not have this source", name(*part)),
                )
            }));
        }
    }
    marks
}

fn lost(at: At, span: Span, message: String) -> Mark {
    CHECK.mark(at, span, message).help("mend the template: each part shows all blocks and sources")
}

/// The markers, each with its words, in order.
fn cites(html: &Html) -> Vec<(usize, String)> {
    let cites = html.inside(|element| element.name == "a" && element.has_class(CITE));
    cites.into_iter().map(|(at, label)| (at, words(&label))).collect()
}

/// With a single space wherever there is white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Subject => "the subject",
        Part::Html => "the mail's HTML",
        Part::Text => "the mail's text",
        Part::Page => "the archive page",
    }
}
