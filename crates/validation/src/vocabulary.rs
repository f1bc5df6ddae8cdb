//! The words of the sources, as the list has them, and how well a sentence fits
//! each. Titles say little of their pages: nothing here may hold a draft.

use copydesk_manuscript::{Document, Origin, Reference, Span};

use crate::prose;
use crate::stem::{Sieve, Stem};

/// Words that say nothing of what a page is about.
const SMALL: [&str; 56] = [
    "about", "after", "also", "amid", "and", "are", "been", "but", "could", "for", "from", "had",
    "has", "have", "her", "his", "how", "its", "more", "most", "new", "not", "one", "other", "our",
    "over", "said", "say", "says", "she", "that", "the", "their", "them", "then", "they", "this",
    "those", "two", "was", "were", "what", "when", "where", "which", "who", "will", "with",
    "would", "you", "http", "https", "www", "com", "org", "net",
];

/// "about".
const LONGEST_SMALL: usize = 5;

/// The sources' words.
pub(crate) struct Vocabulary {
    /// All of them, in order, each with how much it tells: nothing where all sources
    /// have it.
    words: Vec<(Stem, f64)>,
    sieve: Sieve,
    /// For each reference which of the words it has, in order.
    sources: Vec<Vec<usize>>,
}

impl Vocabulary {
    pub(crate) fn of(document: &Document) -> Self {
        let mut all: Vec<(Stem, usize)> = Vec::new();
        for (source, reference) in document.references.iter().enumerate() {
            each_word(document, reference, &mut |stem| all.push((stem, source)));
        }
        all.sort_unstable();
        all.dedup();
        let count = document.references.len();
        let tells = |have: usize| ((count as f64 + 0.5) / have as f64).ln();
        let mut sources = vec![Vec::new(); count];
        let mut words = Vec::new();
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            same.iter().for_each(|(_, source)| sources[*source].push(words.len()));
            words.push((same[0].0, tells(same.len())));
        }
        Self { sieve: Sieve::of(words.iter().map(|(stem, _)| *stem)), words, sources }
    }

    /// Which of the sources' words stand in these of the draft, in order.
    pub(crate) fn said(&self, words: &str) -> Vec<usize> {
        let at = |stem: Stem| self.words.binary_search_by_key(&stem, |(word, _)| *word).ok();
        let stems = self::words(words).map(Stem::of).filter(|stem| self.sieve.may_have(*stem));
        let mut said: Vec<usize> = stems.filter_map(at).collect();
        said.sort_unstable();
        said.dedup();
        said
    }

    /// How much of what sets `source` apart is `said`: 0 for nothing.
    pub(crate) fn fit(&self, said: &[usize], source: usize) -> f64 {
        let Some(source) = self.sources.get(source) else { return 0.0 };
        let shared = said.iter().filter(|word| source.binary_search(word).is_ok());
        shared.map(|word| self.words[*word].1).sum()
    }
}

/// Of an entry everything but its date: an author or a place tells too.
fn each_word(document: &Document, reference: &Reference, found: &mut impl FnMut(Stem)) {
    let date = reference.date.as_ref().map(|date| date.span);
    match reference.origin {
        Origin::Entry | Origin::Footnote => {
            let Span { start, end } = reference.span;
            let hole = date.unwrap_or(Span::new(end, end));
            let halves =
                [Span::new(start, hole.start.max(start)), Span::new(hole.end.min(end), end)];
            halves.into_iter().flat_map(|half| telling(document.words(half))).for_each(found);
        }
        Origin::Link | Origin::Bibliography { .. } => {
            let fields = [&reference.title, &reference.publisher, &reference.url];
            fields.into_iter().flatten().flat_map(|field| telling(&field.text)).for_each(found);
        }
    }
}

/// Words that may say what a page is about. In the draft the others need not be left
/// out: no source has them.
fn telling(text: &str) -> impl Iterator<Item = Stem> {
    let small = |word: &&str| {
        word.len() <= LONGEST_SMALL && SMALL.iter().any(|small| small.eq_ignore_ascii_case(word))
    };
    words(text).filter(move |word| !small(word)).map(Stem::of)
}

/// Words of three letters or more, and numbers of two digits or more.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = prose::words(text).map(|word| word.of(text));
    words.filter(|word| word.len() > 2 || word.len() == 2 && is_number(word))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
