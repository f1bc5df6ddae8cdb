//! `anchor-broken`

use std::collections::BTreeSet;

use crate::check::check;
use crate::html::Html;
use crate::proof::{At, Mark, Part};
use crate::sheets::{Sheets, address};

check! {
    /// # What it looks for
    ///
    /// A link to a place on the edition's page that is not there; and in the mail a
    /// link to a place in the mail itself, which many programs do not follow.
    ///
    /// # Why it matters to a reader
    ///
    /// They tap a source and nothing happens, or they land at the top of a long page.
    ///
    /// # Example
    ///
    /// `<a href="#sources">` in a mail, or on a page without `id="sources"`.
    ///
    /// # How to fix it
    ///
    /// Both come from a template: give the place its `id`, and let a mail link to the
    /// page (`{{edition.url}}#…`).
    "anchor-broken", Warning, edition find, "{n} links lead to no place"
}

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let places = places(&sheets.page);
    let mut marks = Vec::new();
    for (part, html) in sheets.pages() {
        for element in html.elements.iter().filter(|element| element.name == "a") {
            let Some(url) = address(element) else { continue };
            let own = url.strip_prefix(sheets.parts.url.as_str()).unwrap_or(url);
            let Some(place) = own.strip_prefix('#') else { continue };
            let message = match part {
                Part::Html if url.starts_with('#') => {
                    format!("{url} leads into the mail, where many programs do not follow")
                }
                // HTML's own name for the top.
                _ if places.contains(place) || ["", "top"].contains(&place) => continue,
                _ => format!("there is no #{place} on the page"),
            };
            let mark = CHECK.mark(At::Part(part), element.span, message);
            marks.push(mark.help("mend the template that brings it in"));
        }
    }
    marks
}

/// What can be linked to.
fn places(html: &Html) -> BTreeSet<&str> {
    let named = |attribute| html.elements.iter().filter_map(move |e| e.get(attribute));
    named("id").chain(named("name")).collect()
}
