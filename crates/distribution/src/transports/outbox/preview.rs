//! One page that shows a message as a recipient would see it.

use std::path::{Path, absolute};

use copydesk_ledger::Candidate;
use copydesk_rendering::escape_html;

use super::local_links;
use crate::message::Composer;

/// `place` is the folder that the preview will stand in.
pub(super) fn render(
    composer: &Composer<'_>,
    candidate: &Candidate,
    place: &Path,
    page: Option<&Path>,
) -> String {
    let about = composer.edition.about();
    let (html, text) = composer.parts(candidate);
    let way = page.and_then(|page| Some((absolute(place).ok()?, absolute(page).ok()?)));
    let (html, text) = match way {
        Some((place, page)) => {
            let local = local_links::relative(&place, &page);
            (
                local_links::in_html(&html, &about.url, &local),
                local_links::in_text(&text, &about.url, &local),
            )
        }
        None => (html, local_links::in_text(&text, &about.url, &about.url)),
    };
    let to = match &candidate.name {
        Some(name) => format!("{name} <{}>", candidate.address),
        None => candidate.address.clone(),
    };
    let values = [
        ("language", escape_html(&about.language)),
        ("subject", escape_html(composer.edition.subject())),
        ("from", escape_html(&composer.sender.from.to_string())),
        ("to", escape_html(&to)),
        ("html", escape_html(&html)),
        ("text", text),
    ];
    fill(PREVIEW, &values)
}

/// In one pass, so that braces in a value are only braces.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::new();
    for (index, piece) in template.split("{{").enumerate() {
        let slot = piece.split_once("}}").filter(|_| index > 0);
        let value = slot.and_then(|(slot, _)| values.iter().find(|(name, _)| *name == slot));
        filled.push_str(value.map_or("", |(_, value)| value));
        filled.push_str(slot.map_or(piece, |(_, rest)| rest));
    }
    filled
}

// The frame runs no script. It keeps our origin so that links to local files
// work, and opens them beside itself.
const PREVIEW: &str = include_str!("preview.html");
