//! Where the numbered references stand, by a line grammar of our own.
//!
//! A Markdown parser cannot do this: CommonMark lets only a list that starts
//! at 1 interrupt a paragraph, so entry `0.` right under a paragraph vanishes
//! into it, and gaps and repeats are renumbered. Here every entry keeps the
//! number and the bytes it has.

mod runs;
mod start;

use copydesk_manuscript::{Reference, ReferenceList, Span};

use crate::entry;
use crate::lines::Line;

use start::{Start, entry_end};

/// Words that announce a list, in lower case.
const HEADINGS: [&str; 60] = [
    "references",
    "reference list",
    "sources",
    "works cited",
    "notes",
    "bibliography",
    "citations",
    "endnotes",
    "footnotes",
    "further reading",
    "links",
    "source list",
    // German.
    "quellen",
    "quellenverzeichnis",
    "belege",
    "nachweise",
    "einzelnachweise",
    "literatur",
    "literaturverzeichnis",
    // French; its "sources" and "notes" stand above.
    "références",
    "bibliographie",
    "notes et références",
    // Spanish and Portuguese.
    "fuentes",
    "referencias",
    "bibliografía",
    "notas",
    "fontes",
    "referências",
    "bibliografia",
    // Italian, Dutch.
    "fonti",
    "riferimenti",
    "bronnen",
    "referenties",
    // Swedish, Danish and Norwegian, Finnish.
    "källor",
    "kilder",
    "lähteet",
    // Polish, Czech, Russian, Ukrainian.
    "źródła",
    "zdroje",
    "источники",
    "список литературы",
    "ссылки",
    "джерела",
    // Turkish, Greek.
    "kaynaklar",
    "kaynakça",
    "πηγές",
    // Arabic, Persian, Urdu, Hebrew.
    "المصادر",
    "مصادر",
    "المراجع",
    "مراجع",
    "منابع",
    "حوالہ جات",
    "מקורות",
    // Chinese, Japanese, Korean, Hindi.
    "来源",
    "來源",
    "资料来源",
    "参考资料",
    "参考文献",
    "出典",
    "출처",
    "स्रोत",
];

/// In bytes, of all of them.
const LONGEST_HEADING: usize = 64;

/// The list, its entries, and the lines it takes up.
pub(crate) struct Found {
    pub(crate) list: ReferenceList,
    pub(crate) references: Vec<Reference>,
    /// Index of the first line, heading included.
    pub(crate) first: usize,
    /// Index one past the last.
    pub(crate) end: usize,
}

/// Finds the reference list among `lines`.
pub(crate) fn find(text: &str, lines: &[Line]) -> Option<Found> {
    let starts: Vec<Start> = (0..lines.len()).filter_map(|i| start::read(text, lines, i)).collect();
    let (heading, run) = headed(text, lines, &starts)
        .map(|(heading, run)| (Some(heading), run))
        .or_else(|| Some((None, runs::without_heading(text, lines, &starts)?)))?;
    let (first, last) = (run.first()?, run.last()?);
    let end = entry_end(lines, last.line, lines.len());
    let words = heading.map(|h| lines[h].span.of(text).to_lowercase());
    Some(Found {
        list: ReferenceList {
            heading: heading.map(|h| lines[h].span),
            span: Span::new(lines[first.line].span.start, lines[end - 1].span.end),
            base: run.iter().map(|s| s.number).min().unwrap_or_default(),
            further_reading: words.is_some_and(|words| words.contains(FURTHER)),
        },
        references: references(text, lines, &run, end),
        first: heading.unwrap_or(first.line),
        end,
    })
}

/// The last heading with a numbered entry right below it, and its entries. A list
/// of sources goes before one of further reading.
fn headed(text: &str, lines: &[Line], starts: &[Start]) -> Option<(usize, Vec<Start>)> {
    let headings = (0..lines.len()).rev().filter(|line| is_heading(lines[*line].span.of(text)));
    let mut found = headings.filter_map(|heading| {
        let below = (heading + 1..lines.len()).find(|i| !lines[*i].is_blank())?;
        let first = starts.binary_search_by_key(&below, |start| start.line).ok()?;
        Some((heading, first))
    });
    let last = found.next()?;
    let further = |heading: usize| lines[heading].span.of(text).to_lowercase().contains(FURTHER);
    let (heading, first) = match further(last.0) {
        true => found.find(|(heading, _)| !further(*heading)).unwrap_or(last),
        false => last,
    };
    Some((heading, runs::below(lines, &starts[first..])))
}

/// A list of what else there is to read.
const FURTHER: &str = "further reading";

/// Whether a line announces the list: its words alone, whatever marks them.
fn is_heading(line: &str) -> bool {
    let words = line.trim_matches(|c: char| !c.is_alphabetic());
    // Most lines are no headings, and none of them has to be copied to be told so.
    words.len() <= LONGEST_HEADING && HEADINGS.contains(&words.to_lowercase().as_str())
}

/// The entries, and the stray lines between them as entries without a number.
fn references(text: &str, lines: &[Line], run: &[Start], end: usize) -> Vec<Reference> {
    let mut references = Vec::new();
    for (i, start) in run.iter().enumerate() {
        let limit = run.get(i + 1).map_or(end, |next| next.line);
        let last = entry_end(lines, start.line, limit);
        let content = Span::new(start.content.start, lines[last - 1].span.end);
        let span = Span::new(lines[start.line].span.start, content.end);
        references.push(entry::read(text, Some(start.number), span, content));
        for stray in lines[last..limit].iter().filter(|line| !line.is_blank()) {
            references.push(entry::read(text, None, stray.span, stray.span));
        }
    }
    references
}
