//! `[^x]` and `^[…]`: footnotes as they are called in the text, and what they
//! say.
//!
//! Both are lexed here, in plain text as in Markdown: a Markdown parser gives an
//! undefined `[^x]` back as plain text, and knows no `^[…]` at all.

mod inline;
mod source;

pub(crate) use inline::{Notes, covered, find};
pub(crate) use source::{inline, read};

use copydesk_manuscript::Span;

/// The label of the marker that begins at byte `at`: the words between `[^` and
/// `]`. An empty label is prose; so is `[^x](…)`, the text of a link.
pub(crate) fn label(text: &str, at: usize) -> Option<Span> {
    let inner = text[at..].strip_prefix("[^")?;
    let length = inner.find([']', '[', '\n'])?;
    let after = inner[length..].strip_prefix(']')?;
    let empty = inner[..length].trim().is_empty();
    (!empty && !after.starts_with('(')).then(|| Span::new(at + 2, at + 2 + length))
}

/// The footnote that is called at byte `at`: `[^x]`, or a covered `^[…]`.
pub(crate) fn marker(text: &str, at: usize) -> Option<Span> {
    let called = || label(text, at).map(|label| Span::new(at, label.end + 1));
    covered(text, at).or_else(called)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_words_between_brackets() {
        let words = |text: &str| label(text, 0).map(|span| span.of(text).to_owned());
        assert_eq!(words("[^1]: a").as_deref(), Some("1"));
        assert_eq!(words("[^the vote].").as_deref(), Some("the vote"));
        for prose in ["[^]", "[^ ]", "[^a", "[^a[b]]", "[^a](b)", "[^a\n]", "[a]"] {
            assert_eq!(words(prose), None, "{prose}");
        }
    }
}
