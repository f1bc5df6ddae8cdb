//! Which lines are title, body, reference list and trailing matter.

use std::ops::Range;

use copydesk_manuscript::{
    Format, FrontMatter, Reference, ReferenceList, Span, Title, TrailingBlock, TrailingKind,
};

use crate::front_matter::Front;
use crate::lines::{Line, lines};
use crate::{marker, pasted, reference_list};

/// A draft's parts.
pub(crate) struct Layout {
    pub(crate) title: Option<Title>,
    /// From below the title to above the reference list, and what else below the
    /// list is text.
    pub(crate) body: Vec<Span>,
    pub(crate) list: Option<ReferenceList>,
    pub(crate) references: Vec<Reference>,
    pub(crate) trailing: Vec<TrailingBlock>,
    /// How the front matter says the draft cites.
    pub(crate) format: Option<Format>,
}

/// A sentence this long is no headline if it ends with a stop.
const LONGEST_STOPPED_TITLE: usize = 120;

/// Finds a draft's parts.
pub(crate) fn read(text: &str, front: &Front) -> Layout {
    let format = front.matter.format;
    let all = lines(text, front.text_start);
    let mut trailing = Vec::new();
    let top = skip_pasted(text, &all, &mut trailing);
    let (title, after_title) = title(text, &all, top, front);
    let rest = &all[after_title..];
    // These say that they have no list: what looks like one is text.
    let unlisted = matches!(format, Some(Format::Linked | Format::Pandoc));
    let found = (!unlisted).then(|| reference_list::find(text, rest)).flatten();
    let mut body = Vec::new();
    let body_end = match &found {
        Some(found) => {
            after_list(text, &rest[found.end..], front, &mut body, &mut trailing);
            found.first
        }
        None => skip_pasted_end(text, rest, &mut trailing),
    };
    trailing.sort_by_key(|block| block.span.start);
    let start = rest.first().map_or(text.len(), |line| line.start);
    let end = rest.get(body_end).map_or(text.len(), |line| line.start);
    body.insert(0, Span::new(start, end));
    let (list, references) = found.map(|f| (f.list, f.references)).unzip();
    Layout { title, body, list, references: references.unwrap_or_default(), trailing, format }
}

/// The index of the first line that is not pasted page furniture.
fn skip_pasted(text: &str, all: &[Line], trailing: &mut Vec<TrailingBlock>) -> usize {
    let mut top = 0;
    for chunk in chunks(all) {
        let before = block(text, &all[chunk.clone()], TrailingKind::BeforeTitle);
        if before.pasted.is_none() {
            break;
        }
        trailing.push(before);
        top = chunk.end;
    }
    top
}

/// Without a list the text's own end is where things are pasted: the index of
/// the line where that begins.
fn skip_pasted_end(text: &str, rest: &[Line], trailing: &mut Vec<TrailingBlock>) -> usize {
    let mut end = rest.len();
    for chunk in chunks(rest).into_iter().rev() {
        let last = block(text, &rest[chunk.clone()], TrailingKind::AfterReferences);
        if last.pasted.is_none() {
            break;
        }
        trailing.push(last);
        end = chunk.start;
    }
    end
}

/// What stands below the references: page furniture and notes stay there; all
/// else is text like that above, and is read and checked as such.
fn after_list(
    text: &str,
    rest: &[Line],
    front: &Front,
    body: &mut Vec<Span>,
    trailing: &mut Vec<TrailingBlock>,
) {
    for chunk in chunks(rest) {
        let lines = &rest[chunk];
        let below = block(text, lines, TrailingKind::AfterReferences);
        if below.pasted.is_some() || is_note(below.span.of(text), &front.matter) {
            trailing.push(below);
        } else {
            body.push(Span::new(lines[0].start, below.span.end));
        }
    }
}

/// Words with which a note to readers begins.
const NOTES: [&str; 18] = [
    "correction",
    "clarification",
    "editor's note",
    "editor’s note",
    "author's note",
    "author’s note",
    "note:",
    "update:",
    "updated",
    "an earlier version",
    "this brief",
    "this article",
    "this story",
    "by ",
    "reporting by",
    "additional reporting",
    "written by",
    "edited by",
];

