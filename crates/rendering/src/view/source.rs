//! The sources of a brief: what its markers lead to.

use copydesk_manuscript::{Document, Inline, Origin, Reference, Scheme};
use serde::Serialize;

use super::inline::words_of;
use crate::labels::{Labels, say};
use crate::markup::{clean, host, one_line, safe_url};
use crate::wrap::{width, wrap};

/// One source.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Source {
    /// Its number.
    #[serde(skip)]
    pub(crate) number: u32,
    /// Its number as in the text: `0`, `3`. Text, never a list's counter,
    /// because mail programs rebuild those.
    pub(crate) label: String,
    /// Its name on the archive page: `<slug>-source-3`.
    pub(crate) anchor: String,
    /// What it is called.
    pub(crate) title: String,
    /// Outlet, journal or publisher.
    pub(crate) publisher: Option<String>,
    /// Its date as the draft writes it.
    pub(crate) date: Option<String>,
    /// What else its entry says: authors, pages, a note.
    pub(crate) note: Option<String>,
    /// Publisher, date and note in one line.
    pub(crate) about: Option<String>,
    /// Where it can be read. Empty if the draft names no address.
    pub(crate) url: Option<String>,
    /// Where a marker in a mail leads: the address, else the source's entry on
    /// the archive page.
    pub(crate) href: String,
    /// The whole entry as plain text in lines, address included.
    pub(crate) plain: String,
}

/// All sources of `document`, index for index its references.
pub(crate) fn sources(document: &Document, slug: &str, page: &str, labels: &Labels) -> Vec<Source> {
    let numbers = numbers(document);
    let mut anchors = super::slug::Slugs::default();
    let entries = document.references.iter().enumerate();
    entries
        .map(|(index, reference)| {
            let number = numbers[index];
            let anchor = anchors.give(&format!("source-{number}"));
            let anchor = format!("{slug}-{anchor}");
            let mut source = source(document, index, reference, number, anchor, page);
            if source.title.is_empty() {
                source.title = say(labels.source, &[("n", &source.label)]);
            }
            let parts = [&source.publisher, &source.date, &source.note].into_iter().flatten();
            let parts: Vec<_> = parts.map(|part| apart(part, labels)).collect();
            source.about = (!parts.is_empty()).then(|| parts.join(labels.comma));
            source.plain = source.entry(labels);
            source
        })
        .collect()
}

/// The number that readers see of each reference: the list's own; else counted on
/// from the highest of those, so that no two sources of a brief share one, in the
/// order in which the text first cites them.
fn numbers(document: &Document) -> Vec<u32> {
    let mut numbers: Vec<Option<u32>> = document.references.iter().map(|r| r.number).collect();
    let mut next = numbers.iter().flatten().max().map_or(1, |highest| highest.saturating_add(1));
    let cited = document.markers.iter().filter_map(|marker| marker.reference);
    // Last what nothing cites.
    for index in cited.chain(0..document.references.len()) {
        if let Some(number @ None) = numbers.get_mut(index) {
            *number = Some(next);
            next = next.saturating_add(1);
        }
    }
    numbers.into_iter().flatten().collect()
}

fn source(
    document: &Document,
    index: usize,
    reference: &Reference,
    number: u32,
    anchor: String,
    page: &str,
) -> Source {
    let field = |field: &Option<copydesk_manuscript::Field>| {
        let text = one_line(&field.as_ref()?.text);
        (!text.is_empty()).then_some(text)
    };
    let written_url = field(&reference.url);
    let url = written_url.as_deref().and_then(safe_url);
    let title = field(&reference.title)
        .or_else(|| link_words(document, index))
        .or_else(|| raw_entry(document, reference))
        .or_else(|| url.as_deref().and_then(host).map(str::to_owned))
        .unwrap_or_default();
    let link_host = url.as_deref().and_then(host).map(str::to_owned);
    let publisher = field(&reference.publisher)
        // A link says nothing about its page; the host does.
        .or_else(|| link_host.filter(|h| reference.number.is_none() && !title.contains(h)));
    let mut notes: Vec<String> = Vec::new();
    if reference.parsed {
        let rest = reference.rest.iter().map(|f| one_line(&f.text));
        notes.extend(rest.filter_map(|words| {
            let words = words.trim_matches(|c: char| c == ',' || c == ';' || c.is_whitespace());
            words.chars().any(char::is_alphanumeric).then(|| words.to_owned())
        }));
    }
    notes.extend(identifiers(reference, url.as_deref()));
    // An address that no click may follow is still what the draft says.
    if url.is_none() {
        notes.extend(written_url.filter(|written| !title.contains(written.as_str())));
    }
    let note = (!notes.is_empty()).then(|| notes.join(", "));
    Source {
        number,
        label: number.to_string(),
        href: url.clone().unwrap_or_else(|| format!("{page}#{anchor}")),
        anchor,
        title,
        publisher,
        date: field(&reference.date),
        note,
        url,
        about: None,
        plain: String::new(),
    }
}

