//! Where an English sentence ends.
//!
//! Rule-based: a stop ends a sentence unless something says otherwise. What
//! says so: a lower-case word after it, an abbreviation or initial before it,
//! a number around it, an ellipsis that only pauses, a bracket that is still
//! open, a name and a verb of saying after a quotation. Where both readings are
//! possible the sentence goes on: a wrong cut credits a marker to the wrong
//! sentence. The public English golden rules name the categories.

use std::ops::Range;

use super::abbreviations::{self, Kind};
use super::first_words::{self, Start};
use super::listing;
use super::stop::{self, Closed, Marks, Next, Stop};
use crate::prose;

/// A longer bracket than this was never closed.
const LONGEST_BRACKET: usize = 400;

/// Cuts `words` into sentences: ranges without white space or masked bytes at
/// their ends, in order. `lead` is the mark of the list item that they are.
pub(super) fn split(words: &str, lead: &str) -> Vec<Range<usize>> {
    let mut cuts = Cuts { words, start: 0, sentences: Vec::new() };
    let mut items = listing::items(words, lead).into_iter().peekable();
    let mut brackets = Brackets::default();
    let mut at = 0;
    while let Some(step) = words.as_bytes()[at..].iter().position(|byte| MAY_STOP[*byte as usize]) {
        at += step;
        while let Some(item) = items.next_if(|item| *item <= at) {
            cuts.end(item, item);
        }
        let c = words[at..].chars().next().unwrap_or_default();
        if !stop::is_stop(c) {
            brackets.see(words, cuts.start, at, c);
            at += c.len_utf8();
            continue;
        }
        let stop = Stop::read(words, cuts.start, at);
        let next = Next::read(words, stop.end);
        if let Some(next) = next
            && !brackets.hold(stop.end)
            && ends(&stop, &next)
        {
            cuts.end(stop.end, next.at);
        }
        at = stop.end;
    }
    for item in items {
        cuts.end(item, item);
    }
    cuts.end(words.len(), words.len());
    cuts.sentences
}

/// Bytes that begin a stop or an opening bracket.
const MAY_STOP: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    let first = [b'.', b'!', b'?', b'(', 0xe2, 0xe3, 0xef, 0xd8, 0xdb, 0xe0];
    while i < first.len() {
        table[first[i] as usize] = true;
        i += 1;
    }
    table
};

struct Cuts<'t> {
    words: &'t str,
    /// Where the sentence that is being read begins.
    start: usize,
    sentences: Vec<Range<usize>>,
}

impl Cuts<'_> {
    /// Ends a sentence at `end`; the next begins at `next`.
    fn end(&mut self, end: usize, next: usize) {
        let piece = &self.words[self.start..end.max(self.start)];
        let start = end.max(self.start) - piece.trim_start_matches(prose::is_gap).len();
        let inner = piece.trim_matches(prose::is_gap);
        if inner.contains(char::is_alphanumeric) {
            self.sentences.push(start..start + inner.len());
        } else if let Some(last) = self.sentences.last_mut().filter(|_| !inner.is_empty()) {
            // Stray punctuation belongs to what it follows.
            last.end = start + inner.len();
        }
        self.start = next.max(self.start);
    }
}

/// A bracket in the middle of a sentence: what stops in it does not end that
/// sentence.
#[derive(Default)]
struct Brackets {
    /// One past the closing bracket.
    closes: usize,
    /// How far a closing bracket was looked for in vain.
    none_before: usize,
}

impl Brackets {
    fn see(&mut self, words: &str, start: usize, at: usize, c: char) {
        if c != '(' || at < self.closes || at < self.none_before {
            return;
        }
        let near = &words.as_bytes()[at..words.len().min(at + LONGEST_BRACKET)];
        match near.iter().position(|byte| *byte == b')') {
            // A bracket around whole sentences is not inside one.
            Some(size) => {
                let begun = &words[words.floor_char_boundary(at.saturating_sub(64)).max(start)..at];
                if begun.contains(char::is_alphanumeric) {
                    self.closes = at + size + 1;
                }
            }
            None => self.none_before = at + near.len(),
        }
    }

    fn hold(&self, at: usize) -> bool {
        at < self.closes
    }
}

/// Whether the sentence ends at `stop` when `next` follows.
fn ends(stop: &Stop<'_>, next: &Next<'_>) -> bool {
    if next.glued && !may_be_glued(stop, next) {
        return false;
    }
    // "the U.S.[1], which": the sentence goes on.
    if matches!(next.first, ',' | ';' | ':' | '&' | '%') || !next.is_capital() {
        return false;
    }
    let start = start(next);
    let quoted = stop.closed == Closed::Quotation;
    // “… less complex …” (Smith 55).
    if quoted && next.is_aside() {
        return false;
    }
    // "(!)", "[…]": a remark, not an end.
    let remark = stop.before.is_empty() && stop.closed == Closed::Bracket;
    match stop.marks {
        Marks::Wide => true,
        Marks::Loud if remark => false,
        Marks::Loud if quoted => !first_words::attributes(next.words, true),
        Marks::Loud => start > Start::Open || !is_name_with_mark(stop.before),
        Marks::Stop => ends_at_stop(stop, next, start),
        Marks::Omission => true,
        Marks::Pause if remark || stop.sentence().is_some_and(has_no_word) => false,
        Marks::Pause if quoted => !first_words::attributes(next.words, true),
        Marks::Pause => next.cited || (start > Start::Open && next.name != "I"),
    }
}

