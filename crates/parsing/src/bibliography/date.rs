//! Dates of bibliographies, written as a reader would write them.

use copydesk_manuscript::MONTHS;
use jiff::civil::Date;

/// A date in words, and the day if it is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) day: Option<Date>,
}

impl Written {
    /// Several words that are no date, right or wrong.
    pub(super) fn is_only_words(&self) -> bool {
        let several = self.text.contains('-') || self.text.split_whitespace().count() >= 3;
        self.day.is_none() && several && !crate::entry::is_date(&self.text)
    }
}

/// `2021-03-02`, `2021-03`, `2021`, `2021-03-02/2021-03-05`, with or without the
/// signs for "about" and "perhaps". Of a span of days the first is the date.
/// Other words are kept as they are, if nobody could take them for a date that
/// is wrong.
pub(super) fn iso(written: &str) -> Option<Written> {
    let written = written.trim();
    let first = written.split('/').find(|part| !part.is_empty() && *part != "..")?;
    let plain = first.trim_end_matches(['~', '?', '%']);
    // A time of day follows a `T`.
    let plain = match plain.split_once('T') {
        Some((day, _)) if day.starts_with(|c: char| c.is_ascii_digit()) => day,
        _ => plain,
    };
    let mut numbers = plain.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    match numbers.next().flatten() {
        Some(year) => {
            let (month, day) = (numbers.next(), numbers.next());
            match (month, day) {
                (None, _) => parts(year, None, None),
                (Some(Some(month)), None) => parts(year, Some(month), None),
                (Some(Some(month)), Some(Some(day))) => parts(year, Some(month), Some(day)),
                _ => words(written),
            }
        }
        None => words(written),
    }
}

/// Year, month and day as numbers; a month beyond the twelfth is no month.
pub(super) fn parts(year: i64, month: Option<i64>, day: Option<i64>) -> Option<Written> {
    let name = month
        .and_then(|month| usize::try_from(month.checked_sub(1)?).ok())
        .and_then(|index| MONTHS.get(index))
        .map(|name| capital(name));
    let text = match (&name, month, day) {
        (Some(name), _, Some(day)) => format!("{day} {name} {year}"),
        (Some(name), _, None) => format!("{name} {year}"),
        // Kept as it is written, so that somebody sees what is wrong with it.
        (None, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        _ => year.to_string(),
    };
    let day = month.zip(day).and_then(|(month, day)| {
        let (year, month, day) =
            (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        Date::new(year, month, day).ok()
    });
    Some(Written { text, day })
}

/// `1` to `12`, `mar`, `March`.
pub(super) fn month(written: &str) -> Option<i64> {
    let folded = written.trim().trim_end_matches('.').to_lowercase();
    let named = MONTHS.iter().position(|name| folded.len() >= 3 && name.starts_with(&folded));
    let number = || folded.parse().ok().filter(|month| (1..=12).contains(month));
    named.and_then(|index| i64::try_from(index + 1).ok()).or_else(number)
}

/// A date in words: `2 March 2021`, `forthcoming`, `Spring term of 2021`.
pub(super) fn words(written: &str) -> Option<Written> {
    let text = super::work::filled(written)?;
    let day = crate::entry::day(&text);
    Some(Written { text, day })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_for_readers() {
        for (written, text, day) in [
            ("2021-03-02", "2 March 2021", Some("2021-03-02")),
            ("2021-03", "March 2021", None),
            ("2021", "2021", None),
            ("2021-03-02/2021-03-05", "2 March 2021", Some("2021-03-02")),
            ("2021-03-02T10:00:00Z", "2 March 2021", Some("2021-03-02")),
            ("1999~", "1999", None),
            ("2021-02-31", "31 February 2021", None),
            ("2021-13-01", "2021-13-01", None),
            ("2021-24", "2021", None),
            ("forthcoming", "forthcoming", None),
            ("2 Mar. 2021", "2 Mar. 2021", Some("2021-03-02")),
        ] {
            let found = iso(written).map(|date| (date.text, date.day.map(|day| day.to_string())));
            assert_eq!(found, Some((text.to_owned(), day.map(str::to_owned))), "{written}");
        }
        assert_eq!(iso(""), None);
    }
}
