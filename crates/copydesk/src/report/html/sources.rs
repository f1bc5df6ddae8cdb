//! The sources, each with what is known of it: who cites it, whether it has a
//! link, and that nobody has looked behind that link.

use copydesk_manuscript::{Field, Reference};

use super::places::Places;
use crate::report::document::markers_by_reference;
use copydesk_web::escape::{address, escaped};

/// Places or findings listed with one source.
const MOST: usize = 12;

/// The list of sources; empty where there is none.
pub(super) fn list(places: &Places<'_>) -> String {
    let document = places.document;
    if document.references.is_empty() {
        return String::new();
    }
    let cited = markers_by_reference(document);
    let found = found(places);
    let items = document.references.iter().zip(&cited);
    let items = items.map(|(reference, markers)| item(places, reference, markers, &found));
    let n = places.number;
    format!(
        "<section>\n<h3 id=\"d{n}-sources\">Sources</h3>\n\
         <ul class=\"sources\">\n{}</ul>\n</section>\n",
        items.collect::<String>()
    )
}

fn item(
    places: &Places<'_>,
    reference: &Reference,
    markers: &[usize],
    found: &[(usize, usize)],
) -> String {
    let name = match (reference.number, &reference.key) {
        (Some(number), _) => format!("[{number}]"),
        (None, Some(key)) => format!("[{key}]"),
        (None, None) => "link".to_owned(),
    };
    let field =
        |field: &Option<Field>| field.as_ref().map(|f| format!("<bdi>{}</bdi>", escaped(&f.text)));
    let mut words: Vec<String> =
        [field(&reference.title), field(&reference.publisher), field(&reference.date)]
            .into_iter()
            .flatten()
            .collect();
    if words.is_empty() {
        let entry: String = places.document.words(reference.span).chars().take(160).collect();
        words.push(format!("<bdi>{}</bdi>", escaped(&entry)));
    }
    format!(
        "<li>\n<span class=\"name\">{}</span>\n<div>\n<p>{}</p>\n<ul class=\"state\">\n\
         {}{}{}</ul>\n</div>\n</li>\n",
        escaped(&name),
        words.join(", "),
        citations(places, markers),
        link(reference),
        findings(places, reference, found)
    )
}

fn citations(places: &Places<'_>, markers: &[usize]) -> String {
    if markers.is_empty() {
        return "<li class=\"lack\">cited by nothing</li>\n".to_owned();
    }
    let links =
        markers.iter().take(MOST).map(|m| places.to_line(places.document.markers[*m].span.start));
    let more = markers.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("<li>cited at {}{more}</li>\n", links.collect::<Vec<_>>().join(", "))
}

fn link(reference: &Reference) -> String {
    let Some(url) = &reference.url else { return "<li class=\"lack\">no link</li>\n".to_owned() };
    match address(&url.text) {
        Some(href) => format!(
            "<li><a class=\"url\" href=\"{href}\" rel=\"noreferrer\">{href}</a></li>\n\
             <li class=\"lack\">link not checked</li>\n"
        ),
        None => {
            format!("<li class=\"lack\">no web address: <bdi>{}</bdi></li>\n", escaped(&url.text))
        }
    }
}

/// The things to do that stand in its entry.
fn findings(places: &Places<'_>, reference: &Reference, found: &[(usize, usize)]) -> String {
    let first = found.partition_point(|(byte, _)| *byte < reference.span.start);
    let inside = found[first..].iter().take_while(|(byte, _)| *byte <= reference.span.end);
    let mut groups: Vec<usize> = inside.take(MOST).map(|(_, group)| *group).collect();
    groups.sort_unstable();
    groups.dedup();
    let links: Vec<String> = groups
        .iter()
        .map(|group| format!("<a href=\"#d{}-g{group}\">{group}</a>", places.number))
        .collect();
    if links.is_empty() { String::new() } else { format!("<li>to do: {}</li>\n", links.join(", ")) }
}

/// Where each finding points, and the thing to do it belongs to, by place.
fn found(places: &Places<'_>) -> Vec<(usize, usize)> {
    let findings = places.report.findings.iter().enumerate();
    let mut found: Vec<_> = findings.map(|(i, f)| (f.point, places.group(i))).collect();
    found.sort_unstable();
    found
}
