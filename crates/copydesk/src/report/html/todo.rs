//! The things to do: one item for each cause, with links to its places. Notes
//! and what somebody has answered for stand folded below.

use copydesk_manuscript::{Finding, Severity};
use copydesk_validation::Group;

use super::places::{Places, class, word};
use crate::report::count::counted;
use crate::report::excerpt;
use copydesk_web::escape::escaped;

/// Who has a hundred markers to mend does not need all of them listed.
const MOST_PLACES: usize = 40;

/// Columns of an excerpt.
const ROOM: usize = 90;

/// The whole list; with `all`, notes are unfolded.
pub(super) fn list(places: &Places<'_>, all: bool) -> String {
    let (mut open, mut notes, mut answered) = (String::new(), String::new(), String::new());
    let mut waived = 0;
    for (index, group) in places.report.groups.iter().enumerate() {
        let findings = &places.report.findings[group.findings.clone()];
        let item = item(places, index + 1, group);
        if findings.iter().all(|finding| finding.waived.is_some()) {
            waived += 1;
            answered.push_str(&item);
        } else if group.severity == Severity::Info {
            notes.push_str(&item);
        } else {
            open.push_str(&item);
        }
    }
    let n = places.number;
    let mut list = String::from("<section>\n");
    list.push_str(&format!("<h3 id=\"d{n}-todo\">To do</h3>\n"));
    if open.is_empty() {
        list.push_str("<p>Nothing has to be mended.</p>\n");
    } else {
        list.push_str(&format!("<ul class=\"todo\">\n{open}</ul>\n"));
    }
    list.push_str(&folded(&answered, &counted(waived, "answer"), all));
    list.push_str(&folded(&notes, &counted(places.report.notes(), "note"), all));
    list.push_str("</section>\n");
    list
}

fn folded(items: &str, summary: &str, open: bool) -> String {
    if items.is_empty() {
        return String::new();
    }
    let open = if open { " open" } else { "" };
    format!(
        "<details{open}>\n<summary>{summary}</summary>\n<ul class=\"todo\">\n{items}</ul>\n\
         </details>\n"
    )
}

/// `2 warning: none of the 7 sources has a link`, its places, what to do.
fn item(places: &Places<'_>, number: usize, group: &Group) -> String {
    let (draft, class) = (places.number, class(group.severity));
    let mut item = format!(
        "<li id=\"d{draft}-g{number}\" class=\"{class}\">\n<p class=\"what\"><b class=\"n\">\
         {number}</b> <strong>{}:</strong> {} <code>{}</code></p>\n",
        word(group.severity),
        escaped(&group.headline),
        escaped(group.check)
    );
    item.push_str(&where_it_is(places, group));
    if let Some(help) = &group.help {
        item.push_str(&format!("<p class=\"help\">{}</p>\n", escaped(help)));
    }
    let mut answers: Vec<String> = Vec::new();
    for finding in &places.report.findings[group.findings.clone()] {
        let answer = answer(finding);
        if answers.len() < MOST_PLACES && !answers.contains(&answer) {
            answers.push(answer);
        }
    }
    item.extend(answers);
    item.push_str("</li>\n");
    item
}

/// Each place with its label; a lone one with its words.
fn where_it_is(places: &Places<'_>, group: &Group) -> String {
    let findings = &places.report.findings[group.findings.clone()];
    let (items, more) = match findings {
        [one] if one.related.is_empty() || one.point == one.span.end => {
            let words = excerpt::of(&places.document.text, one, ROOM).words;
            let link = places.to_finding(group.findings.start);
            return format!("<p>{link} <q dir=\"auto\">{}</q></p>\n", escaped(&words));
        }
        [one] => {
            let items = one.related.iter().take(MOST_PLACES).map(|related| {
                format!(
                    "<li>{} {}</li>\n",
                    places.to_line(related.span.start),
                    escaped(&related.label)
                )
            });
            (items.collect::<String>(), one.related.len().saturating_sub(MOST_PLACES))
        }
        several => {
            let items =
                group.findings.clone().zip(several).take(MOST_PLACES).map(|(i, finding)| {
                    let label = finding.label.as_deref().unwrap_or_default();
                    let link = places.to_finding(i);
                    format!("<li>{}</li>\n", format!("{link} {}", escaped(label)).trim_end())
                });
            (items.collect(), several.len().saturating_sub(MOST_PLACES))
        }
    };
    let more = if more > 0 { format!("<li>and {more} more</li>\n") } else { String::new() };
    format!("<ul class=\"places\">\n{items}{more}</ul>\n")
}

/// Who answered for it, why, and until when.
fn answer(finding: &Finding) -> String {
    let Some(waived) = &finding.waived else { return String::new() };
    let by = waived.by.iter().map(|by| format!(" by {}", escaped(by))).collect::<String>();
    let until = waived.until.iter().map(|day| format!(", until {day}")).collect::<String>();
    format!("<p class=\"answer\">Waived{by}{until}: {}</p>\n", escaped(&waived.reason))
}
