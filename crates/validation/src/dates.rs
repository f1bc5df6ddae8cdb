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

/// The phrases of a document's sentences, in order, but for those in the quotations
/// `quoted`: what others said depends on when they said it.
pub(crate) fn phrases(document: &Document, quoted: &[Span]) -> Vec<Phrase> {
    let sentences = document.sentences.iter().enumerate();
    let mut phrases: Vec<Phrase> =
        sentences.flat_map(|(i, s)| in_sentence(&document.text, s.span, i)).collect();
    phrases.retain(|phrase| !prose::touches(quoted, phrase.span));
    phrases
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
            // "USA Today", "the Today programme".
            return usize::from(i == 0 || !self.is_name(i));
        }
        if self.is_one_of(i, &POINTERS) {
            let unit = self.is_one_of(i + 1, &UNITS) && !self.is_one_of(i, &["next"])
                || self.is_one_of(i + 1, &UNITS[..5]);
            let named = self.is_name(i + 1)
                && (self.is_one_of(i + 1, &WEEKDAYS) || self.is_one_of(i + 1, &MONTHS));
            return if unit || named { 2 } else { 0 };
        }
        if self.is_name(i) && self.is_one_of(i, &WEEKDAYS) {
            // "Thursday 2 March" and "Thursday, March 2" say which; so does "2 March,
            // a Thursday".
            let dated = self.is_number(i + 1) || self.is_one_of(i + 1, &MONTHS);
            return usize::from(!dated && !self.is_dated_before(i) && !self.is_in_a_name(i));
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

    /// Whether a date stands before the word at `i`.
    fn is_dated_before(&self, i: usize) -> bool {
        let article = i.checked_sub(1).filter(|at| self.is_one_of(*at, &["a", "an"])).unwrap_or(i);
        let Some(last) = article.checked_sub(1) else { return false };
        let number = self.is_number(last);
        let month = self.is_one_of(last, &MONTHS);
        let first = last.checked_sub(1);
        let month_before = first.is_some_and(|at| self.is_one_of(at, &MONTHS));
        let number_before = first.is_some_and(|at| self.is_number(at));
        month && number_before || number && (month_before || number_before)
    }

    /// Whether a weekday is part of a name, or every one of its kind: "Black Friday",
    /// "Sunday Times", "every Monday".
    fn is_in_a_name(&self, i: usize) -> bool {
        const NAMED: [&str; 14] = [
            "ash", "big", "black", "cyber", "each", "easter", "every", "giving", "good", "man",
            "most", "palm", "shrove", "super",
        ];
        let before = i.checked_sub(1);
        let taken = before.is_some_and(|at| self.is_one_of(at, &PREPOSITIONS));
        before.is_some_and(|at| self.is_one_of(at, &NAMED))
            || !taken && self.is_name(i + 1) && self.beside(i)
    }

    /// Whether only a space stands behind the word at `i`.
    fn beside(&self, i: usize) -> bool {
        let pair = self.spans.get(i).zip(self.spans.get(i + 1));
        pair.is_some_and(|(a, b)| self.text.get(a.end..b.start) == Some(" "))
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
    matches!(
        &first,
        b"yes"
            | b"tod"
            | b"tom"
            | b"ton"
            | b"las"
            | b"nex"
            | b"thi"
            | b"mon"
            | b"tue"
            | b"wed"
            | b"thu"
            | b"fri"
            | b"sat"
            | b"sun"
            | b"jan"
            | b"feb"
            | b"mar"
            | b"apr"
            | b"may"
            | b"jun"
            | b"jul"
            | b"aug"
            | b"sep"
            | b"oct"
            | b"nov"
            | b"dec"
    )
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
    fn no_list_is_left_out_by_its_first_letters() {
        let lists = [&DAYS[..], &POINTERS, &WEEKDAYS, &MONTHS];
        assert!(lists.into_iter().flatten().all(|name| may_depend(name)));
    }

    #[test]
    fn names_and_habits_do_not() {
        for text in [
            "It was told to USA Today and to the Today programme.",
            "Black Friday came, then Good Friday, then Super Tuesday.",
            "Every Monday it shuts.",
            "Two Sunday Times writers left.",
            "They met on 6 June 2024 (Friday) and on June 20, a Monday.",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            found("Today it shut. On Thursday President Moor spoke."),
            ["Today", "Thursday"]
        );
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
