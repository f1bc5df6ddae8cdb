//! Dates as reference lists write them.

use copydesk_manuscript::{MONTHS, Span};
use jiff::civil::Date;

/// The first date in `content` that nothing else has taken and that is not the
/// day on which somebody looked at the page.
pub(super) fn find(text: &str, content: Span, taken: &[Span]) -> Option<Span> {
    let words = words(text, content);
    let mut i = 0;
    while i < words.len() {
        let longest = if may_begin(words[i].of(text)) { 3.min(words.len() - i) } else { 0 };
        let Some(length) = (1..=longest).rev().find(|n| shape(text, &words[i..i + n])) else {
            i += 1;
            continue;
        };
        let span = Span::new(words[i].start, words[i + length - 1].end);
        let before = i.checked_sub(1).map_or("", |j| words[j].of(text)).to_lowercase();
        let looked_at = matches!(before.as_str(), "accessed" | "retrieved" | "visited");
        if !looked_at && !taken.iter().any(|other| other.overlaps(span)) {
            return Some(span);
        }
        i += length;
    }
    None
}

/// The day that `words` name; `None` for a month, a year, or a day that no
/// calendar has.
pub(super) fn parse(words: &str) -> Option<Date> {
    let span = Span::new(0, words.len());
    let parts: Vec<&str> = self::words(words, span).into_iter().map(|s| s.of(words)).collect();
    match parts[..] {
        [iso] => iso.parse().ok(),
        [a, b, c] => {
            let (day, month, year) = match (day(a), day(b), day(c)) {
                (Some(d), ..) => (d, month(b)?, year(c)?),
                (None, Some(d), _) => (d, month(a)?, year(c)?),
                (None, None, Some(d)) => (d, month(b)?, year(a)?),
                _ => return None,
            };
            Date::new(year, month, day).ok()
        }
        _ => None,
    }
}

/// Whether a date may begin with this word; few words are looked at again.
fn may_begin(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || month(word).is_some()
}

/// Whether these words together are written like a date, real or not.
fn shape(text: &str, spans: &[Span]) -> bool {
    let word = |i: usize| spans[i].of(text);
    match spans.len() {
        1 => year(word(0)).is_some() || is_iso(word(0)) || in_figures(word(0)),
        2 => month(word(0)).is_some() && year(word(1)).is_some(),
        3 => {
            let [a, b, c] = [word(0), word(1), word(2)];
            (day(a).is_some() && month(b).is_some() && year(c).is_some())
                || (month(a).is_some() && day(b).is_some() && year(c).is_some())
                || (year(a).is_some() && month(b).is_some() && day(c).is_some())
        }
        _ => false,
    }
}

fn words(text: &str, content: Span) -> Vec<Span> {
    let edge = |c: char| ",.;:()[]".contains(c);
    let base = content.start;
    let inner = content.of(text);
    inner
        .split_whitespace()
        .filter_map(|word| {
            let start = word.as_ptr() as usize - inner.as_ptr() as usize + base;
            let kept = word.trim_matches(edge);
            let lead = word.len() - word.trim_start_matches(edge).len();
            (!kept.is_empty()).then(|| Span::new(start + lead, start + lead + kept.len()))
        })
        .collect()
}

/// `02/03/2023`, `3.5.2024`: a date, though nobody knows which of two, unless only
/// one of the first numbers can be the month.
fn in_figures(word: &str) -> bool {
    let sign = if word.contains('/') { '/' } else { '.' };
    let parts: Vec<&str> = word.split(sign).collect();
    let small = |part: &str| (1..=2).contains(&part.len()) && day(part).is_some();
    matches!(parts[..], [a, b, y] if small(a) && small(b) && year(y).is_some())
}

fn is_iso(word: &str) -> bool {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = word.split('-').collect();
    matches!(parts[..], [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2))
}

fn day(word: &str) -> Option<i8> {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = &word[number.len()..];
    let plain = matches!(ordinal, "" | "st" | "nd" | "rd" | "th") && number.len() <= 2;
    plain.then(|| number.parse().ok()).flatten().filter(|day| (0..=99).contains(day))
}

/// 1 to 12. Every abbreviation of three letters or more counts, so does
/// "Sept", with or without its stop.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|n| n.eq_ignore_ascii_case(word));
    let found = MONTHS.iter().position(begins)?;
    i8::try_from(found + 1).ok()
}

fn year(word: &str) -> Option<i16> {
    let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten().filter(|year| (1400..=2199).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(entry: &str) -> (Option<&str>, Option<String>) {
        let span = find(entry, Span::new(0, entry.len()), &[]).map(|span| span.of(entry));
        (span, span.and_then(parse).map(|date| date.to_string()))
    }

    #[test]
    fn dates_as_people_write_them() {
        for (entry, words, day) in [
            ("WION, 2 Mar. 2023,", "2 Mar. 2023", "2023-03-02"),
            ("Sept. 9, 2021", "Sept. 9, 2021", "2021-09-09"),
            ("(2023, March 2)", "2023, March 2", "2023-03-02"),
            ("3rd May 2020", "3rd May 2020", "2020-05-03"),
            ("The Guardian, 2 Mar 2023: “Floods”", "2 Mar 2023", "2023-03-02"),
            ("on 2023-03-02", "2023-03-02", "2023-03-02"),
        ] {
            assert_eq!(found(entry), (Some(words), Some(day.to_owned())), "{entry}");
        }
    }

    #[test]
    fn a_day_no_calendar_has_is_written_like_a_date() {
        assert_eq!(found("NPR, 31 Feb. 2023"), (Some("31 Feb. 2023"), None));
        assert_eq!(found("NPR, 2023-02-31"), (Some("2023-02-31"), None));
        assert_eq!(found("NPR, March 2023"), (Some("March 2023"), None));
    }

    #[test]
    fn the_day_of_looking_is_not_the_date() {
        assert_eq!(found("NPR, accessed 3 May 2024").0, None);
    }
}
