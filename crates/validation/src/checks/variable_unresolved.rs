//! `variable-unresolved`

use std::collections::{BTreeMap, BTreeSet};

use copydesk_manuscript::Span;

use crate::check::check;
use crate::proof::{At, Mark, Part};
use crate::prose;
use crate::sheets::Sheets;

check! {
    /// # What it looks for
    ///
    /// What a template or a mailing program should have filled in and did not:
    /// `{{name}}`, `*|FNAME|*`, `%%name%%`, `{% if %}`, `<%= name %>`, `${name}`, and
    /// `[object]`, which stands where a template prints what is no text. Code is left
    /// alone.
    ///
    /// # Why it matters to a reader
    ///
    /// “Dear {{name}}” says that nobody looked.
    ///
    /// # Example
    ///
    /// A draft pasted from another newsletter: `Good morning, *|FNAME|*!`
    ///
    /// # How to fix it
    ///
    /// Delete it from the draft; in a template, name what there is (`{{slot.name}}`).
    /// A brief about such things sets them as code.
    "variable-unresolved", Error, edition find, "{n} variables were not filled in"
}

/// Where one begins and ends.
const PAIRS: [(&str, &str); 6] =
    [("{{", "}}"), ("{%", "%}"), ("*|", "|*"), ("%%", "%%"), ("<%", "%>"), ("${", "}")];

/// What prints in place of something that is no text.
const OBJECTS: [&str; 2] = ["[object]", "[object Object]"];

/// In characters; longer than any name.
const LONGEST: usize = 60;

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let drafts = Drafts::read(sheets);
    let mut seen = BTreeSet::new();
    let shown = shown(sheets).into_iter().filter_map(|(at, span, name)| {
        // One that a draft has is in every part, and is mended in one place.
        let known = drafts.code.contains(name) || drafts.prose.contains_key(name);
        (!known && seen.insert((at, span))).then(|| mark(at, span, name))
    });
    let mut marks: Vec<Mark> = shown.collect();
    marks.extend(drafts.prose.iter().map(|(name, (at, span))| mark(*at, *span, name)));
    marks
}

/// Those of the drafts themselves. Markdown may have made something else of them
/// since: `*|FNAME|*` is emphasis.
#[derive(Default)]
struct Drafts<'a> {
    /// By name, with the first place of each.
    prose: BTreeMap<&'a str, (At, Span)>,
    /// What somebody writes about, and a preheader may repeat without its marks.
    code: BTreeSet<&'a str>,
}

impl<'a> Drafts<'a> {
    fn read(sheets: &Sheets<'a>) -> Self {
        let mut found = Self::default();
        for (index, draft) in sheets.drafts.iter().enumerate() {
            let code = prose::code(draft);
            for (at, name) in variables(&draft.text) {
                let span = Span::new(at, at + name.len());
                if prose::touches(&code, span) {
                    found.code.insert(name);
                } else {
                    found.prose.entry(name).or_insert((At::Draft(index), span));
                }
            }
        }
        found
    }
}

/// Those of the parts.
fn shown<'s>(sheets: &'s Sheets<'_>) -> Vec<(At, Span, &'s str)> {
    let mut shown = Vec::new();
    for (part, html) in sheets.pages() {
        for words in &html.words {
            let is_style = html.upwards(words.parent).any(|(_, element)| element.name == "style");
            let names = variables(&words.text).filter(|_| !is_style);
            shown.extend(names.map(|(_, name)| (At::Part(part), words.span, name)));
        }
        for element in &html.elements {
            let names = element.attributes().flat_map(|(_, value)| variables(value));
            shown.extend(names.map(|(_, name)| (At::Part(part), element.span, name)));
        }
    }
    for part in [Part::Subject, Part::Text] {
        let span = |at: usize, name: &str| Span::new(at, at + name.len());
        let names = variables(sheets.parts.get(part));
        shown.extend(names.map(|(at, name)| (At::Part(part), span(at, name), name)));
    }
    shown
}

fn mark(at: At, span: Span, name: &str) -> Mark {
    let mark = CHECK.mark(at, span, format!("nobody filled in `{name}`"));
    match at {
        At::Draft(_) => mark.help("delete it, or set it as code"),
        At::Part(_) => mark.help("mend the template that brings it in"),
    }
}

/// Everything in `text` that looks like one, with its place.
fn variables(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let pairs = PAIRS.iter().flat_map(move |(open, close)| {
        text.match_indices(open).filter_map(move |(at, _)| {
            let inside = &text[at + open.len()..];
            let window = inside.char_indices().nth(LONGEST).map_or(inside, |(to, _)| &inside[..to]);
            let length = window.find(close)?;
            let name = &inside[..length];
            // Only a template's own marks may have words between them.
            let is_name = name.contains(char::is_alphabetic)
                && !name.contains(['\n', '{', '}'])
                && (open.starts_with(['{', '<']) || !name.contains(char::is_whitespace));
            is_name.then(|| (at, &text[at..at + open.len() + length + close.len()]))
        })
    });
    let objects = OBJECTS.iter().flat_map(move |object| text.match_indices(object));
    pairs.chain(objects)
}
