//! One draft on the page: the outcome, the things to do, the text, the sources.

use copydesk_manuscript::{Document, Severity};
use copydesk_validation::Report;

use super::places::Places;
use super::{sources, text, todo};
use crate::report::page;
use copydesk_web::escape::escaped;

/// How many things there are to do.
pub(super) fn things(report: &Report) -> usize {
    report.things_to_do(Severity::Error) + report.things_to_do(Severity::Warning)
}

/// Its line in the list of drafts.
pub(super) fn listed(number: usize, document: &Document, report: &Report) -> String {
    let todo = things(report);
    let todo = if todo == 0 { String::new() } else { format!(": {todo} to do") };
    format!(
        "<li>{} <a href=\"#d{number}\"><bdi>{}</bdi></a>{todo}</li>\n",
        verdict(report),
        escaped(&document.path)
    )
}

/// The draft itself. With `all`, notes are unfolded.
pub(super) fn section(number: usize, document: &Document, report: &Report, all: bool) -> String {
    let places = Places::new(number, document, report);
    let title = document.title.as_ref().map(|title| title.text.trim());
    let title = title.filter(|title| !title.is_empty()).unwrap_or(&document.path);
    let mut section = format!(
        "<article id=\"d{number}\" aria-labelledby=\"d{number}-title\">\n<header>\n\
         <p class=\"path\">{} <bdi>{}</bdi></p>\n\
         <h2 id=\"d{number}-title\"><bdi>{}</bdi></h2>\n",
        verdict(report),
        escaped(&document.path),
        escaped(title)
    );
    section.push_str(&summary(document, report));
    section.push_str("</header>\n");
    section.push_str(&todo::list(&places, all));
    if document.unreadable().is_none() {
        section.push_str(&text::text(&places));
        section.push_str(&sources::list(&places));
    }
    section.push_str("</article>\n");
    section
}

fn verdict(report: &Report) -> &'static str {
    if report.holds() {
        "<strong class=\"verdict held\">Held</strong>"
    } else {
        "<strong class=\"verdict clear\">Clear</strong>"
    }
}

/// What a busy editor reads: how the sentences stand, what holds the draft, and
/// what nobody could check.
fn summary(document: &Document, report: &Report) -> String {
    if document.unreadable().is_some() {
        return format!("<p>{}</p>\n", escaped(&page::outcome(report)));
    }
    let waiting = report.things_to_do(Severity::Warning);
    let need = if waiting == 1 { "warning needs an answer" } else { "warnings need an answer" };
    let unchecked = report.unchecked.total();
    let listed = page::not_checked(report).unwrap_or_default();
    let errors = report.things_to_do(Severity::Error);
    let notes = report.notes();
    let tile = |n: usize, class: &str, words: &str| {
        let class = if n == 0 { "none" } else { class };
        format!("<li class=\"{class}\"><b>{n}</b> {words}</li>\n")
    };
    let plural = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    format!(
        "<p class=\"coverage\">{}</p>\n{}<p class=\"counts\">{}</p>\n<ul class=\"tiles\">\n\
         {}{}{}{}</ul>\n<p>{} {}</p>\n",
        page::sentences(report.coverage),
        bar(report),
        page::sources(document),
        tile(errors, "e", plural(errors, "error", "errors")),
        tile(waiting, "w", need),
        tile(notes, "i", plural(notes, "note", "notes")),
        tile(unchecked, "u", "could not be checked"),
        escaped(&page::outcome(report)),
        escaped(&listed),
    )
}

/// The sentences as a bar; the words above it say the same.
fn bar(report: &Report) -> String {
    let coverage = report.coverage;
    if coverage.sentences == 0 {
        return String::new();
    }
    let parts = [
        (coverage.cited, "cited"),
        (coverage.covered, "covered"),
        (coverage.uncited, "uncited"),
        (coverage.exempt + coverage.unknown, "rest"),
    ];
    let mut bar = format!(
        "<svg class=\"bar\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
        coverage.sentences
    );
    let mut x = 0;
    for (width, class) in parts.into_iter().filter(|(width, _)| *width > 0) {
        bar.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" width=\"{width}\" height=\"1\"></rect>"
        ));
        x += width;
    }
    bar.push_str("</svg>\n");
    bar
}
