//! Claims that a reader would look up first: figures, amounts of money,
//! quotations, firsts and largests.

use std::borrow::Cow;

use copydesk_manuscript::{MONTHS, Span};

use crate::prose;

/// One such claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// What is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Figure,
    Money,
    Quotation,
    Superlative,
}

const SUPERLATIVES: [&str; 17] = [
    "first",
    "only",
    "largest",
    "biggest",
    "smallest",
    "highest",
    "lowest",
    "oldest",
    "youngest",
    "fastest",
    "longest",
    "deadliest",
    "richest",
    "poorest",
    "worst",
    "best",
    "busiest",
];

/// What stands before a superlative that claims something.
const DETERMINERS: [&str; 7] = ["the", "its", "their", "his", "her", "s", "our"];

/// After a superlative these are not what it is about: "the first of", "the
/// only way".
const NO_NOUNS: [&str; 26] = [
    "of", "to", "in", "for", "that", "who", "when", "and", "or", "a", "an", "the", "half", "week",
    "day", "days", "month", "months", "year", "years", "quarter", "thing", "things", "step",
    "place", "way",
];

/// What makes a number an amount.
const UNITS_OF_MONEY: [&str; 7] = ["dollars", "euros", "pounds", "yen", "yuan", "rupees", "francs"];

/// The claim of a sentence's own words that comes first. `quoted` are the
/// document's quotations, apart and in order; a source's words claim for it.
pub(crate) fn first(text: &str, sentence: Span, quoted: &[Span]) -> Option<Claim> {
    prose::without(quoted, sentence).into_iter().find_map(|span| in_words(text, span))
}

/// Whether these words claim so much that no greeting excuses it.
pub(crate) fn is_heavy(words: &str) -> bool {
    let claim = in_words(words, Span::new(0, words.len()));
    claim.is_some_and(|claim| match claim.kind {
        Kind::Money | Kind::Quotation => true,
        // "We have 3 stories for you."
        Kind::Figure => claim.span.len() > 1,
        Kind::Superlative => false,
    })
}

fn in_words(text: &str, span: Span) -> Option<Claim> {
    let words = prose::word_spans(text, span);
    let lower: Vec<Cow<'_, str>> = words.iter().map(|word| prose::lower(word.of(text))).collect();
    (0..words.len()).find_map(|i| {
        figure(text, span, &words, &lower, i).or_else(|| superlative(&words, &lower, i))
    })
}

fn superlative(words: &[Span], lower: &[Cow<'_, str>], i: usize) -> Option<Claim> {
    let before = lower.get(i.checked_sub(1)?)?.as_ref();
    let after = lower.get(i + 1)?.as_ref();
    let claims = SUPERLATIVES.contains(&lower[i].as_ref())
        && DETERMINERS.contains(&before)
        && after.starts_with(char::is_alphabetic)
        && !NO_NOUNS.contains(&after);
    claims.then(|| Claim {
        kind: Kind::Superlative,
        span: Span::new(words[i - 1].start, words[i + 1].end),
    })
}

/// So many groups of digits are a list or a score sheet.
const LONGEST_FIGURE: usize = 8;

/// A figure: not a date, a year, a time of day, or part of a name.
fn figure(
    text: &str,
    within: Span,
    words: &[Span],
    lower: &[Cow<'_, str>],
    i: usize,
) -> Option<Claim> {
    if !lower[i].bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let before = text[within.start..words[i].start].chars().next_back();
    // The whole of "1,200" and "3.5".
    let mut last = i;
    while let Some(next) = words.get(last + 1).filter(|_| last - i < LONGEST_FIGURE) {
        let joint = &text[words[last].end..next.start];
        let digits = lower[last + 1].bytes().all(|b| b.is_ascii_digit());
        if !digits || !matches!(joint, "," | "." | ":" | "/") {
            break;
        }
        last += 1;
    }
    let mut span = Span::new(words[i].start, words[last].end);
    let number = span.of(text);
    let rest = &text[span.end..within.end];
    let next = lower.get(last + 1).map_or("", AsRef::as_ref);
    let previous = i.checked_sub(1).map_or("", |i| lower[i].as_ref());
    if before.is_some_and(|c| "$€£¥".contains(c)) {
        let sign = before.map_or(0, char::len_utf8);
        span.start -= sign;
        return Some(Claim { kind: Kind::Money, span });
    }
    if rest.starts_with(['%', '€', '£', '$']) || rest.starts_with(" %") {
        let sign = rest.trim_start().chars().next().map_or(0, char::len_utf8);
        span.end += rest.len() - rest.trim_start().len() + sign;
        return Some(Claim { kind: Kind::Figure, span });
    }
    // "G-20", "COVID-19", "v2.1", "1990-2000".
    let glued = before.is_some_and(|c| c.is_alphanumeric() || "-–/.:#'’".contains(c));
    let is_year = number.len() == 4 && ("1000".."2100").contains(&number);
    let is_date = is_month(next) || is_month(previous);
    let is_time = number.contains([':', '/']) || matches!(next, "am" | "pm" | "a" | "p" | "o");
    let is_name = matches!(previous, "no" | "number" | "article" | "section" | "page" | "chapter");
    if glued || is_year || is_date || is_time || is_name {
        return None;
    }
    let scale = ["million", "billion", "trillion", "bn", "percent", "per"];
    if scale.contains(&next) {
        span.end = words[last + 1].end;
    }
    let unit = lower.iter().skip(last + 1).take(2).any(|w| UNITS_OF_MONEY.contains(&w.as_ref()));
    Some(Claim { kind: if unit { Kind::Money } else { Kind::Figure }, span })
}

fn is_month(word: &str) -> bool {
    word.len() >= 3 && MONTHS.iter().any(|month| *month == word || month[..3] == *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str) -> Option<(Kind, &str)> {
        let claim = in_words(text, Span::new(0, text.len()))?;
        Some((claim.kind, claim.span.of(text)))
    }

    #[test]
    fn figures_money_and_firsts() {
        assert_eq!(claim("Some 1,200 boats left."), Some((Kind::Figure, "1,200")));
        assert_eq!(claim("It fell by 3.5% then."), Some((Kind::Figure, "3.5%")));
        assert_eq!(claim("It cost $40 million."), Some((Kind::Money, "$40")));
        assert_eq!(claim("It cost 40 million euros."), Some((Kind::Money, "40 million")));
        assert_eq!(claim("It is the first bridge."), Some((Kind::Superlative, "the first bridge")));
        assert_eq!(claim("the island's only school"), Some((Kind::Superlative, "s only school")));
    }

    #[test]
    fn what_claims_nothing_of_the_kind() {
        for text in [
            "On 2 March 2023 and on March 3rd the G-20 met at 10:30 about COVID-19.",
            "It came only a short time before the end of the first half of the year.",
            "Article 5 was read at 6 p.m. in 1914.",
            "The only way is up.",
        ] {
            assert_eq!(claim(text), None, "{text}");
        }
    }
}
