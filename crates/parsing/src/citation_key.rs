//! `[see @key, pp. 33–35; -@other]` and `@key [p. 33]`: citing by the key of a
//! bibliography's entry, as Pandoc does.
//!
//! Only the writing is read here: which drafts cite so is [`crate::keyed`]'s, and
//! whether there is such an entry is [`crate::citing`]'s.

use copydesk_manuscript::{Field, Marker, MarkerKind, Note, Span};

use crate::marker;

/// Longer brackets are prose: nobody looks for the end of one much further.
const LONGEST_BRACKET: usize = 1_000;

/// How deep brackets may nest in a bracket that cites.
const DEEPEST: usize = 4;

/// Reads the bracket that begins at byte `at` of `text`, if it cites by key: its
/// span, and its markers in `block`. A bracket that is the text of a link
/// (`[@key](…)`) is prose.
pub(crate) fn bracket(text: &str, at: usize, block: usize) -> Option<(Span, Vec<Marker>)> {
    let span = Span::new(at, bracket_end(text, at)?);
    if text[span.end..].starts_with('(') || text[..at].ends_with('\\') {
        return None;
    }
    let inner = Span::new(at + 1, span.end - 1);
    let keys = keys(text, inner);
    let mut markers = Vec::with_capacity(keys.len());
    let mut from = inner.start;
    for (i, key) in keys.iter().enumerate() {
        let next = keys.get(i + 1).map_or(inner.end, |next| next.start);
        // What stands before a semicolon belongs to this one, what stands
        // behind it to the next.
        let between = &text[key.end..next];
        let end = match keys.get(i + 1) {
            Some(_) => key.end + between.find(';').unwrap_or(between.len()),
            None => next,
        };
        let note = Note {
            before: field(text, Span::new(from, key.start)),
            after: field(text, Span::new(key.end, end)),
            author: None,
        };
        markers.push(marker_of(*key, span, block, note));
        from = (end + 1).min(next);
    }
    (!markers.is_empty()).then_some((span, markers))
}

/// Reads a key that stands in the sentence itself, with the bracket that may
/// follow it: `@key`, `-@key`, `@key [p. 33]`.
pub(crate) fn bare(text: &str, at: usize, block: usize) -> Option<(Span, Marker)> {
    let span = Span::new(at, at + key_length(text, at)?);
    let locator = locator(text, span.end);
    let whole = Span::new(at, locator.map_or(span.end, |inner| inner.end + 1));
    let after = locator.and_then(|inner| field(text, inner));
    let note = Note { after, ..Note::default() };
    Some((whole, marker_of(span, whole, block, note)))
}

/// Whether a bracket's or a sentence's marker: the second stands in place of a
/// name.
pub(crate) fn is_bare(text: &str, marker: &Marker) -> bool {
    marker.kind == MarkerKind::Key && !marker.bracket.of(text).starts_with('[')
}

fn marker_of(span: Span, bracket: Span, block: usize, note: Note) -> Marker {
    let note = (note != Note::default()).then_some(note);
    Marker { span, bracket, kind: MarkerKind::Key, reference: None, block, note }
}

/// One past the `]` that closes the bracket at `at`.
fn bracket_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0;
    for (i, byte) in bytes[at..].iter().enumerate().take(LONGEST_BRACKET) {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + i + 1),
            b']' => depth -= 1,
            b'\n' if bytes[at + i + 1..].first().is_none_or(|next| b"\r\n".contains(next)) => {
                return None;
            }
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
    }
    None
}

/// The keys in a bracket, each with its `@` and a minus before it.
fn keys(text: &str, inner: Span) -> Vec<Span> {
    let mut keys = Vec::new();
    let mut at = inner.start;
    while let Some(step) = text[at..inner.end].find('@') {
        let sign = at + step;
        let start = sign - usize::from(sign > at && text[..sign].ends_with('-'));
        let read = key_length(&text[..inner.end], start)
            .map(|length| Span::new(start, start + length))
            .or_else(|| Some(Span::new(sign, sign + key_length(&text[..inner.end], sign)?)));
        at = read.map_or(sign + 1, |span| span.end);
        keys.extend(read);
    }
    keys
}

/// How long the `@key` or `-@key` at `at` is. One that hangs on a word is part
/// of an address, and `\@` is a sign.
fn key_length(text: &str, at: usize) -> Option<usize> {
    if text[..at].ends_with(|c: char| c.is_alphanumeric() || "\\@/._+%".contains(c)) {
        return None;
    }
    let minus = usize::from(text[at..].starts_with('-'));
    let key = text[at + minus..].strip_prefix('@')?;
    let length = match key.strip_prefix('{') {
        Some(any) => {
            let length = any.find(['{', '}', '\n']).filter(|length| *length > 0)?;
            any[length..].starts_with('}').then_some(length + 2)?
        }
        None => plain_length(key)?,
    };
    Some(minus + 1 + length)
}

