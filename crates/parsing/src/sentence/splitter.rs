//! Where an English sentence ends.
//!
//! Rule-based: a stop ends a sentence unless something says otherwise. What
//! says so: a lower-case word after it, an abbreviation or initial before it,
//! a number around it, an ellipsis that only pauses. The public English golden
//! rules name the categories.

use std::ops::Range;

use super::abbreviations::{self, Kind};
use crate::prose::MASK;

/// How many bytes before a stop decide what it is.
const LOOK_BACK: usize = 64;

/// Cuts `words` into sentences: ranges without white space or masked bytes at
/// their ends, in order.
pub(super) fn split(words: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(step) = words[at..].find(['.', '!', '?', '…', '。', '！', '？']) {
        at += step;
        let stop = Stop::read(words, start, at);
        if let Some(next) = stop.next_sentence(words) {
            push(words, start..stop.end, &mut sentences);
            start = next;
        }
        at = stop.end;
    }
    push(words, start..words.len(), &mut sentences);
    sentences
}

fn push(words: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let edge = |c: char| c.is_whitespace() || c == MASK;
    let piece = &words[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start_matches(edge).len());
    let inner = piece.trim_matches(edge);
    if inner.contains(char::is_alphanumeric) {
        sentences.push(start..start + inner.len());
    } else if let Some(last) = sentences.last_mut().filter(|_| !inner.is_empty()) {
        // Stray punctuation belongs to what it follows.
        last.end = start + inner.len();
    }
}

/// A run of stops with the closing marks behind it.
struct Stop<'t> {
    /// The word before, without the stop.
    before: &'t str,
    /// The stops themselves, spaces between them left out.
    marks: String,
    /// Whether a closing quotation mark or bracket follows.
    closed: bool,
    /// One past the stops and closing marks.
    end: usize,
    /// The sentence so far is only a number: an item of a list.
    is_item: bool,
}

impl<'t> Stop<'t> {
    fn read(words: &'t str, start: usize, at: usize) -> Self {
        // The longest abbreviation is far shorter than this.
        let near = words.floor_char_boundary(at.saturating_sub(LOOK_BACK)).max(start);
        let head = &words[near..at];
        let before = head
            .rsplit(|c: char| c.is_whitespace() || "(“\"‘[—".contains(c))
            .next()
            .unwrap_or_default()
            .trim_matches(MASK);
        let mut marks = String::new();
        let mut end = at;
        let mut closed = false;
        for (i, c) in words[at..].char_indices() {
            match c {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' if !closed => marks.push(c),
                '”' | '"' | '’' | '\'' | ')' | ']' | '»' => closed = true,
                // ". . ." is one ellipsis.
                ' ' | '\u{a0}' if !closed && spaced_dot(&words[at + i..]) => continue,
                _ => break,
            }
            end = at + i + c.len_utf8();
        }
        let item = if near == start { head } else { "a sentence" };
        let item = item.trim_matches(|c: char| c.is_whitespace() || c == MASK);
        let is_item =
            !item.is_empty() && item.len() <= 3 && item.bytes().all(|b| b.is_ascii_digit());
        Self { before, marks, closed, end, is_item }
    }

    /// Where the next sentence begins, if this one ends here.
    fn next_sentence(&self, words: &str) -> Option<usize> {
        let rest = &words[self.end..];
        let gap =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == MASK).len();
        let tail = &rest[gap..];
        let first = tail.chars().next()?;
        // No gap at all: "3.5", "example.org", "U.S.A".
        if gap == 0 && !matches!(first, '“' | '‘') {
            return None;
        }
        let opening = |c: char| "“\"‘'(['«„¿¡—–-•".contains(c);
        let word: &str = tail
            .trim_start_matches(|c: char| opening(c) || c == MASK || c.is_whitespace())
            .split(|c: char| c.is_whitespace() || c == MASK)
            .next()
            .unwrap_or_default();
        let initial = word.chars().next()?;
        let ends = !initial.is_lowercase() && self.ends_before(word, initial);
        ends.then_some(self.end + gap)
    }

    /// Whether a sentence may end here when `word` follows, which begins with
    /// `initial` and is not lower case.
    fn ends_before(&self, word: &str, initial: char) -> bool {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric());
        let starts = abbreviations::starts_sentences(name);
        match self.marks.as_str() {
            // "Yahoo! in", "He asked: why? Nobody": a lower-case word was ruled out.
            marks if marks.contains(['!', '?', '。', '！', '？']) => true,
            "." if self.is_item => false,
            "." => match abbreviations::kind(self.before) {
                Kind::None => true,
                // "is great." She: what was closed was whole.
                _ if self.closed && !self.before.contains('.') => true,
                Kind::Title => false,
                Kind::BeforeNumber => !initial.is_numeric() && starts,
                Kind::Initial => self.before == "I" && starts,
                Kind::Month => !initial.is_numeric(),
                Kind::Common => starts,
                Kind::Never => false,
            },
            // Four dots: an omission and a stop.
            dots if dots.chars().filter(|c| *c == '.').count() >= 4 => true,
            // Three: a pause, unless a usual first word follows.
            _ => self.closed || (starts && name != "I"),
        }
    }
}

fn spaced_dot(text: &str) -> bool {
    text.trim_start_matches([' ', '\u{a0}']).starts_with('.')
        && text.starts_with([' ', '\u{a0}'])
        && text.len() - text.trim_start_matches([' ', '\u{a0}']).len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        split(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn stops_end_sentences() {
        for whole in [
            "Talks hold. | They go on.",
            "Is it true? | It is!  | Good.",
            "He left at 6 P.M. | The store was shut.",
            "She lives in the U.S. | How about you?",
            "They sold it to Briggs & Co. | It closed yesterday.",
            "I never meant that.... | She left.",
            "She turned to him, “This is great.” | She held the book.",
            "You and I. | Did you see Albert I. Jones yesterday?",
        ] {
            let text = whole.replace(" | ", " ");
            assert_eq!(cut(&text), whole.replace("  | ", " | "), "{text}");
        }
    }

    #[test]
    fn other_stops_do_not() {
        for text in [
            "My name is Jonas E. Smith.",
            "U.S. Secretary of State Antony Blinken met Mr. Lavrov.",
            "I work for the U.S. Government in Virginia.",
            "Please turn to p. 55 and see Fig. 3 or No. 12.",
            "She has $100.00 in her bag.",
            "Her address is Jane.Doe@example.com today.",
            "She said, “This is great.” she went on.",
            "He teaches (he worked for 5 years as an engineer.) at the school.",
            "I wasn't really ... well, what I mean",
            "On Feb. 24 the war began.",
            "She works at Yahoo! in the accounting department.",
            "St. Michael's Church is near Mt. Fuji.",
            "1. The first item",
        ] {
            assert_eq!(cut(text), text);
        }
    }

    #[test]
    fn masked_bytes_are_stepped_over() {
        let text = "An encounter.\u{1}\u{1}\u{1} This marks it \u{1}\u{1}\u{1}. More";
        assert_eq!(cut(text), "An encounter. | This marks it \u{1}\u{1}\u{1}. | More");
    }
}
