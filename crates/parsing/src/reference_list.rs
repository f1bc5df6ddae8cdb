//! Where the numbered references stand, by a line grammar of our own.
//!
//! A Markdown parser cannot do this: CommonMark lets only a list that starts
//! at 1 interrupt a paragraph, so entry `0.` right under a paragraph vanishes
//! into it, and gaps and repeats are renumbered. Here every entry keeps the
//! number and the bytes it has.

use copydesk_manuscript::{Reference, ReferenceList, Span};

use crate::entry;
use crate::lines::Line;

/// Words that announce a list, in lower case.
const HEADINGS: [&str; 12] = [
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
];

/// More lines than this between two entries are somebody's text, not a stray line.
const STRAY_LINES: usize = 2;

/// The list, its entries, and the lines it takes up.
pub(crate) struct Found {
    pub(crate) list: ReferenceList,
    pub(crate) references: Vec<Reference>,
    /// Index of the first line, heading included.
    pub(crate) first: usize,
    /// Index one past the last.
    pub(crate) end: usize,
}

/// How an entry shows its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// `1.` or `1)`
    Plain,
    /// `[1]`, `[1]:` or `[1].`
    Bracket,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    line: usize,
    number: u32,
    style: Style,
    /// The entry's words, on its first line.
    content: Span,
}

/// Finds the reference list among `lines`.
pub(crate) fn find(text: &str, lines: &[Line]) -> Option<Found> {
    let starts: Vec<Start> = (0..lines.len()).filter_map(|i| start(text, lines, i)).collect();
    let heading = (0..lines.len())
        .rev()
        .find(|i| is_heading(lines[*i].span.of(text)) && next_text(lines, i + 1).is_some());
    let run = match heading {
        Some(heading) => starts.iter().copied().filter(|s| s.line > heading).collect(),
        None => last_run(text, lines, &starts),
    };
    let run = contiguous(lines, run);
    let (first, last) = (run.first()?, run.last()?);
    let heading =
        heading.filter(|h| next_text(lines, h + 1) == Some(first.line) || *h < first.line);
    let end = entry_end(lines, last.line, lines.len());
    let references = references(text, lines, &run, end);
    let span = Span::new(lines[first.line].span.start, lines[end - 1].span.end);
    let words = heading.map(|h| lines[h].span.of(text).to_lowercase());
    Some(Found {
        list: ReferenceList {
            heading: heading.map(|h| lines[h].span),
            span,
            base: run.iter().map(|s| s.number).min().unwrap_or_default(),
            further_reading: words.is_some_and(|words| words.contains("further reading")),
        },
        references,
        first: heading.unwrap_or(first.line),
        end,
    })
}

/// Whether a line announces the list: its words alone, whatever marks them.
fn is_heading(line: &str) -> bool {
    let words = line.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    HEADINGS.contains(&words.as_str())
}

/// An entry's first line.
fn start(text: &str, lines: &[Line], line: usize) -> Option<Start> {
    let span = lines[line].span;
    let words = span.of(text);
    let lead = words.len() - words.trim_start_matches(['-', '*', '•', ' ']).len();
    let words = &words[lead..];
    let (digits, style, after) = if let Some(inner) = words.strip_prefix('[') {
        let close = inner.find(']')?;
        let after = close + 2;
        let mark = usize::from(words[after..].starts_with([':', '.']));
        (&inner[..close], Style::Bracket, after + mark)
    } else {
        let length = words.find(|c: char| !c.is_ascii_digit())?;
        words[length..].starts_with(['.', ')']).then_some((
            &words[..length],
            Style::Plain,
            length + 1,
        ))?
    };
    let number = digits.parse().ok().filter(|_| digits.len() <= 4)?;
    let rest = &words[after..];
    // "3.5 million" and "[1](…)" are no entries.
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        let glued = style == Style::Bracket && !rest.starts_with(['(', '[', ',', '.']);
        if !glued {
            return None;
        }
    }
    let begin = span.start + lead + after + (rest.len() - rest.trim_start().len());
    Some(Start { line, number, style, content: Span::new(begin.min(span.end), span.end) })
}

/// Without a heading: the last entries that look like references, and those of
/// the same style before them.
fn last_run(text: &str, lines: &[Line], starts: &[Start]) -> Vec<Start> {
    let cites = |s: &Start| looks_like_reference(text, lines, s);
    let Some(last) = starts.iter().rposition(cites) else {
        return Vec::new();
    };
    let style = starts[last].style;
    let mut first = last;
    while let Some(before) = first.checked_sub(1) {
        let gap = starts[before + 1..=first].iter().any(|s| s.style != style);
        if gap
            || starts[before].style != style
            || !near(lines, starts[before].line, starts[first].line)
        {
            break;
        }
        first = before;
    }
    // An unlike entry at the top is an item of the text, not a reference.
    while first < last && !cites(&starts[first]) {
        first += 1;
    }
    let after = starts[last + 1..]
        .iter()
        .zip(last..)
        .take_while(|(s, before)| s.style == style && near(lines, starts[*before].line, s.line))
        .count();
    starts[first..=last + after].to_vec()
}

/// An address, a quoted title, a year, or a bracketed number at the line's start.
fn looks_like_reference(text: &str, lines: &[Line], start: &Start) -> bool {
    let end = entry_end(lines, start.line, lines.len());
    let words = &text[start.content.start..lines[end - 1].span.end];
    let year = words
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    words.contains("://") || words.contains(['“', '"', '«']) || year
}

/// Whether no more than a stray line stands between two entries.
fn near(lines: &[Line], earlier: usize, later: usize) -> bool {
    let end = entry_end(lines, earlier, later);
    lines[end..later].iter().filter(|line| !line.is_blank()).count() <= STRAY_LINES
}

/// Drops what stands behind a gap: under a heading too, a list ends where text begins.
fn contiguous(lines: &[Line], run: Vec<Start>) -> Vec<Start> {
    let mut kept: Vec<Start> = Vec::with_capacity(run.len());
    for start in run {
        let style = kept.first().map_or(start.style, |first| first.style);
        let follows = kept.last().is_none_or(|last| near(lines, last.line, start.line));
        if !follows {
            break;
        }
        if start.style == style {
            kept.push(start);
        }
    }
    kept
}

/// One past the last line of the entry that begins at `line`: lines right
/// below it belong to it, up to `limit`.
fn entry_end(lines: &[Line], line: usize, limit: usize) -> usize {
    (line + 1..limit).find(|i| lines[*i].is_blank()).unwrap_or(limit)
}

fn next_text(lines: &[Line], from: usize) -> Option<usize> {
    (from..lines.len()).find(|i| !lines[*i].is_blank())
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
