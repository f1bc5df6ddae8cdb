//! Words of a block as text, markers and bare links; the same for plain text
//! and Markdown.

use copydesk_manuscript::{Inline, Marker, MarkerKind, Span};

use crate::{citation_key, footnote, marker};

/// What a run of characters may contain.
#[derive(Clone, Copy)]
pub(crate) struct Lexing {
    /// `[n]` cites, up to this number.
    pub(crate) markers: Option<u32>,
    /// `[^x]` cites, and a covered `^[…]` does.
    pub(crate) footnotes: bool,
    /// A bare `https://…` is a link.
    pub(crate) links: bool,
    /// `@key` cites.
    pub(crate) keys: Keys,
}

/// Where a bibliography's key cites (see [`crate::keyed`]).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Nowhere.
    None,
    /// In brackets.
    Bracketed,
    /// In brackets and in the sentence.
    All,
}

impl Lexing {
    /// Nothing but words, as in code and in the text of a link.
    pub(crate) const WORDS: Self =
        Self { markers: None, footnotes: false, links: false, keys: Keys::None };
}

/// Cuts the draft's `span` into words, markers and bare links.
pub(crate) fn read(
    text: &str,
    span: Span,
    lexing: Lexing,
    block: usize,
    markers: &mut Vec<Marker>,
) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut words_from = span.start;
    let mut at = span.start;
    while let Some(step) = text.as_bytes()[at..span.end].iter().position(is_special) {
        at += step;
        let Some((inline, end)) = special(text, at, span.end, lexing, block, markers) else {
            // `\@handle` is a handle where `@key` cites; Markdown has seen to it.
            if lexing.keys == Keys::All
                && text[words_from..at].ends_with('\\')
                && text[at..].starts_with('@')
            {
                push_words(&mut inlines, text, Span::new(words_from, at - 1));
                words_from = at;
            }
            at += 1;
            continue;
        };
        push_words(&mut inlines, text, Span::new(words_from, at));
        inlines.push(inline);
        (at, words_from) = (end, end);
    }
    push_words(&mut inlines, text, Span::new(words_from, span.end));
    inlines
}

/// Whether something else than words may begin with this byte.
fn is_special(byte: &u8) -> bool {
    matches!(byte, b'[' | b'<' | b'h' | b'@' | b'-' | b'^')
}

/// What begins at `at`, if it is not just words, and where it ends.
fn special(
    text: &str,
    at: usize,
    end: usize,
    lexing: Lexing,
    block: usize,
    markers: &mut Vec<Marker>,
) -> Option<(Inline, usize)> {
    let rest = &text[at..end];
    if lexing.keys != Keys::None
        && rest.starts_with('[')
        && let Some((span, found)) = citation_key::bracket(&text[..end], at, block)
    {
        let indices = (markers.len()..markers.len() + found.len()).collect();
        markers.extend(found);
        return Some((Inline::Markers { markers: indices, span }, span.end));
    }
    if rest.starts_with(['@', '-']) {
        if lexing.keys != Keys::All {
            return None;
        }
        let (span, marker) = citation_key::bare(&text[..end], at, block)?;
        markers.push(marker);
        return Some((Inline::Markers { markers: vec![markers.len() - 1], span }, span.end));
    }
    if rest.starts_with(['[', '^'])
        && lexing.footnotes
        && let Some(span) = footnote::marker(&text[..end], at)
    {
        markers.push(Marker { kind: MarkerKind::Footnote, ..link_marker(span, block) });
        return Some((Inline::Markers { markers: vec![markers.len() - 1], span }, span.end));
    }
    if let Some(highest) = lexing.markers
        && rest.starts_with('[')
    {
        let bracket = marker::read_up_to(&text[..end], at, highest)?;
        let indices = (markers.len()..markers.len() + bracket.numbers.len()).collect();
        markers.extend(bracket.numbers.iter().map(|(number, span)| Marker {
            span: *span,
            bracket: bracket.span,
            kind: MarkerKind::Number(*number),
            reference: None,
            block,
            note: None,
        }));
        let inline = Inline::Markers { markers: indices, span: bracket.span };
        return Some((inline, bracket.span.end));
    }
    if lexing.links {
        let open = usize::from(rest.starts_with('<'));
        if open == 0 && !rest.starts_with("http") {
            return None;
        }
        if open == 0 && text[..at].ends_with(char::is_alphanumeric) {
            return None;
        }
        let length = url_length(&rest[open..])?;
        let url = &rest[open..open + length];
        let close = usize::from(open == 1 && rest[1 + length..].starts_with('>'));
        if open != close {
            return None;
        }
        let words = Span::new(at + open, at + open + length);
        let span = Span::new(at, words.end + close);
        markers.push(link_marker(span, block));
        let children = vec![Inline::Text { text: url.to_owned(), span: words }];
        let marker = Some(markers.len() - 1);
        return Some((Inline::Link { url: url.to_owned(), children, span, marker }, span.end));
    }
    None
}

/// A link to an outside page cites it.
pub(crate) fn link_marker(span: Span, block: usize) -> Marker {
    Marker { span, bracket: span, kind: MarkerKind::Link, reference: None, block, note: None }
}

/// Whether a link's target is a page of somebody's.
pub(crate) fn is_outside(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// Words on which a newsletter links to itself: no source of anything.
const MACHINERY: [&str; 14] = [
    "forward to a friend",
    "manage preferences",
    "manage your preferences",
    "privacy policy",
    "read online",
    "sign up",
    "subscribe",
    "unsubscribe",
    "unsubscribe here",
    "update preferences",
    "update your preferences",
    "view in browser",
    "view online",
    "view this email in your browser",
];

/// Whether a link's words are the newsletter's own machinery.
pub(crate) fn is_machinery(words: &str) -> bool {
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    MACHINERY.iter().any(|own| own.eq_ignore_ascii_case(words))
}

/// The length of the address that `text` begins with, without the punctuation
/// of the sentence around it.
pub(crate) fn url_length(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|s| text.starts_with(s))?;
    let stop = |c: char| c.is_whitespace() || c.is_control() || "<>\"“”[]{}|\\^`".contains(c);
    let mut url = &text[..text.find(stop).unwrap_or(text.len())];
    // A closing bracket is the address's own if it was opened in it.
    let mut unopened = url.matches(')').count().saturating_sub(url.matches('(').count());
    loop {
        let mut shorter = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_']);
        if unopened > 0
            && let Some(without) = shorter.strip_suffix(')')
        {
            (shorter, unopened) = (without, unopened - 1);
        }
        if shorter.len() == url.len() {
            break;
        }
        url = shorter;
    }
    (url.len() > scheme.len()).then_some(url.len())
}

fn push_words(inlines: &mut Vec<Inline>, text: &str, span: Span) {
    if !span.is_empty() {
        inlines.push(Inline::Text { text: span.of(text).to_owned(), span });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_the_sentence_does() {
        for (text, url) in [
            ("https://example.org/a. Then", "https://example.org/a"),
            ("https://example.org/a_(b)) and", "https://example.org/a_(b)"),
            ("https://example.org/a,", "https://example.org/a"),
            ("https://example.org/a[1]", "https://example.org/a"),
        ] {
            assert_eq!(url_length(text).map(|n| &text[..n]), Some(url));
        }
        assert_eq!(url_length("https://"), None);
        assert_eq!(url_length("http: no"), None);
    }
}
