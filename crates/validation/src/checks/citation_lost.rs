//! `citation-lost`

use std::collections::{BTreeMap, BTreeSet};

use copydesk_manuscript::{Document, Inline, MarkerKind, Span};

use crate::check::check;
use crate::html::Html;
use crate::proof::{At, Mark, Part};
use crate::sheets::{Sheets, address};

check! {
    /// # What it looks for
    ///
    /// A citation that one part of an edition has and another has not: a marker that is
    /// in the draft and not in the mail's HTML, its text or the archive page, or leads
    /// to another source there; a cited address that is in one of them and not in all.
    /// Each is compared brief by brief, and what stands in a list of sources is no
    /// marker. The mail of a retraction has no text, and that of a corrected digest the
    /// corrected brief alone.
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
    let all = wanted(sheets);
    let mailed: Vec<Wanted<'_>> =
        wanted(sheets).into_iter().filter(|one| sheets.is_mailed(one.draft)).collect();
    let mut marks = in_html(Part::Html, &sheets.html, &mailed);
    marks.extend(in_html(Part::Page, &sheets.page, &all));
    marks.extend(in_text(sheets, &mailed));
    marks.extend(addresses(sheets));
    marks
}

/// A marker of a draft that readers can follow.
struct Wanted<'a> {
    draft: usize,
    span: Span,
    /// What it shows, where the draft alone says it.
    label: Option<String>,
    /// Its source's address.
    url: Option<&'a str>,
}

/// In the order of the drafts. In the words of a link there can be none.
fn wanted<'a>(sheets: &Sheets<'a>) -> Vec<Wanted<'a>> {
    let markers = sheets.inlines().into_iter().filter_map(|(draft, inline, linked)| match inline {
        Inline::Markers { markers, .. } if !linked => Some((draft, markers)),
        _ => None,
    });
    let each = markers.flat_map(|(draft, markers)| markers.iter().map(move |at| (draft, *at)));
    let wanted = each.filter_map(|(draft, at)| {
        let document: &Document = sheets.drafts.get(draft)?;
        let marker = document.markers.get(at)?;
        let reference = document.references.get(marker.reference?)?;
        let label = match marker.kind {
            MarkerKind::Number(n) => Some(format!("[{n}]")),
            _ => None,
        };
        let url = reference.url.as_ref().map(|url| url.text.trim());
        Some(Wanted { draft, span: marker.span, label, url })
    });
    wanted.collect()
}

/// Markers of the drafts that a part shows less often with the same words and the
/// same source.
fn in_html<'a>(part: Part, html: &'a Html, wanted: &'a [Wanted<'a>]) -> Vec<Mark> {
    let links: BTreeSet<&str> = html.elements.iter().filter_map(address).collect();
    let led = leads(html);
    let mut found: BTreeMap<(Option<&str>, Option<&str>), usize> = BTreeMap::new();
    let cites = cites(html);
    // An address that no click may follow leads nowhere, and one that a fragment
    // makes more exact to the same source.
    let url_of = |wanted: &Wanted<'a>| wanted.url.filter(|url| links.contains(url));
    let urls: BTreeSet<Option<&str>> = wanted.iter().map(url_of).collect();
    for (at, label) in &cites {
        let href = html.elements.get(*at).and_then(address).unwrap_or_default();
        let targets = match href.strip_prefix('#') {
            Some(place) => led.get(place).cloned().unwrap_or_default(),
            None => vec![href, href.split('#').next().unwrap_or_default()],
        };
        let mut known: Vec<Option<&str>> =
            targets.into_iter().map(Some).filter(|target| urls.contains(target)).collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            known.push(None);
        }
        for url in known {
            *found.entry((Some(label), url)).or_default() += 1;
            *found.entry((None, url)).or_default() += 1;
        }
    }
    let mut counts: BTreeMap<(Option<&str>, Option<&str>), Vec<&Wanted<'a>>> = BTreeMap::new();
    for wanted in wanted {
        counts.entry((wanted.label.as_deref(), url_of(wanted))).or_default().push(wanted);
    }
    let mut marks = Vec::new();
    for (key, all) in counts {
        let there = found.get(&key).copied().unwrap_or_default();
        if there >= all.len() {
            continue;
        }
        // Which of them is lost cannot be told; the first is where one looks.
        let Some(first) = all.first() else { continue };
        let what = key.0.map_or_else(|| "a marker of this source".to_owned(), str::to_owned);
        let message = format!(
            "{what} stands {} in the drafts, and {} in {} with this source behind it",
            times(all.len()),
            times(there),
            name(part)
        );
        marks.push(lost(At::Draft(first.draft), first.span, message));
    }
    marks
}

