//! Of which day a draft is: what it says itself, or what its sources agree on.

use std::borrow::Cow;

use copydesk_manuscript::{Document, MONTHS};
use jiff::civil::Date;

use crate::dates::WEEKDAYS;
use crate::prose;

/// Place and date before the text, as in `GENEVA, 2 March 2023 — …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// The day, where the year is written too.
    pub(crate) day: Option<Date>,
}

/// Longer beginnings are sentences.
const LONGEST: usize = 60;

/// The dateline with which the text itself begins, or that stands above it: on a
/// line of its own, or with its weekday in the headline.
pub(crate) fn in_text(document: &Document) -> Option<Dateline> {
    before_text(document).or_else(|| {
        let above = document.blocks.iter().take(LINES_ABOVE);
        let line = above.map(|block| document.words(block.span)).find_map(on_a_line);
        let title = document.title.as_ref().map(|title| title.text.as_str());
        let dated = || title.filter(|title| names_a_weekday(title)).and_then(full_day);
        line.or_else(dated).map(|day| Dateline { day: Some(day) })
    })
}

/// Place and date before the first words.
fn before_text(document: &Document) -> Option<Dateline> {
    let words = document.words(document.sentences.first()?.span);
    // A sentence may be as long as the draft; a character is four bytes at most.
    let words = &words[..words.floor_char_boundary(4 * (LONGEST + 3))];
    let (head, _) = [" — ", " – ", " - "].into_iter().find_map(|dash| words.split_once(dash))?;
    let parts: Vec<_> = prose::lower_words(head).collect();
    let month = parts.iter().find_map(|part| month(part))?;
    let numbers = numbers(&parts);
    if head.chars().count() > LONGEST || numbers.is_empty() {
        return None;
    }
    Some(Dateline { day: day_of(month, &numbers) })
}

/// So many blocks may stand above the text: a byline, and a date.
pub(crate) const LINES_ABOVE: usize = 2;

/// The day of a line that says nothing else but who wrote it: `By Ann Ames,
/// 20 June 2024`.
pub(crate) fn on_a_line(words: &str) -> Option<Date> {
    let bare = words.trim_matches(['*', '_', ' ']);
    // A block may be as long as the draft.
    if bare.chars().nth(LONGEST).is_some() {
        return None;
    }
    let byline = bare.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    let day = full_day(bare)?;
    let date = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || month(word).is_some()
            || names_a_weekday(word)
    };
    (byline || prose::lower_words(bare).all(|word| date(&word))).then_some(day)
}

/// Day, month and year, in any order: `Thursday, June 20, 2024`, `2024-06-20`.
fn full_day(words: &str) -> Option<Date> {
    let iso = words.split([' ', ',']).find_map(|word| word.parse::<Date>().ok());
    iso.or_else(|| {
        let parts: Vec<_> = prose::lower_words(words).collect();
        day_of(parts.iter().find_map(|part| month(part))?, &numbers(&parts))
    })
}

fn numbers(parts: &[Cow<'_, str>]) -> Vec<i16> {
    let digits = parts.iter().filter(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    digits.filter_map(|part| number(part)).collect()
}

fn day_of(month: i8, numbers: &[i16]) -> Option<Date> {
    let day = numbers.iter().find_map(|n| i8::try_from(*n).ok())?;
    let year = numbers.iter().copied().find(|n| *n >= 1000)?;
    Date::new(year, month, day).ok()
}

fn names_a_weekday(words: &str) -> bool {
    prose::says(words, &WEEKDAYS)
}

/// The day of all sources, if they have one day.
pub(crate) fn common_day(document: &Document) -> Option<Date> {
    let mut days = document.references.iter().map(|reference| reference.parsed_date);
    let first = days.next()??;
    days.all(|day| day == Some(first)).then_some(first)
}

/// `march` and `mar` are 3.
pub(crate) fn month(word: &str) -> Option<i8> {
    let short = |name: &str| word.len() >= 3 && (name.get(..3) == Some(word) || word == "sept");
    let at = MONTHS
        .iter()
        .position(|name| *name == word || (short(name) && name.get(..3) == word.get(..3)))?;
    i8::try_from(at + 1).ok()
}

/// `2`, `2nd` and `2023`.
fn number(word: &str) -> Option<i16> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th")
        .then(|| word[..digits].parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Draft;
    use jiff::civil::date;

    fn day(text: &str) -> Option<Option<Date>> {
        let text = format!("Title\n\n{text}");
        in_text(&copydesk_parsing::parse(&Draft::new("a.txt", text))).map(|dateline| dateline.day)
    }

    #[test]
    fn a_line_above_the_text() {
        let june = Some(Some(date(2024, 6, 20)));
        for line in [
            "20 June 2024",
            "2024-06-20",
            "Thursday, June 20, 2024",
            "By Ann Ortiz, 20 June 2024",
            "By Ann Ortiz\nThursday, June 20, 2024",
        ] {
            assert_eq!(day(&format!("{line}\n\nThe board met.")), june, "{line}");
        }
        assert_eq!(day("The board met on 20 June 2024.\n\nIt met again."), None);
        let titled = |title: &str| {
            let draft = Draft::new("a.txt", format!("{title}\n\nThe board met."));
            in_text(&copydesk_parsing::parse(&draft)).and_then(|dateline| dateline.day)
        };
        assert_eq!(titled("The Daily Brief: Thursday, 20 June 2024"), Some(date(2024, 6, 20)));
        assert_eq!(titled("What Happened on 6 June 1944"), None);
    }

    #[test]
    fn place_and_date_before_the_text() {
        let march = Some(Some(date(2023, 3, 2)));
        assert_eq!(day("GENEVA, 2 March 2023 — The board met."), march);
        assert_eq!(day("GENEVA (Mar. 2nd, 2023) – The board met."), march);
        assert_eq!(day("GENEVA, March 2, 2023 (Wire) - The board met."), march);
        assert_eq!(day("GENEVA, 2 March — The board met."), Some(None));
        assert_eq!(day("The board – it met in March – was late."), None);
    }
}
