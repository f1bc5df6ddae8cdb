//! An entry's fields as a work.

use std::collections::HashMap;

use super::{Part, Strings, latex, reread};
use crate::bibliography::date::{self, Written};
use crate::bibliography::name::Name;
use crate::bibliography::work::{Work, filled};

/// How many entries may stand behind one another by `crossref`.
const MOST_PARENTS: usize = 4;

/// A longer entry, in bytes, is no whole that others are parts of; it would be read
/// once for each of them.
const LONGEST_PARENT: usize = 16 * 1024;

/// How far `@string`s may name one another, and how long one may become.
const DEEPEST_STRING: usize = 8;
const LONGEST_VALUE: usize = 64 * 1024;
/// Of how many parts, empty ones too: eight strings of forty parts each name more
/// than anybody can wait for.
const MOST_PARTS: usize = 10_000;

/// An entry's fields, by lower-case name.
struct Fields<'a> {
    own: HashMap<String, Vec<Part<'a>>>,
    strings: &'a Strings<'a>,
}

/// Reads an entry. `parent` is asked for the entry that `crossref` or `xdata`
/// names.
pub(in crate::bibliography) fn work<'a>(
    entry: &'a str,
    strings: &'a Strings<'a>,
    parent: &dyn Fn(&str) -> Option<&'a str>,
) -> Option<Work> {
    let mut fields = Fields { own: reread(entry)?, strings };
    let mut child = fields.raw("crossref").or_else(|| fields.raw("xdata"));
    for _ in 0..MOST_PARENTS {
        let Some(key) = child.take() else { break };
        let above = parent(key.trim()).filter(|entry| entry.len() <= LONGEST_PARENT);
        let Some(above) = above.and_then(reread) else { break };
        child = Fields { own: above.clone(), strings }.raw("crossref");
        fields.inherit(above);
    }
    Some(fields.work())
}

impl<'a> Fields<'a> {
    /// What a part has from the whole: the whole's title is its book.
    fn inherit(&mut self, above: HashMap<String, Vec<Part<'a>>>) {
        const OWN: [&str; 9] =
            ["crossref", "xdata", "pages", "doi", "url", "note", "abstract", "author", "eprint"];
        // What shares its fields by `xdata` is no whole, and has no title of its own.
        for (name, value) in above {
            let name = if name == "title" { "booktitle".to_owned() } else { name };
            if !OWN.contains(&name.as_str()) {
                self.own.entry(name).or_insert(value);
            }
        }
    }

    fn work(&self) -> Work {
        let mut work = Work {
            title: self.title(),
            container: self.first(&["journal", "journaltitle", "booktitle", "maintitle"]),
            publisher: self.first(&["publisher", "organization", "institution", "school"]),
            date: self.date(),
            url: self.verbatim("url"),
            doi: self.verbatim("doi"),
            isbn: self.words("isbn"),
            issn: self.words("issn"),
            arxiv: self.arxiv(),
            authors: self.names("author"),
            editors: self.names("editor"),
            volume: self.words("volume"),
            number: self.first(&["number", "issue"]),
            pages: self.words("pages"),
            accessed: self.words("urldate").and_then(|date| date::iso(&date)),
            note: None,
        };
        let mut notes = Vec::new();
        for field in ["howpublished", "note"] {
            let Some(written) = self.raw(field) else { continue };
            let (url, words) = match latex::address(&written) {
                Some((url, around)) => (Some(url), latex::plain(&around)),
                None if written.trim().starts_with("http") => {
                    (Some(latex::verbatim(&written)), String::new())
                }
                None => (None, latex::plain(&written)),
            };
            work.url = work.url.or(url);
            match field {
                "howpublished" if work.publisher.is_none() => work.publisher = filled(&words),
                _ => notes.extend(filled(&words)),
            }
        }
        work.note = (!notes.is_empty()).then(|| notes.join(", "));
        work
    }

