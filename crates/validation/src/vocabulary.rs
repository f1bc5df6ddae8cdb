//! The words of the sources, as the list has them, and how well a sentence fits
//! each. Titles say little of their pages: nothing here may hold a draft.

use std::collections::HashSet;

use copydesk_manuscript::{Document, Origin, Reference, Span};

/// Words that say nothing of what a page is about.
const SMALL: [&str; 56] = [
    "about", "after", "also", "amid", "and", "are", "been", "but", "could", "for", "from", "had",
    "has", "have", "her", "his", "how", "its", "more", "most", "new", "not", "one", "other", "our",
    "over", "said", "say", "says", "she", "that", "the", "their", "them", "then", "they", "this",
    "those", "two", "was", "were", "what", "when", "where", "which", "who", "will", "with",
    "would", "you", "http", "https", "www", "com", "org", "net",
];

/// The sources' words.
pub(crate) struct Vocabulary {
    /// All of them, in order, each with how much it tells: nothing where all sources
    /// have it.
    words: Vec<(Stem, f64)>,
    /// For each reference which of the words it has, in order.
    sources: Vec<Vec<usize>>,
}

/// The first letters of a word in lower case, so that `resigns` meets `resigned`.
type Stem = [u8; STEM];
const STEM: usize = 5;

impl Vocabulary {
    pub(crate) fn of(document: &Document) -> Self {
        let of_each: Vec<HashSet<Stem>> =
            document.references.iter().map(|reference| words_of(document, reference)).collect();
        let mut all: Vec<Stem> = of_each.iter().flatten().copied().collect();
        all.sort_unstable();
        let count = of_each.len() as f64 + 0.5;
        let words: Vec<(Stem, f64)> = all
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], (count / same.len() as f64).ln()))
            .collect();
        let mut vocabulary = Self { words, sources: Vec::new() };
        vocabulary.sources =
            of_each.into_iter().map(|stems| vocabulary.known(stems.into_iter())).collect();
        vocabulary
    }

    /// Which of the sources' words stand in these of the draft.
    pub(crate) fn said(&self, words: &str) -> Vec<usize> {
        self.known(stems(words))
    }

    /// How much of what sets `source` apart is `said`: 0 for nothing.
    pub(crate) fn fit(&self, said: &[usize], source: usize) -> f64 {
        let Some(source) = self.sources.get(source) else { return 0.0 };
        let shared = said.iter().filter(|word| source.binary_search(word).is_ok());
        shared.map(|word| self.words[*word].1).sum()
    }

    fn known(&self, stems: impl Iterator<Item = Stem>) -> Vec<usize> {
        let at = |stem: Stem| self.words.binary_search_by_key(&stem, |(word, _)| *word).ok();
        let mut known: Vec<usize> = stems.filter_map(at).collect();
        known.sort_unstable();
        known.dedup();
        known
    }
}

/// Of an entry everything but its date: an author or a place tells too.
fn words_of(document: &Document, reference: &Reference) -> HashSet<Stem> {
    let date = reference.date.as_ref().map(|date| date.span);
    match reference.origin {
        Origin::Entry | Origin::Footnote => {
            let Span { start, end } = reference.span;
            let hole = date.unwrap_or(Span::new(end, end));
            let halves =
                [Span::new(start, hole.start.max(start)), Span::new(hole.end.min(end), end)];
            halves.into_iter().flat_map(|half| telling(document.words(half))).collect()
        }
        Origin::Link | Origin::Bibliography { .. } => {
            let fields = [&reference.title, &reference.publisher, &reference.url];
            fields.into_iter().flatten().flat_map(|field| telling(&field.text)).collect()
        }
    }
}

/// Words of three letters or more, and numbers of two digits or more.
fn stems(text: &str) -> impl Iterator<Item = Stem> {
    words(text).map(stem)
}

/// The same, without those that say nothing. In the draft they need not be looked
/// for: no source has them.
fn telling(text: &str) -> impl Iterator<Item = Stem> {
    let small = |word: &&str| {
        word.len() <= STEM && SMALL.iter().any(|small| small.eq_ignore_ascii_case(word))
    };
    words(text).filter(move |word| !small(word)).map(stem)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric();
    let words = text.split(move |c: char| !part(c));
    words.filter(|word| word.len() > 2 || word.len() == 2 && is_number(word))
}

fn stem(word: &str) -> Stem {
    let mut stem = [0; STEM];
    let singular = word.strip_suffix('s').filter(|word| word.len() > 3).unwrap_or(word);
    for (to, from) in stem.iter_mut().zip(singular.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    stem
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
