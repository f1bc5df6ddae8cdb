//! What a footnote says: a source, a sentence with a link in it, or a remark.
//!
//! A reference list has nothing but sources, so its grammar takes any words for
//! one. A footnote may as well be a sentence of the writer's. Calling that a
//! source would have us ask for its link; so words are a source only where
//! something says so, and else keep no field but an address.

use copydesk_manuscript::{Origin, Reference, Span};

use crate::definitions::Footnote;
use crate::entry;

/// Reads a footnote's definition.
pub(crate) fn read(text: &str, footnote: &Footnote) -> Reference {
    let key = footnote.label.of(text).trim().to_owned();
    let words = entry::read(text, None, footnote.span, footnote.content);
    settle(text, Reference { key: Some(key), ..words }, footnote.first_paragraph)
}

/// Reads an inline footnote: `^[…]`.
pub(crate) fn inline(text: &str, span: Span) -> Reference {
    let content = Span::new(span.start + "^[".len(), span.end - "]".len());
    settle(text, entry::read(text, None, span, content), content)
}

fn settle(text: &str, mut reference: Reference, first_paragraph: Span) -> Reference {
    reference.origin = Origin::Footnote;
    let words = own_words(text, &reference, first_paragraph);
    let named = reference.url.is_some() || !reference.identifiers.is_empty();
    let outlet = reference.publisher.as_ref();
    let no_outlet = outlet.is_some_and(|outlet| outlet.text.starts_with(char::is_lowercase));
    if no_outlet || is_sentence(&words) {
        // What its parts would be called is a guess; readers get it whole.
        clear(&mut reference);
        reference.parsed = named;
    } else if !named && !is_source(text, &reference) {
        let name = reference.publisher.take().filter(|_| is_name(first_paragraph.of(text)));
        clear(&mut reference);
        reference.publisher = name;
        reference.parsed = false;
    }
    reference
}

fn clear(reference: &mut Reference) {
    reference.title = None;
    reference.publisher = None;
    reference.date = None;
    reference.parsed_date = None;
    reference.rest.clear();
}

/// A title between marks with an outlet, or an outlet with a date.
fn is_source(text: &str, reference: &Reference) -> bool {
    let marks = ['“', '"', '„', '«', '‘', '*', '_'];
    let marked = reference.title.as_ref().is_some_and(|t| text[..t.span.start].ends_with(marks));
    let outlet = reference.publisher.as_ref().is_some_and(|outlet| is_name(&outlet.text));
    reference.parsed && (marked || (outlet && reference.date.is_some()))
}

/// The longest bare name of an outlet, in words.
const LONGEST_NAME: usize = 5;

/// "Island Post", "The Harbour Board of Oban": all that some footnotes say.
fn is_name(words: &str) -> bool {
    let small = |word: &str| matches!(word, "of" | "the" | "and" | "for" | "&");
    let named = |word: &str| word.starts_with(char::is_uppercase) || small(word);
    let back = ["Ibid", "See", "Idem", "Op.", "As", "Note", "But", "Cf"];
    let count = words.split_whitespace().count();
    count <= LONGEST_NAME
        && words.split_whitespace().all(named)
        && !back.iter().any(|word| words.starts_with(word))
}

/// The words of a footnote's first paragraph that are neither title, address nor
/// date; a comma where each of those stands.
fn own_words(text: &str, reference: &Reference, first_paragraph: Span) -> String {
    let quoted = reference.title.as_ref().filter(|title| {
        // The note's own bracket is no mark.
        title.span.start > first_paragraph.start
            && text[..title.span.start].ends_with(['“', '"', '„', '«', '‘', '*', '_', '['])
    });
    let url = reference.url.as_ref();
    let mut spans: Vec<Span> =
        [quoted, url, reference.date.as_ref()].into_iter().flatten().map(|f| f.span).collect();
    spans.sort_unstable();
    let mut words = String::new();
    let mut from = first_paragraph.start;
    for span in spans {
        let start = span.start.clamp(from, first_paragraph.end.max(from));
        words.push_str(Span::new(from, start).of(text));
        words.push_str(", ");
        from = span.end.max(from);
    }
    words.push_str(Span::new(from, first_paragraph.end.max(from)).of(text));
    words
}

/// Words that sentences have and the names of sources do not, in lower case.
const OF_SENTENCES: [&str; 38] = [
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "does", "did", "will", "would",
    "can", "cannot", "could", "may", "might", "should", "must", "not", "we", "they", "it", "he",
    "she", "our", "their", "its", "this", "these", "said", "says", "show", "shows", "because",
    "which", "who",
];

/// So many words in a row in lower case are a sentence.
const LOWER_CASE_RUN: usize = 6;

fn is_sentence(words: &str) -> bool {
    let mut run = 0;
    for word in words.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if OF_SENTENCES.contains(&bare) {
            return true;
        }
        run = if bare.starts_with(char::is_lowercase) { run + 1 } else { 0 };
        if run >= LOWER_CASE_RUN {
            return true;
        }
        if word.ends_with([',', '.', ';', ':', ')']) {
            run = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Field;

    fn kind(words: &str) -> String {
        let text = format!("^[{words}]");
        let reference = inline(&text, Span::new(0, text.len()));
        let show = |field: &Option<Field>| field.as_ref().map_or("-".into(), |f| f.text.clone());
        let kind = match (reference.is_remark(), reference.parsed) {
            (true, _) => "remark",
            (_, true) => "source",
            (_, false) => "unread",
        };
        format!(
            "{kind} | {} | {} | {} | {}",
            show(&reference.title),
            show(&reference.publisher),
            show(&reference.date),
            show(&reference.url)
        )
    }

    #[test]
    fn sources_sentences_and_remarks() {
        for (words, expected) in [
            (
                "“Quay shut”, Island Post, 2 Mar. 2023, https://a.example/q",
                "source | Quay shut | Island Post | 2 Mar. 2023 | https://a.example/q",
            ),
            ("Island Post, 2 Mar. 2023", "source | - | Island Post | 2 Mar. 2023 | -"),
            (
                "*The Long Quay*, Tern Press, 2019, p. 4",
                "source | The Long Quay | Tern Press | 2019 | -",
            ),
            ("https://a.example/q", "source | - | - | - | https://a.example/q"),
            (
                "The minutes are at https://a.example/m, page 4.",
                "source | - | - | - | https://a.example/m",
            ),
            (
                "As [the minutes](https://a.example/m) show, on 2 March 2023 the board met.",
                "source | - | - | - | https://a.example/m",
            ),
            ("Prices are in euros, rounded to the nearest ten.", "remark | - | - | - | -"),
            ("The mayor declined to comment on 2 March 2023.", "remark | - | - | - | -"),
            (
                "The council calls this “managed retreat”, a phrase few like.",
                "remark | - | - | - | -",
            ),
            ("Ibid.", "remark | - | - | - | -"),
            ("see above", "remark | - | - | - | -"),
            ("Island Post", "unread | - | Island Post | - | -"),
        ] {
            assert_eq!(kind(words), expected, "{words}");
        }
    }
}
