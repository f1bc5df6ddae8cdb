//! Lines that define: footnotes (`[^x]: …`) and link definitions
//! (`[label]: https://…`).
//!
//! They are found by our own line grammar, footnotes in plain text as in Markdown,
//! and covered before the body is read. A Markdown parser would hand back a
//! footnote without the place of its label, and would swallow `[1]: https://…`
//! together with every `[1]`.

mod fence;
mod link;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use copydesk_manuscript::{Reference, Span, folded_label};

use crate::footnote::{self, Notes};
use crate::lines::{Line, lines};
use crate::prose::MASK;

use fence::Fence;

/// What a draft defines, in its order.
#[derive(Default)]
pub(crate) struct Definitions {
    footnotes: Vec<Footnote>,
    links: HashMap<String, LinkDefinition>,
    /// Footnotes that stand where they are called.
    notes: Notes,
    /// Lines that are no part of the body.
    covered: Vec<Span>,
}

/// `[^x]: …` with the lines below that belong to it.
pub(crate) struct Footnote {
    /// The words between `[^` and `]`.
    pub(crate) label: Span,
    /// From `[^` to the end.
    pub(crate) span: Span,
    /// The words, and those of them in the first paragraph.
    pub(crate) content: Span,
    pub(crate) first_paragraph: Span,
    /// Indices of the lines it takes up.
    pub(crate) lines: Range<usize>,
}

/// `[label]: https://… "Title"`.
pub(crate) struct LinkDefinition {
    /// The words between the brackets.
    label: Span,
    url: String,
    /// Whether the label is a number: then it is an entry of the reference list as
    /// well, and its lines are the list's.
    is_entry: bool,
    /// Indices of the lines it takes up.
    lines: Range<usize>,
}

/// Code that is indented begins here; so does what continues a footnote.
const INDENTED: usize = 4;

/// Finds the definitions of `text` from byte `from` on; none of them in fenced
/// code, which only Markdown has, and link definitions in Markdown alone.
pub(crate) fn read(text: &str, from: usize, is_markdown: bool) -> Definitions {
    let mut found = Definitions::default();
    // Most drafts have neither.
    if !text.contains("]:") && !text.contains("^[") {
        return found;
    }
    let lines = lines(text, from);
    let mut fence = Fence::default();
    let mut at = 0;
    let mut words_from = from;
    while at < lines.len() {
        let line = &lines[at];
        at += 1;
        let in_fence = is_markdown && fence.holds(line.span.of(text), columns(text, line));
        if in_fence || columns(text, line) >= INDENTED {
            continue;
        }
        let range = if let Some(footnote) = read_footnote(text, &lines, at - 1) {
            let range = footnote.lines.clone();
            found.footnotes.push(footnote);
            range
        } else if let Some(link) = link::read(text, &lines, at - 1).filter(|_| is_markdown) {
            let range = if link.is_entry { at - 1..at - 1 } else { link.lines.clone() };
            found.links.entry(folded_label(link.label.of(text))).or_insert(link);
            range
        } else {
            continue;
        };
        if !range.is_empty() {
            at = range.end;
            let span = Span::new(lines[range.start].start, lines[range.end - 1].span.end);
            footnote::find(text, Span::new(words_from, span.start), &mut found.notes);
            words_from = span.end;
            found.covered.push(span);
        }
    }
    footnote::find(text, Span::new(words_from, text.len()), &mut found.notes);
    found
}

impl Definitions {
    /// `text` with every definition covered; offsets and lines stay.
    pub(crate) fn cover<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.covered.is_empty() && self.notes.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for span in &self.covered {
            for byte in &mut bytes[span.start..span.end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        self.notes.cover(&mut bytes);
        // Whole characters became one-byte ones, so this is text again.
        Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
    }

    /// The footnotes as references: those with a label, then those without.
    pub(crate) fn references(&self, text: &str) -> Vec<Reference> {
        let labelled = self.footnotes.iter().map(|footnote| footnote::read(text, footnote));
        let inline = self.notes.spans().iter().map(|span| footnote::inline(text, *span));
        labelled.chain(inline).collect()
    }

    /// The address that `label` stands for. Alone in its brackets, a number is a
    /// marker.
    pub(crate) fn link(&self, label: &str, alone: bool) -> Option<&str> {
        let link = self.links.get(&folded_label(label))?;
        (!(alone && link.is_entry)).then_some(link.url.as_str())
    }
}

fn read_footnote(text: &str, lines: &[Line], first: usize) -> Option<Footnote> {
    let span = lines[first].span;
    let label = footnote::label(text, span.start).filter(|label| label.end < span.end)?;
    text[label.end..].strip_prefix("]:")?;
    let words_from = label.end + "]:".len();
    let mut end = span.end;
    let mut first_paragraph = None;
    let mut last = first;
    let mut at = first + 1;
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            first_paragraph.get_or_insert(end);
            at += 1;
            continue;
        }
        let indented = columns(text, line) >= INDENTED;
        let goes_on = last + 1 == at && !begins_something(text, lines, at);
        if !indented && !goes_on {
            break;
        }
        // A blanked comment belongs to it and is none of its words.
        if !line.span.of(text).trim_matches([MASK, ' ']).is_empty() {
            end = line.span.end;
        }
        last = at;
        at += 1;
    }
    let content = Span::new(words_from, end).trimmed(text);
    let paragraph_end = first_paragraph.unwrap_or(end).clamp(content.start, content.end);
    Some(Footnote {
        label,
        span: Span::new(span.start, end),
        content,
        first_paragraph: Span::new(content.start, paragraph_end),
        lines: first..last + 1,
    })
}

/// Whether a line without indentation cannot be the next one of a paragraph.
fn begins_something(text: &str, lines: &[Line], at: usize) -> bool {
    let words = lines[at].span.of(text);
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && words[digits..].starts_with(['.', ')']);
    let marks = ["#", ">", "```", "~~~", "- ", "* ", "+ ", "---", "***", "___"];
    let defines = words.starts_with('[') && words.contains("]:");
    let bracket =
        words.strip_prefix('[').is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    numbered || defines || bracket || marks.iter().any(|mark| words.starts_with(mark))
}

/// How far a line is indented; a tab goes on to the next multiple of four.
fn columns(text: &str, line: &Line) -> usize {
    let white = &text[line.start..line.span.start];
    white.chars().fold(0, |at, c| if c == '\t' { at - at % 4 + 4 } else { at + 1 })
}
