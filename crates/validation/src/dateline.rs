//! Of which day a draft is: what it says itself, or what its sources agree on.

use copydesk_manuscript::{Document, MONTHS};
use jiff::civil::Date;

use crate::prose;

/// Place and date before the text, as in `GENEVA, 2 March 2023 — …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// The day, where the year is written too.
    pub(crate) day: Option<Date>,
}

/// Longer beginnings are sentences.
const LONGEST: usize = 60;

/// The dateline with which the text itself begins.
pub(crate) fn in_text(document: &Document) -> Option<Dateline> {
    let words = document.words(document.sentences.first()?.span);
    // A sentence may be as long as the draft; a character is four bytes at most.
    let words = &words[..words.floor_char_boundary(4 * (LONGEST + 3))];
    let (head, _) = words.split_once(" — ").or_else(|| words.split_once(" – "))?;
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let parts: Vec<String> = prose::lower_words(head).collect();
    let month = parts.iter().find_map(|part| month(part))?;
    let numbers: Vec<i16> =
        parts.iter().filter(|part| is_number(part)).filter_map(|part| number(part)).collect();
    if head.chars().count() > LONGEST || numbers.is_empty() {
        return None;
    }
    let day = numbers.iter().find_map(|n| i8::try_from(*n).ok());
    let year = numbers.iter().copied().find(|n| *n >= 1000);
    let day = day.zip(year).and_then(|(day, year)| Date::new(year, month, day).ok());
    Some(Dateline { day })
}

/// The day that the draft gives: its front matter's, else its dateline's.
pub(crate) fn own_day(document: &Document) -> Option<Date> {
    document.front_matter.date.or_else(|| in_text(document)?.day)
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
    fn place_and_date_before_the_text() {
        let march = Some(Some(date(2023, 3, 2)));
        assert_eq!(day("GENEVA, 2 March 2023 — The board met."), march);
        assert_eq!(day("GENEVA (Mar. 2nd, 2023) – The board met."), march);
        assert_eq!(day("GENEVA, 2 March — The board met."), Some(None));
        assert_eq!(day("The board – it met in March – was late."), None);
    }
}
