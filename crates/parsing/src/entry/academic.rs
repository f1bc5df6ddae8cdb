//! Entries as academic styles write them, without quotation marks: APA, Vancouver,
//! Chicago. Each is known by one sign that nothing else has; an entry without any is
//! read by commas.

use copydesk_manuscript::Span;

use super::date;

/// An entry's parts, first as places, then as fields.
#[derive(Debug)]
pub(super) struct Parts<T> {
    pub(super) authors: Option<T>,
    pub(super) title: Option<T>,
    pub(super) publisher: Option<T>,
    pub(super) date: Option<T>,
}

impl<T> Parts<T> {
    pub(super) fn map<U>(self, to: impl Fn(T) -> U) -> Parts<U> {
        Parts {
            authors: self.authors.map(&to),
            title: self.title.map(&to),
            publisher: self.publisher.map(&to),
            date: self.date.map(&to),
        }
    }
}

/// Reads `content`, of which what stands behind `end` is an address.
pub(super) fn read(text: &str, content: Span, end: usize) -> Option<Parts<Span>> {
    let span = Span::new(content.start, end.max(content.start));
    let words = span.of(text);
    if words.contains(['“', '”', '"', '«', '»', '„']) {
        return None;
    }
    let parts = apa(words).or_else(|| vancouver(words)).or_else(|| chicago(words))?;
    Some(parts.map(|part| Span::new(part.start + span.start, part.end + span.start)))
}

/// `Rivers, A., & Stone, B. (2021). Floods and fields. *Journal of Rivers*, 12(3).`
fn apa(words: &str) -> Option<Parts<Span>> {
    let open = words.find(" (")? + 1;
    let close = open + words[open..].find(").")?;
    let inside = Span::new(open + 1, close);
    let date = date::find(words, inside, &[])?;
    let authors = Span::new(0, open).trimmed(words);
    let person = authors.of(words).split(", ").skip(1).any(is_initials);
    let mut pieces = sentences(words, close + 2);
    let title = pieces.next()?;
    let publisher = pieces.next();
    // "Talks hold (2023). Reuters." names no author.
    if !person && !authors.of(words).ends_with('.') && publisher.is_none() {
        return None;
    }
    Some(Parts {
        authors: Some(authors),
        title: Some(title),
        publisher: publisher.and_then(|piece| until(words, piece, &[',', ';'])),
        date: Some(date),
    })
}

/// `Nguyen T, Patel R. Short naps. J Sleep Res. 2022;31(4):e13550.`, and of books
/// `Health Agency. Malaria report. Geneva: Agency; 2023.`
fn vancouver(words: &str) -> Option<Parts<Span>> {
    let semicolon = words.match_indices(';').find_map(|(at, _)| {
        let before = year_before(words, at).map(|year| (year, false));
        before.or_else(|| year_after(words, at).map(|year| (year, true)))
    });
    let (year, is_book) = semicolon?;
    // Initials have no stop here: the first stop ends the authors.
    let stop = words.find(". ")?;
    let authors = Span::new(0, stop).trimmed(words);
    let mut pieces = sentences(words, stop + 1).take_while(|piece| piece.start < year.start);
    let title = pieces.next()?;
    let source = pieces.last()?;
    let publisher = if is_book {
        let colon = source.of(words).find(": ").map(|at| source.start + at + 2)?;
        until(words, Span::new(colon, source.end), &[';'])
    } else {
        Some(Span::new(source.start, source.end.min(year.start)).trimmed(words))
    };
    Some(Parts { authors: Some(authors), title: Some(title), publisher, date: Some(year) })
}

/// `Ann Rivers, Floods (London: Faber, 2019), pp. 3–9.`
fn chicago(words: &str) -> Option<Parts<Span>> {
    let open = words.find(" (")? + 1;
    let close = open + words[open..].find(')')?;
    let (place, rest) = words[open + 1..close].split_once(": ")?;
    let (publisher, year) = rest.rsplit_once(", ")?;
    is_year(year).then_some(())?;
    let comma = words[..open].rfind(", ")?;
    let from = open + 1 + place.len() + 2;
    Some(Parts {
        authors: Some(Span::new(0, comma)),
        title: Some(Span::new(comma + 2, open).trimmed(words)),
        publisher: Some(Span::new(from, from + publisher.len())),
        date: Some(Span::new(close - 4, close)),
    })
}

/// Pieces that end with a stop, from byte `from` on. Initials and abbreviations end
/// none.
fn sentences(words: &str, from: usize) -> impl Iterator<Item = Span> {
    let mut from = from;
    std::iter::from_fn(move || {
        let rest = words.get(from..)?;
        let end = rest.match_indices(['.', '?', '!']).find(|(at, mark)| {
            let before = rest[..*at].rsplit([' ', '.', '-']).next().unwrap_or_default();
            let ends = rest[at + 1..].chars().next().is_none_or(char::is_whitespace);
            ends && (*mark != "." || before.chars().count() > 1)
        });
        let end = end.map_or(words.len(), |(at, mark)| from + at + usize::from(mark != "."));
        let piece = bare(words, Span::new(from, end));
        from = (end + 1).min(words.len() + 1);
        (!piece.is_empty()).then_some(piece)
    })
}

/// The part of `piece` before any of `signs`.
fn until(words: &str, piece: Span, signs: &[char]) -> Option<Span> {
    let length = piece.of(words).find(signs).unwrap_or(piece.len());
    let part = bare(words, Span::new(piece.start, piece.start + length));
    (!part.is_empty()).then_some(part)
}

/// Without white space and marks of emphasis.
fn bare(words: &str, span: Span) -> Span {
    let edge = |c: char| c.is_whitespace() || matches!(c, '*' | '_');
    let inner = span.of(words);
    let start = span.start + (inner.len() - inner.trim_start_matches(edge).len());
    Span::new(start, start + inner.trim_matches(edge).len())
}

/// `J.`, `J. A.`, `J.-P.`, with what joins it to the next name.
fn is_initials(words: &str) -> bool {
    let first = words.split([' ', '-']).next().unwrap_or_default();
    let mut letters = first.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.')
}

/// `2022` of `2022;31(4)`.
fn year_before(words: &str, semicolon: usize) -> Option<Span> {
    let start = semicolon.checked_sub(4)?;
    let year = words.get(start..semicolon).filter(|year| is_year(year))?;
    let parted = words[..start].ends_with(' ');
    let volume = words[semicolon + 1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    (parted && volume).then(|| Span::new(start, start + year.len()))
}

/// `2023` of `Geneva: Agency; 2023.`
fn year_after(words: &str, semicolon: usize) -> Option<Span> {
    let start = semicolon + 2;
    let ends = words.get(start + 4..).is_none_or(|rest| rest.is_empty() || rest.starts_with('.'));
    let year = words.get(start..start + 4).filter(|year| is_year(year) && ends)?;
    Some(Span::new(start, start + year.len()))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && word.starts_with(['1', '2'])
}
