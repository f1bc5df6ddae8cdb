//! DOI, ISBN, ISSN and arXiv numbers of an entry, by the words before them or the
//! address they are part of.

use copydesk_manuscript::{Field, Identifier, Scheme, Span};

/// An identifier and the words that announce it: `ISBN 978-…`.
pub(super) struct Found {
    pub(super) identifier: Identifier,
    pub(super) whole: Span,
}

/// What announces a number, in lower case.
const ANNOUNCED: [(&str, Scheme); 8] = [
    ("doi.org/", Scheme::Doi),
    ("doi:", Scheme::Doi),
    ("doi ", Scheme::Doi),
    ("isbn", Scheme::Isbn),
    ("issn", Scheme::Issn),
    ("arxiv.org/abs/", Scheme::Arxiv),
    ("arxiv.org/pdf/", Scheme::Arxiv),
    ("arxiv:", Scheme::Arxiv),
];

/// The numbers in `content`, in its order.
pub(super) fn find(text: &str, content: Span) -> Vec<Found> {
    let words = content.of(text);
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    for (at, pair) in words.as_bytes().windows(2).enumerate() {
        if !may_announce(pair) || at < from || words[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        let Some((announced, scheme)) = announced(&words[at..]) else { continue };
        let Some(range) = number(scheme, words, at + announced) else { continue };
        from = range.end;
        let span = Span::new(content.start + range.start, content.start + range.end);
        let field = Field { text: words[range].to_owned(), span };
        let whole = Span::new(content.start + at, span.end);
        found.push(Found { identifier: Identifier { scheme, field }, whole });
    }
    found
}

/// Whether an announcement may begin with these bytes; in most entries none do.
fn may_announce(pair: &[u8]) -> bool {
    let second = match pair[0].to_ascii_lowercase() {
        b'd' => b'o',
        b'i' => b's',
        b'a' => b'r',
        _ => return false,
    };
    pair[1].eq_ignore_ascii_case(&second)
}

/// How long the announcement is that `words` begin with, and of what.
fn announced(words: &str) -> Option<(usize, Scheme)> {
    let begins = |words: &str, lead: &str| {
        words.get(..lead.len()).is_some_and(|words| words.eq_ignore_ascii_case(lead))
    };
    let found = ANNOUNCED.iter().find(|(lead, _)| begins(words, lead));
    found.map(|(lead, scheme)| (lead.len(), *scheme))
}

/// The number that follows an announcement, if one does.
fn number(scheme: Scheme, words: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let lead = |c: char| c.is_whitespace() || c == ':';
    // "ISBN-13: 978…"
    let rest = words[from..].strip_prefix("-13").or_else(|| words[from..].strip_prefix("-10"));
    let rest = rest.unwrap_or(&words[from..]).trim_start_matches(lead);
    let start = words.len() - rest.len();
    let part = |c: char| match scheme {
        Scheme::Isbn => c.is_ascii_digit() || matches!(c, '-' | '–' | ' ' | 'x' | 'X'),
        Scheme::Issn => c.is_ascii_digit() || matches!(c, '-' | '–' | 'x' | 'X'),
        Scheme::Doi | Scheme::Arxiv => !c.is_whitespace() && !"<>\"“”,;?#".contains(c),
    };
    let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
    let number = rest[..length].trim_end_matches(['.', ' ', '-', '–', ')', ']', ':']);
    // A bracket that was opened in it is its own.
    let opened = number.matches('(').count() > number.matches(')').count();
    let length = number.len() + usize::from(opened && rest[number.len()..].starts_with(')'));
    let begins = match scheme {
        Scheme::Doi => number.starts_with("10."),
        Scheme::Isbn | Scheme::Issn => number.starts_with(|c: char| c.is_ascii_digit()),
        Scheme::Arxiv => number.contains(|c: char| c.is_ascii_digit()),
    };
    begins.then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(entry: &str) -> Vec<(Scheme, String)> {
        let found = find(entry, Span::new(0, entry.len()));
        found.into_iter().map(|f| (f.identifier.scheme, f.identifier.field.text)).collect()
    }

    #[test]
    fn numbers_are_found_by_what_announces_them() {
        for (entry, scheme, number) in [
            ("“Rivers” Nature, 2013, doi:10.1038/nature12373.", Scheme::Doi, "10.1038/nature12373"),
            (
                "https://doi.org/10.1002/(SICI)1097-0258(19)",
                Scheme::Doi,
                "10.1002/(SICI)1097-0258(19)",
            ),
            ("Faber, 2019, ISBN 978-0-306-40615-7, p. 3", Scheme::Isbn, "978-0-306-40615-7"),
            ("Faber (ISBN-10: 0 306 40615 2)", Scheme::Isbn, "0 306 40615 2"),
            ("Gazette, ISSN 0378-5955", Scheme::Issn, "0378-5955"),
            ("https://arxiv.org/abs/2301.07041v2", Scheme::Arxiv, "2301.07041v2"),
            ("arXiv:hep-th/9901001", Scheme::Arxiv, "hep-th/9901001"),
        ] {
            assert_eq!(numbers(entry), [(scheme, number.to_owned())], "{entry}");
        }
    }

    #[test]
    fn other_words_announce_nothing() {
        for entry in ["Doing 10.5 knots", "ISBN on request", "the doi of this", "misbn 3"] {
            assert_eq!(numbers(entry), [], "{entry}");
        }
    }
}
