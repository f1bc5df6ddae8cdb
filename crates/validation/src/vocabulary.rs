//! The words of the sources, as the list has them, and how well a sentence fits
//! each. Titles say little of their pages: nothing here may hold a draft.

use std::collections::{HashMap, HashSet};

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
    /// For each word, how much it tells: nothing where all sources have it.
    weights: HashMap<Stem, f64>,
    /// One for each reference.
    sources: Vec<HashSet<Stem>>,
}

/// The first letters of a word in lower case, so that `resigns` meets `resigned`.
type Stem = [u8; STEM];
const STEM: usize = 5;

impl Vocabulary {
    pub(crate) fn of(document: &Document) -> Self {
        let sources: Vec<HashSet<Stem>> =
            document.references.iter().map(|reference| words_of(document, reference)).collect();
        let mut counts: HashMap<Stem, u32> = HashMap::new();
        for stem in sources.iter().flatten() {
            *counts.entry(*stem).or_default() += 1;
        }
        let all = sources.len() as f64 + 0.5;
        let weights = counts.into_iter().map(|(stem, count)| (stem, (all / f64::from(count)).ln()));
        Self { weights: weights.collect(), sources }
    }

    /// How much of what sets `source` apart stands in `sentence`: 0 for nothing.
    pub(crate) fn fit(&self, document: &Document, sentence: Span, source: usize) -> f64 {
        let Some(source) = self.sources.get(source) else { return 0.0 };
        let shared: HashSet<Stem> =
            stems(document.words(sentence)).filter(|stem| source.contains(stem)).collect();
        shared.iter().filter_map(|stem| self.weights.get(stem)).sum()
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
            halves.into_iter().flat_map(|half| stems(document.words(half))).collect()
        }
        Origin::Link | Origin::Bibliography { .. } => {
            let fields = [&reference.title, &reference.publisher, &reference.url];
            fields.into_iter().flatten().flat_map(|field| stems(&field.text)).collect()
        }
    }
}

/// Words of three letters or more, and numbers of two digits or more.
fn stems(text: &str) -> impl Iterator<Item = Stem> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.len() > 2 || word.len() == 2 && is_number(word)).filter_map(|word| {
        let mut stem = [0; STEM];
        let singular = word.strip_suffix('s').filter(|word| word.len() > 3).unwrap_or(word);
        for (to, from) in stem.iter_mut().zip(singular.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        let small = SMALL.iter().any(|small| small.eq_ignore_ascii_case(word));
        (!small).then_some(stem)
    })
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
