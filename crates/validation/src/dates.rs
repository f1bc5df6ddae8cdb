//! Words whose meaning depends on the day of the text.

use std::borrow::Cow;

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
    let words = prose::word_spans(text, span);
    let lower: Vec<Cow<'_, str>> = words.iter().map(|span| lower(span.of(text))).collect();
    let word = |i: usize| lower.get(i).map_or("", |word| word.as_ref());
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let length = length_at(text, &words, &lower, i);
        if length == 0 {
            i += 1;
            continue;
        }
        let phrase = Span::new(words[i].start, words[i + length - 1].end);
        let takes = i > 0 && PREPOSITIONS.contains(&word(i - 1));
        let start = if takes { words[i - 1].start } else { phrase.start };
        let (span, words) = (Span::new(start, phrase.end), phrase.of(text).to_owned());
        found.push(Phrase { span, words, sentence });
        i += length;
    }
    found
}

/// Most words are in lower case already.
fn lower(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    }
}

/// How many words from `i` on depend on a date; 0 if none does.
fn length_at(text: &str, words: &[Span], lower: &[Cow<'_, str>], i: usize) -> usize {
    let word = |i: usize| lower.get(i).map_or("", |word| word.as_ref());
    // "may" and "march" are months only with a capital.
    let is_name =
        |i: usize| words.get(i).is_some_and(|w| w.of(text).starts_with(char::is_uppercase));
    let before = i.checked_sub(1).map_or("", word);
    if DAYS.contains(&word(i)) {
        return 1;
    }
    if POINTERS.contains(&word(i)) {
        let unit =
            UNITS.contains(&word(i + 1)) && word(i) != "next" || UNITS[..5].contains(&word(i + 1));
        let named =
            is_name(i + 1) && (WEEKDAYS.contains(&word(i + 1)) || MONTHS.contains(&word(i + 1)));
        return if unit || named { 2 } else { 0 };
    }
    if is_name(i) && WEEKDAYS.contains(&word(i)) {
        // "Thursday 2 March" and "Thursday, March 2" say which.
        let dated = number(word(i + 1)) || MONTHS.contains(&word(i + 1));
        return usize::from(!dated);
    }
    if is_name(i) && MONTHS.contains(&word(i)) {
        let dated = number(word(i + 1)) || number(before);
        let may = matches!(word(i), "may" | "march" | "august");
        return usize::from(!dated && (!may || PREPOSITIONS.contains(&before)));
    }
    0
}

/// `2023`, `24th`, `2`.
fn number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
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
