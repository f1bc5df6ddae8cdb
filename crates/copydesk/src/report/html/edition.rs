//! What the checks of an edition say, on the page of the drafts that it was made
//! of, and what they say of briefs that it goes without. Each stands in a part, as
//! `copydesk render` writes it, or in the draft.

use copydesk_manuscript::{LineIndex, Severity};
use copydesk_pipeline::Rendered;
use copydesk_web::escape::escaped;

use super::places::{class, word};
use crate::report::excerpt;
use crate::report::page::not_checked;

/// Columns of an excerpt.
const ROOM: usize = 90;

/// A section, or nothing where nothing was found.
pub(super) fn section(editions: &[&Rendered]) -> String {
    let items: String = editions.iter().map(|rendered| list(rendered)).collect();
    if items.is_empty() {
        return String::new();
    }
    format!(
        "<section aria-labelledby=\"edition\">\n<h3 id=\"edition\">In the edition</h3>\n\
         <ul class=\"todo\">\n{items}</ul>\n</section>\n"
    )
}

/// An item for each thing to do.
fn list(rendered: &Rendered) -> String {
    let (report, drafts) = (rendered.proof.report(), rendered.lineup.documents());
    let groups = report.groups.iter().filter(|group| group.severity > Severity::Info);
    groups
        .map(|group| {
            let finding = &report.findings[group.findings.start];
            let (name, text) = rendered.proof.place(group.findings.start, &drafts);
            let at = LineIndex::new(text).position(text, finding.point);
            let waived = if group.waived { ", waived" } else { "" };
            let help =
                group.help.iter().map(|help| format!("<p class=\"help\">{}</p>\n", escaped(help)));
            format!(
                "<li class=\"{}\">\n<p class=\"what\"><strong>{}{waived}:</strong> {} \
                 <code>{}</code></p>\n<p>{}:{}:{} <q dir=\"auto\">{}</q></p>\n{}</li>\n",
                class(group.severity),
                word(group.severity),
                escaped(&group.headline),
                escaped(group.check),
                escaped(name),
                at.line,
                at.column,
                escaped(&excerpt::of(text, finding, ROOM).words),
                help.collect::<String>()
            )
        })
        .chain(not_checked(report).map(|line| format!("<li class=\"info\">{line}</li>\n")))
        .collect()
}