    fn title(&self) -> Option<String> {
        let title = self.words("title")?;
        Some(match self.words("subtitle") {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    fn date(&self) -> Option<Written> {
        if let Some(date) = self.words("date") {
            return date::iso(&date);
        }
        let year = self.words("year")?;
        let Ok(number) = year.parse() else { return date::words(&year) };
        let written = self.words("month").unwrap_or_default();
        // `month = mar # "~2"` is how BibTeX has a day.
        let mut words = written.split([' ', '-', '–', '/']);
        let month = words.next().and_then(date::month);
        let day = self.words("day").or_else(|| words.next().map(str::to_owned));
        date::parts(number, month, day.and_then(|day| day.parse().ok()).filter(|_| month.is_some()))
    }

    fn arxiv(&self) -> Option<String> {
        let archive = self.first(&["eprinttype", "archiveprefix"])?;
        let eprint = self.verbatim("eprint").filter(|_| archive.eq_ignore_ascii_case("arxiv"))?;
        Some(eprint.strip_prefix("arXiv:").unwrap_or(&eprint).to_owned())
    }

    fn names(&self, field: &str) -> Vec<Name> {
        self.raw(field).map(|written| split_names(&written)).unwrap_or_default()
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.words(name))
    }

    fn words(&self, name: &str) -> Option<String> {
        filled(&latex::plain(&self.raw(name)?))
    }

    fn verbatim(&self, name: &str) -> Option<String> {
        filled(&latex::verbatim(&self.raw(name)?))
    }

    /// A field as written, its strings put in.
    fn raw(&self, name: &str) -> Option<String> {
        let mut out = String::new();
        let mut parts: Vec<(&Part<'a>, usize)> =
            self.own.get(name)?.iter().rev().map(|part| (part, 0)).collect();
        let mut seen = 0;
        while let Some((part, depth)) = parts.pop() {
            seen += 1;
            if out.len() > LONGEST_VALUE || seen > MOST_PARTS {
                break;
            }
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Name(name) => match self.strings.get(&name.to_lowercase()) {
                    Some(value) if depth < DEEPEST_STRING => {
                        parts.extend(value.iter().rev().map(|part| (part, depth + 1)));
                    }
                    // A month, or a name that nobody defined, is its own word.
                    _ => out.push_str(name),
                },
            }
        }
        Some(out)
    }
}

/// `Writer, Ada and {The Harbour Board} and others`.
fn split_names(written: &str) -> Vec<Name> {
    let one_line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    split_outside(&one_line, " and ").into_iter().filter_map(name).collect()
}

fn name(written: &str) -> Option<Name> {
    let written = written.trim();
    if written == "others" {
        return Some(Name::Others);
    }
    let whole = written.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    if let Some(whole) = whole.filter(|inner| !inner.contains(['{', '}'])) {
        return filled(&latex::plain(whole)).map(Name::Whole);
    }
    let parts = split_outside(written, ",");
    if let [family, .., given] = parts[..] {
        let family = filled(&latex::plain(family))?;
        return Some(Name::Person { family, given: filled(&latex::plain(given)) });
    }
    let words = split_outside(written, " ");
    // A particle begins the family name: Anna van der Berg.
    let particle = words.iter().skip(1).position(|word| word.starts_with(char::is_lowercase));
    let last = words.len().saturating_sub(1);
    let at = particle.map_or(last, |position| position + 1).min(last);
    let join = |words: &[&str]| filled(&latex::plain(&words.join(" ")));
    Some(Name::Person { family: join(&words[at..])?, given: join(&words[..at]) })
}

/// Cuts at a separator, but not inside braces.
fn split_outside<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut depth, mut from, mut at) = (0_usize, 0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if depth == 0 && bytes[at..].starts_with(separator.as_bytes()) => {
                parts.push(&text[from..at]);
                at += separator.len();
                from = at;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(&text[from..]);
    parts
}