/// Words of either direction, so that a date does not fall apart beside a name
/// written the other way (UAX #9, isolates).
fn apart(words: &str, labels: &Labels) -> String {
    match labels.right_to_left {
        true => format!("\u{2068}{words}\u{2069}"),
        false => words.to_owned(),
    }
}

impl Source {
    /// What a marker is called for those who hear it: `[1] NPR: Blinken and …`.
    pub(crate) fn name(&self, visible: &str) -> String {
        match &self.publisher {
            Some(publisher) => format!("{visible} {publisher}: {}", self.title),
            None => format!("{visible} {}", self.title),
        }
    }

    fn entry(&self, labels: &Labels) -> String {
        let [open, close] = labels.quotes;
        let mut words = format!("{open}{}{close}", self.title);
        if let Some(about) = &self.about {
            words.push_str(labels.comma);
            words.push_str(about);
        }
        let label = format!("[{}] ", self.label);
        let indent = " ".repeat(width(&label));
        let mut lines = wrap(&words, &label, &indent);
        if let Some(url) = &self.url {
            lines.push('\n');
            lines.push_str(&indent);
            lines.push_str(url);
        }
        lines
    }
}

/// `ISBN 978-…`, unless the address shows it.
fn identifiers(reference: &Reference, url: Option<&str>) -> impl Iterator<Item = String> {
    let unseen = reference
        .identifiers
        .iter()
        .filter(move |identifier| url.is_none_or(|url| !url.contains(&identifier.field.text)));
    unseen.map(|identifier| {
        let register = match identifier.scheme {
            Scheme::Doi => "DOI",
            Scheme::Isbn => "ISBN",
            Scheme::Issn => "ISSN",
            Scheme::Arxiv => "arXiv",
        };
        format!("{register} {}", one_line(&identifier.field.text))
    })
}

/// The words of the first link that cites reference `index`.
fn link_words(document: &Document, index: usize) -> Option<String> {
    let cites = |marker: &usize| {
        let marker = document.markers.get(*marker);
        marker.is_some_and(|m| m.reference == Some(index))
    };
    fn find(inlines: &[Inline], cites: &dyn Fn(&usize) -> bool) -> Option<String> {
        inlines.iter().find_map(|inline| match inline {
            Inline::Link { children, url, marker: Some(marker), .. } if cites(marker) => {
                let words = one_line(&words_of(children));
                // A bare address is no title, and no naked address stands in HTML.
                (!words.is_empty() && words != *url).then_some(words)
            }
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => find(children, cites),
            _ => None,
        })
    }
    document.blocks.iter().find_map(|block| find(&block.inlines, &cites))
}

/// An entry whose grammar nobody understood, as it is written, less its number
/// and its address.
fn raw_entry(document: &Document, reference: &Reference) -> Option<String> {
    if reference.origin == Origin::Footnote {
        return raw_footnote(document, reference);
    }
    reference.number?;
    let entry = clean(document.words(reference.span));
    let entry = entry.trim_start();
    let entry = entry.strip_prefix('[').unwrap_or(entry);
    let entry = entry.trim_start_matches(|c: char| c.is_ascii_digit());
    let entry = entry.trim_start_matches([']', '.', ')', ':']);
    let url = reference.url.as_ref().map(|u| u.text.as_str());
    let entry = match url.filter(|u| safe_url(u).is_some()) {
        Some(url) => entry.replace(url, ""),
        None => entry.to_owned(),
    };
    let entry = one_line(&entry);
    let entry = entry.trim_matches([' ', ',', '<', '>']);
    (!entry.is_empty()).then(|| entry.to_owned())
}

/// A footnote's own words, of a Markdown link its words alone.
fn raw_footnote(document: &Document, reference: &Reference) -> Option<String> {
    let words = clean(document.words(reference.span));
    let inner = match &reference.key {
        Some(_) => words.split_once("]:").map(|(_, inner)| inner),
        None => words.strip_prefix("^[").and_then(|inner| inner.strip_suffix(']')),
    };
    let mut words = one_line(inner?);
    if let Some(url) = &reference.url
        && let Some(link) = words.find(&format!("]({})", url.text))
        && let Some(open) = words[..link].rfind('[')
    {
        words.replace_range(link..link + url.text.len() + 3, "");
        words.remove(open);
    } else if let Some(url) = &reference.url {
        words = words.replace(&url.text, "");
    }
    let words = words.trim_matches([' ', ',', '<', '>']).to_owned();
    (!words.is_empty()).then_some(words)
}