/// Words with which a line says who wrote the text.
const BYLINES: [&str; 8] = [
    " reports from ",
    " reported from ",
    " is our ",
    " is a reporter",
    " is a writer",
    " is an editor",
    " is the editor",
    " contributed to this",
];

/// The longest note that is not read as text.
const LONGEST_NOTE: usize = 600;

/// A correction, an editor's note, a byline, or words about an author. One that
/// cites is text.
fn is_note(block: &str, front: &FrontMatter) -> bool {
    let words = block.trim_start_matches(['*', '_', '#', '>', '-', '[', '(', ' ']).to_lowercase();
    let cites = block.match_indices('[').any(|(at, _)| marker::read(block, at).is_some());
    let short_byline = block.len() <= 200 && BYLINES.iter().any(|phrase| words.contains(phrase));
    let mut names = front.authors.iter().chain(&front.editor);
    let named = names.any(|name| words.starts_with(&name.to_lowercase()));
    let note = named || NOTES.iter().any(|phrase| words.starts_with(phrase)) || short_byline;
    note && !cites && block.len() <= LONGEST_NOTE
}

/// The headline, and the index of the first line below it.
fn title(text: &str, all: &[Line], top: usize, front: &Front) -> (Option<Title>, usize) {
    let first = (top..all.len()).find(|i| !all[*i].is_blank());
    let Some(first) = first else {
        return (front.title.clone(), all.len());
    };
    let heading = heading(text, all, first);
    if let Some(own) = &front.title {
        // The headline may stand above the text a second time.
        let repeated = heading.as_ref().is_some_and(|(title, _)| title.text == own.text);
        let below = heading.filter(|_| repeated).map_or(top, |(_, below)| below);
        return (Some(own.clone()), below);
    }
    if let Some((title, below)) = heading {
        return (Some(title), below);
    }
    let alone = all.get(first + 1).is_none_or(Line::is_blank);
    let more = all[first + 1..].iter().any(|line| !line.is_blank());
    let goes_on = all
        .get(first + 1)
        .is_some_and(|next| next.span.of(text).starts_with(|c: char| c.is_lowercase() || c == ','));
    if !goes_on && is_title(all[first].span.of(text), alone, more) {
        let span = all[first].span;
        return (Some(Title { text: span.of(text).to_owned(), span }), first + 1);
    }
    (None, top)
}

/// A Markdown heading of the first level: `# …`, or underlined with `===`.
fn heading(text: &str, all: &[Line], first: usize) -> Option<(Title, usize)> {
    let span = all[first].span;
    let words = span.of(text);
    let underlined = all.get(first + 1).is_some_and(|line| {
        let rule = line.span.of(text);
        rule.len() >= 2 && (rule.bytes().all(|b| b == b'=') || rule.bytes().all(|b| b == b'-'))
    });
    let inner = match words.strip_prefix('#') {
        Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_end_matches('#').trim(),
        _ if underlined => words,
        _ => return None,
    };
    if inner.is_empty() {
        return None;
    }
    let start = span.start + words.find(inner).unwrap_or_default();
    let title = Title { text: inner.to_owned(), span: Span::new(start, start + inner.len()) };
    Some((title, first + 1 + usize::from(underlined)))
}

/// Whether the first line reads like a headline. `alone`: a blank line follows;
/// `more`: there is text below.
fn is_title(line: &str, alone: bool, more: bool) -> bool {
    let cites = line.match_indices('[').any(|(at, _)| marker::read(line, at).is_some());
    let stopped = line.ends_with(['.', ':', ',', ';']) && !line.ends_with("...");
    let several = stopped && line.contains(". ");
    let long = line.chars().count() > LONGEST_STOPPED_TITLE;
    !cites && !several && !(stopped && (long || !more)) && (alone || !long)
}

fn block(text: &str, chunk: &[Line], kind: TrailingKind) -> TrailingBlock {
    let span = Span::new(chunk[0].span.start, chunk[chunk.len() - 1].span.end);
    TrailingBlock { span, kind, pasted: pasted::recognise(span.of(text)) }
}

/// Runs of lines that blank lines part, by their indices.
fn chunks(all: &[Line]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for i in (0..all.len()).filter(|i| !all[*i].is_blank()) {
        match found.last_mut() {
            Some(chunk) if chunk.end == i => chunk.end = i + 1,
            _ => found.push(i..i + 1),
        }
    }
    found
}
