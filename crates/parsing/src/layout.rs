//! Which lines are title, body, reference list and trailing matter.

use copydesk_manuscript::{
    Format, Reference, ReferenceList, Span, Title, TrailingBlock, TrailingKind,
};

use crate::front_matter::Front;
use crate::lines::{Line, lines};
use crate::{marker, pasted, reference_list};

/// A draft's parts.
pub(crate) struct Layout {
    pub(crate) title: Option<Title>,
    /// From below the title to above the reference list.
    pub(crate) body: Span,
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
    let found =
        (format != Some(Format::Linked)).then(|| reference_list::find(text, rest)).flatten();
    let mut body_end = found.as_ref().map_or(rest.len(), |found| found.first);
    if let Some(found) = &found {
        for chunk in chunks(&rest[found.end..]) {
            trailing.push(block(text, chunk, TrailingKind::AfterReferences));
        }
    } else {
        // Without a list the text's own end is where things are pasted.
        while let Some((kept, chunk)) = last_chunk(&rest[..body_end]) {
            let last = block(text, chunk, TrailingKind::AfterReferences);
            if last.pasted.is_none() {
                break;
            }
            trailing.push(last);
            body_end = kept;
        }
    }
    trailing.sort_by_key(|block| block.span.start);
    let start = rest.first().map_or(text.len(), |line| line.start);
    let end = rest.get(body_end).map_or(text.len(), |line| line.start);
    let (list, references) = found.map(|f| (f.list, f.references)).unzip();
    Layout {
        title,
        body: Span::new(start, end),
        list,
        references: references.unwrap_or_default(),
        trailing,
        format,
    }
}

/// The index of the first line that is not pasted page furniture.
fn skip_pasted(text: &str, all: &[Line], trailing: &mut Vec<TrailingBlock>) -> usize {
    let mut top = 0;
    for chunk in chunks(all) {
        let before = block(text, chunk, TrailingKind::BeforeTitle);
        if before.pasted.is_none() {
            break;
        }
        trailing.push(before);
        top = index_of(all, chunk) + chunk.len();
    }
    top
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
    if is_title(all[first].span.of(text), alone, more) {
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

/// Runs of lines that blank lines part.
fn chunks(all: &[Line]) -> impl Iterator<Item = &[Line]> {
    all.split(Line::is_blank).filter(|chunk| !chunk.is_empty())
}

/// The last run, and the index of its first line.
fn last_chunk(all: &[Line]) -> Option<(usize, &[Line])> {
    let chunk = chunks(all).last()?;
    Some((index_of(all, chunk), chunk))
}

fn index_of(all: &[Line], chunk: &[Line]) -> usize {
    all.iter().position(|line| line.start == chunk[0].start).unwrap_or(all.len())
}