/// The addresses inside each element that can be linked to.
fn leads(html: &Html) -> BTreeMap<&str, Vec<&str>> {
    let mut leads: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (at, element) in html.elements.iter().enumerate() {
        let Some(url) = address(element) else { continue };
        for (_, around) in html.upwards(Some(at)) {
            if let Some(id) = around.get("id") {
                leads.entry(id).or_default().push(url);
            }
        }
    }
    leads
}

/// A bracket of the text part.
struct Bracket {
    label: String,
    /// Whether it begins an entry of a list of sources.
    entry: bool,
}

/// Markers that the text part shows less often.
fn in_text(sheets: &Sheets<'_>, wanted: &[Wanted<'_>]) -> Vec<Mark> {
    let brackets = brackets(sheets);
    let citing: BTreeSet<usize> = wanted.iter().map(|wanted| wanted.draft).collect();
    // Each brief's markers stand above its own list.
    let ends = |(a, b): (&Bracket, &Bracket)| a.entry && !b.entry;
    let mut briefs: Vec<&[Bracket]> = brackets.chunk_by(|a, b| !ends((a, b))).collect();
    if briefs.len() != citing.len() {
        briefs = vec![&brackets];
    }
    let several = briefs.len() > 1;
    let mut marks = Vec::new();
    for (shown, draft) in briefs.iter().zip(&citing) {
        let mut counts: BTreeMap<&str, Vec<&Wanted<'_>>> = BTreeMap::new();
        for one in wanted.iter().filter(|one| !several || one.draft == *draft) {
            if let Some(label) = &one.label {
                counts.entry(label).or_default().push(one);
            }
        }
        for (label, all) in counts {
            let there = shown.iter().filter(|b| !b.entry && b.label == label).count();
            if let Some(first) = all.first().filter(|_| there < all.len()) {
                let message = format!(
                    "{label} stands {} in the draft, and {} in the mail's text",
                    times(all.len()),
                    times(there)
                );
                marks.push(lost(At::Draft(first.draft), first.span, message));
            }
        }
    }
    marks.extend(in_html_alone(sheets, &brackets, wanted));
    marks
}

/// Markers whose words the draft alone does not say, by those in the mail's HTML.
fn in_html_alone(sheets: &Sheets<'_>, brackets: &[Bracket], wanted: &[Wanted<'_>]) -> Vec<Mark> {
    let known: BTreeSet<&str> = wanted.iter().filter_map(|one| one.label.as_deref()).collect();
    let mut shown: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, label) in cites(&sheets.html) {
        if !known.contains(label.as_str()) {
            shown.entry(label).or_default().push(at);
        }
    }
    let lost = shown.into_iter().filter_map(|(label, at)| {
        let found = brackets.iter().filter(|b| !b.entry && b.label == label).count();
        let first = sheets.html.elements.get(*at.get(found)?)?;
        let wanted = times(at.len());
        let message =
            format!("{label} stands {wanted} in the mail's HTML, and {} in its text", times(found));
        Some(lost(At::Part(Part::Html), first.span, message))
    });
    lost.collect()
}

/// What stands in brackets in the text part, in order. Lines end where they like.
fn brackets(sheets: &Sheets<'_>) -> Vec<Bracket> {
    let text = sheets.parts.text.as_str();
    let references = sheets.drafts.iter().flat_map(|draft| &draft.references);
    let titles = references.clone().filter_map(|r| r.title.as_ref()).map(|t| words(&t.text));
    let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
    let urls: Vec<&str> =
        references.filter_map(|r| r.url.as_ref()).map(|url| url.text.trim()).collect();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('[') {
        let Some(length) = text[at..].find(']') else { break };
        let label = words(&text[at..=at + length]);
        let opens = text[..at].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        // Up to the next entry, or the end of the list.
        let rest = &text[at + length + 1..];
        let end = ["\n[", "\n\n"].into_iter().filter_map(|end| rest.find(end)).min();
        let rest = &rest[..end.unwrap_or(rest.len())];
        let entry = opens && {
            let said = words(rest);
            let said = said.trim_start_matches(|c: char| !c.is_alphanumeric());
            let titled = |title: &String| {
                let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
                !title.is_empty() && said.starts_with(title)
            };
            let last = rest.split_whitespace().next_back().unwrap_or_default();
            titles.iter().any(titled) || urls.contains(&last)
        };
        found.push(Bracket { label, entry });
    }
    found
}

/// `2 times`
fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
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