fn ends_at_stop(stop: &Stop<'_>, next: &Next<'_>, start: Start) -> bool {
    if stop.sentence().is_some_and(is_label) {
        return false;
    }
    let earlier = stop.earlier();
    let opened = earlier.ends_with(['“', '"', '‘', '„', '«']);
    let kind = abbreviations::kind(stop.before, earlier.trim_end().ends_with(','));
    // “…in the U.S.” The: what was closed was whole, unless it is a nickname.
    if stop.closed == Closed::Quotation && !opened && kind != Kind::Title {
        return !first_words::attributes(next.words, false);
    }
    let begins_so = || stop.sentence().is_some_and(is_opening_phrase);
    match kind {
        Kind::Word => {
            stop.closed != Closed::Quotation || !first_words::attributes(next.words, false)
        }
        Kind::Title => start == Start::Firm,
        Kind::BeforeNumber => !next.is_number() && !is_roman(next.name),
        Kind::Locator => !next.is_number() && start > Start::Open,
        // "On 24 Feb. Russia invaded."
        Kind::Date => !next.is_number() && (next.cited || start > Start::Open || !begins_so()),
        // "At 5 a.m. Mr. Smith left."
        Kind::Time => {
            start > Start::Open
                || !(begins_so() || first_words::goes_on_after_time(next.name, next.second()))
        }
        Kind::Initial => {
            // "vitamin C. He", "you and I. Did", but "Albert I. Jones".
            let after_name = earlier.trim_end().rsplit(' ').next().is_some_and(|word| {
                word.starts_with(char::is_uppercase) || word.ends_with('.') || word.is_empty()
            });
            next.cited
                || start == Start::Firm
                || (start == Start::Usual && (!after_name || stop.before == "I"))
        }
        Kind::Common => next.cited || start > Start::Open,
        Kind::Last => true,
        Kind::Never => false,
    }
}

/// How surely `next` begins a sentence.
fn start(next: &Next<'_>) -> Start {
    // "the U.S. No. 1"
    let numbered = next.name == "No" && next.second().starts_with(|c: char| c.is_ascii_digit());
    if numbered { Start::Open } else { first_words::start(next.name) }
}

/// Whether a sentence may begin right at the stop: at a quotation, after the stop
/// of a script without spaces, or where a space was forgotten.
fn may_be_glued(stop: &Stop<'_>, next: &Next<'_>) -> bool {
    if matches!(next.first, '“' | '‘') || stop.marks == Marks::Wide {
        return true;
    }
    // "ended.The talks", but neither "example.Org" nor "Who.What.Why".
    let behind = next.words.strip_prefix(next.name).unwrap_or_default();
    let begins = behind.starts_with(prose::is_gap) && start(next) > Start::Open;
    let title = ["Mr", "Mrs", "Ms", "Dr"].contains(&next.name) && behind.starts_with(". ");
    (begins || title)
        && next.first.is_uppercase()
        && stop.closed != Closed::Bracket
        && !stop.before.contains(['/', '@'])
        && stop.before.ends_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

/// Brands that shout.
fn is_name_with_mark(word: &str) -> bool {
    ["Yahoo", "Jeopardy", "Yum", "E", "Guess", "Kahoot", "Joomla"].contains(&word)
}

fn has_no_word(sentence: &str) -> bool {
    !sentence.contains(char::is_alphanumeric)
}

/// Whether the sentence so far only numbers what follows: `1`, `a`, `• 9`, `IV`.
fn is_label(sentence: &str) -> bool {
    let label = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits = label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit());
    let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_alphabetic());
    !label.is_empty() && (digits || letter || is_roman(label))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 5 && word.bytes().all(|b| b"IVXLC".contains(&b))
}

/// Whether the sentence so far only says when: "At 5", "On the evening of 24".
fn is_opening_phrase(sentence: &str) -> bool {
    let mut words = sentence.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let when = [
        "at", "on", "in", "by", "around", "about", "until", "since", "from", "before", "after",
        "shortly", "just", "late", "early",
    ];
    let states = |word: &str| ["is", "are", "was", "were"].contains(&word);
    when.contains(&first.trim_start_matches(['“', '"', '‘', '(']))
        && words.by_ref().take(5).all(|word| !states(word))
        && words.next().is_none()
}
