//! Words whose meaning depends on the day of the text.

use copydesk_manuscript::{Document, MONTHS, Span};

use crate::prose;

/// A phrase such as "last month" or "on Thursday".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// With the preposition before it.
    pub(crate) span: Span,
    /// The phrase itself.
    pub(crate) words: String,
    /// Index of its sentence.
    pub(crate) sentence: usize,
}

/// From Monday on, in lower case.
pub(crate) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Days that are named from today.
const DAYS: [&str; 4] = ["yesterday", "today", "tomorrow", "tonight"];

/// With one of [`UNITS`] after them.
const POINTERS: [&str; 3] = ["last", "next", "this"];

const UNITS: [&str; 12] = [
    "week",
    "month",
    "year",
    "quarter",
    "weekend",
    "night",
    "morning",
    "evening",
    "afternoon",
    "summer",
    "winter",
    "century",
];

/// Words that take such a phrase: only after them, or at a sentence's
/// beginning, is "May" a month.
const PREPOSITIONS: [&str; 11] =
    ["on", "in", "since", "by", "until", "before", "after", "from", "during", "through", "late"];

/// The phrases of a document's sentences, in order.
pub(crate) fn phrases(document: &Document) -> Vec<Phrase> {
    let sentences = document.sentences.iter().enumerate();
    sentences.flat_map(|(i, s)| in_sentence(&document.text, s.span, i)).collect()
}

/// Names in a title or outlet ("This Week", "Sunday Times") are not looked at:
/// only sentences are.
fn in_sentence(text: &str, span: Span, sentence: usize) -> Vec<Phrase> {
    let spans = prose::word_spans(text, span);
    let words = Words { text, spans: &spans };
    let mut found = Vec::new();
    let mut i = 0;
    while i < spans.len() {
        let length = words.depending_from(i);
        if length == 0 {
            i += 1;
            continue;
        }
        let phrase = Span::new(spans[i].start, spans[i + length - 1].end);
        let takes = i > 0 && words.is_one_of(i - 1, &PREPOSITIONS);
        let start = if takes { spans[i - 1].start } else { phrase.start };
        let (span, words) = (Span::new(start, phrase.end), phrase.of(text).to_owned());
        found.push(Phrase { span, words, sentence });
        i += length;
    }
    found
}

/// One sentence.
struct Words<'a> {
    text: &'a str,
    spans: &'a [Span],
}

impl Words<'_> {
    /// How many words from `i` on depend on a date; 0 if none does.
    fn depending_from(&self, i: usize) -> usize {
        if !may_depend(self.written(i)) {
            return 0;
        }
        if self.is_one_of(i, &DAYS) {
            return 1;
        }
        if self.is_one_of(i, &POINTERS) {
            let unit = self.is_one_of(i + 1, &UNITS) && !self.is_one_of(i, &["next"])
                || self.is_one_of(i + 1, &UNITS[..5]);
            let named = self.is_name(i + 1)
                && (self.is_one_of(i + 1, &WEEKDAYS) || self.is_one_of(i + 1, &MONTHS));
            return if unit || named { 2 } else { 0 };
        }
        if self.is_name(i) && self.is_one_of(i, &WEEKDAYS) {
            // "Thursday 2 March" and "Thursday, March 2" say which.
            let dated = self.is_number(i + 1) || self.is_one_of(i + 1, &MONTHS);
            return usize::from(!dated);
        }
        if self.is_name(i) && self.is_one_of(i, &MONTHS) {
            let before = i.checked_sub(1);
            let dated = self.is_number(i + 1) || before.is_some_and(|i| self.is_number(i));
            let taken = before.is_some_and(|i| self.is_one_of(i, &PREPOSITIONS));
            let verb = self.is_one_of(i, &["may", "march", "august"]);
            return usize::from(!dated && (!verb || taken));
        }
        0
    }

    /// The word at `i` as it stands there.
    fn written(&self, i: usize) -> &str {
        self.spans.get(i).map_or("", |span| span.of(self.text))
    }

    fn is_one_of(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|word| word.eq_ignore_ascii_case(self.written(i)))
    }

    /// "may" and "march" are months only with a capital.
    fn is_name(&self, i: usize) -> bool {
        self.written(i).starts_with(char::is_uppercase)
    }

    /// `2023`, `24th`, `2`.
    fn is_number(&self, i: usize) -> bool {
        self.written(i).starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Whether a phrase may begin with this word: most are told apart by their first
/// letters, without a look at the lists.
fn may_depend(word: &str) -> bool {
    let Some(&[a, b, c]) = word.as_bytes().first_chunk() else {
        return false;
    };
    let first = [a, b, c].map(|letter| letter.to_ascii_lowercase());
    let mut names = [&DAYS[..], &POINTERS, &WEEKDAYS, &MONTHS].into_iter().flatten();
    names.any(|name| name.as_bytes().starts_with(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        in_sentence(text, Span::new(0, text.len()), 0).into_iter().map(|p| p.words).collect()
    }

    #[test]
    fn what_depends_on_the_day() {
        assert_eq!(found("They spoke since July, and on Thursday."), ["July", "Thursday"]);
        assert_eq!(found("Last month he left; yesterday he came."), ["Last month", "yesterday"]);
        assert_eq!(found("In May it rained."), ["May"]);
    }

    #[test]
    fn what_says_which_day_does_not() {
        let dated = "On February 24th, 2022, in January 2022 and on Thursday 2 March it may rain. May said so; this may change.";
        assert_eq!(found(dated), Vec::<String>::new());
        assert_eq!(
            found("The last time this happened, the next step was clear."),
            Vec::<String>::new()
        );
    }
}