/// A letter, digit or `_`, then more of these with single signs between them.
fn plain_length(key: &str) -> Option<usize> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut sign = false;
    for (at, c) in key.char_indices() {
        if word(c) {
            (end, sign) = (at + c.len_utf8(), false);
        } else if sign || at == 0 || !":.#$%&-+?<>~/".contains(c) {
            break;
        } else {
            sign = true;
        }
    }
    (end > 0).then_some(end)
}

/// The inner words of the bracket behind a bare key. One that is a citation, a
/// footnote or a link of its own is none.
fn locator(text: &str, at: usize) -> Option<Span> {
    let open = at + usize::from(text[at..].starts_with(' '));
    if !text[open..].starts_with('[') || marker::read(text, open).is_some() {
        return None;
    }
    let end = bracket_end(text, open)?;
    let inner = Span::new(open + 1, end - 1);
    let words = inner.of(text);
    let own = text[end..].starts_with(['(', '[', ':']) || words.starts_with('^');
    let plain = !own && !words.contains('[') && !words.trim().is_empty();
    (plain && keys(text, inner).is_empty()).then_some(inner)
}

/// The words of `span` on one line; nothing if they are only punctuation.
fn field(text: &str, span: Span) -> Option<Field> {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    let words = words.trim();
    words.contains(char::is_alphanumeric).then(|| Field {
        text: words.split_whitespace().collect::<Vec<_>>().join(" ").replace(['{', '}', '*'], ""),
        span: Span::new(start, start + words.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `before|key|after` for each marker.
    fn shown(text: &str) -> Option<Vec<String>> {
        let (_, markers) = bracket(text, 0, 0)?;
        let words = |field: &Option<Field>| field.clone().map(|f| f.text).unwrap_or_default();
        let show = |marker: &Marker| {
            let note = marker.note.clone().unwrap_or_default();
            let key = marker.span.of(text);
            format!("{}|{key}|{}", words(&note.before), words(&note.after))
        };
        Some(markers.iter().map(show).collect())
    }

    #[test]
    fn a_bracket_may_hold_several_with_words_around_each() {
        let read = |text| shown(text).unwrap_or_default().join("  ");
        assert_eq!(
            read("[see @rivers2021, pp. 33-35; also -@stone, ch. 1]"),
            "see|@rivers2021|, pp. 33-35  also|-@stone|, ch. 1"
        );
        assert_eq!(read("[@a; @b;@c]"), "|@a|  |@b|  |@c|");
        assert_eq!(read("[@a, @b]"), "|@a|  |@b|");
        assert_eq!(read("[@{https://a.example/b c}, p. 2]"), "|@{https://a.example/b c}|, p. 2");
        assert_eq!(read("[@a [in part], p. 2]"), "|@a|[in part], p. 2");
        assert_eq!(read("[@a,\nnote 3]"), "|@a|, note 3");
    }

    #[test]
    fn other_brackets_are_prose() {
        for prose in [
            "[a@b.example]",
            "[@]",
            "[\\@a]",
            "[@a](https://x)",
            "[@a",
            "[@a\n\nb]",
            "[[[[[@a]]]]]",
        ] {
            assert_eq!(shown(prose), None, "{prose}");
        }
    }

    #[test]
    fn a_key_ends_before_the_sentence_does() {
        for (text, key) in [
            ("@rivers2021. Then", "@rivers2021"),
            ("@a:b.c/d, and", "@a:b.c/d"),
            ("@a--b", "@a"),
            ("-@_x_", "-@_x_"),
            ("@élan, he", "@élan"),
            ("@{a.b.}.", "@{a.b.}"),
        ] {
            let found = bare(text, 0, 0).map(|(_, marker)| marker.span.of(text));
            assert_eq!(found, Some(key), "{text}");
        }
    }

    #[test]
    fn a_bracket_behind_a_bare_key_says_where() {
        let whole = |text| bare(text, 0, 0).map(|(span, _)| span.of(text));
        assert_eq!(whole("@a [p. 33] says"), Some("@a [p. 33]"));
        for text in ["@a [1]", "@a [@b]", "@a [^1]", "@a [x](https://b.example)"] {
            assert_eq!(whole(text), Some("@a"), "{text}");
        }
    }
}
