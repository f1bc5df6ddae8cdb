//! One link definition: `[label]: https://… "Title"`.

use copydesk_manuscript::Span;

use super::LinkDefinition;
use crate::lines::Line;

/// What may stand around a title. Quotation marks as people paste them, too.
const TITLES: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('(', ')'), ('“', '”')];

/// The longest label (CommonMark).
const LONGEST_LABEL: usize = 999;

/// Reads the definition that begins on line `first`, if it has an address and
/// nothing but a title after it. The title may stand on the next line.
///
/// "[Editor]: Why now?" is talk. A list that says more of its sources than a
/// title is [`crate::reference_list`]'s.
pub(super) fn read(text: &str, lines: &[Line], first: usize) -> Option<LinkDefinition> {
    let line = lines[first].span;
    let inner = line.of(text).strip_prefix('[')?;
    let length = inner.find([']', '['])?;
    let after = inner[length..].strip_prefix("]:")?;
    let words = &inner[..length];
    if words.trim().is_empty() || words.starts_with(['^', '@']) || length > LONGEST_LABEL {
        return None;
    }
    let rest = after.trim_start();
    let start = line.end - rest.len();
    let (url, used) = destination(rest)?;
    let url = Span::new(start + url.start, start + url.end);
    let end = start + used;
    let mut next = first + 1;
    let left = text[end..line.end].trim_start();
    if left.is_empty() {
        let below = lines.get(next).filter(|line| !line.is_blank());
        next += usize::from(below.is_some_and(|line| is_title(line.span.of(text))));
    } else if !is_title(left) || left.len() == line.end - end {
        return None;
    }
    let label = Span::new(line.start + 1, line.start + 1 + length);
    Some(LinkDefinition {
        label,
        url: url.of(text).to_owned(),
        is_entry: is_number(words),
        lines: first..next,
    })
}

/// Where the address stands in `rest`, and how many bytes it takes up with the
/// brackets around it.
fn destination(rest: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let (url, used) = match rest.strip_prefix('<') {
        Some(inner) => {
            let length = inner.find(['>', '<'])?;
            inner[length..].starts_with('>').then_some((1..1 + length, length + 2))?
        }
        None => {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (0..length, length)
        }
    };
    let lower = rest[url.clone()].get(..8).unwrap_or(&rest[url.clone()]).to_ascii_lowercase();
    let leads = ["http://", "https://", "mailto:", "/", "#", "./", "../"];
    leads.iter().any(|lead| lower.starts_with(lead)).then_some((url, used))
}

/// Whether words are a title between its marks and nothing else.
fn is_title(words: &str) -> bool {
    TITLES.iter().any(|(open, close)| {
        let inner = words.strip_prefix(*open).and_then(|words| words.strip_suffix(*close));
        inner.is_some_and(|inner| !inner.contains(*close))
    })
}

fn is_number(label: &str) -> bool {
    (1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit())
}
