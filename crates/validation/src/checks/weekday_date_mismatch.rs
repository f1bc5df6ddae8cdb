//! `weekday-date-mismatch`

use copydesk_manuscript::{Finding, Span};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::check::check;
use crate::reading::Reading;
use crate::resolve::{in_full, weekday};
use crate::{dateline, prose};

check! {
    /// # What it looks for
    ///
    /// A weekday beside a date that was another weekday. A date without a year is
    /// taken for the one nearest to the draft's own date, if that is less than a
    /// quarter of a year away and its sentence names no year; without such a date
    /// nothing is said. Quotations, ranges and days before 1924, when some
    /// countries still counted otherwise, are left alone. Only English texts are
    /// looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// One of the two is wrong, and who wants to be there comes on the wrong day.
    ///
    /// # Example
    ///
    /// `On Friday, 2 March 2023, the board met.` That day was a Thursday.
    ///
    /// # How to fix it
    ///
    /// Look up which is right, and change the other.
    "weekday-date-mismatch", Error, find, "{n} dates were another weekday"
}

/// Before it, some countries used the Julian calendar.
const FIRST_YEAR: i16 = 1924;

/// How many days from the draft's own date a date without a year may lie.
const NEAR: i32 = 90;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english {
        return Vec::new();
    }
    let own = reading.own_day();
    let title = document.title.iter().map(|title| title.span);
    let sentences = document.sentences.iter().map(|sentence| sentence.span);
    let mut findings = Vec::new();
    for span in title.chain(sentences) {
        for written in written(&document.text, span) {
            if prose::touches(&reading.outermost, written.span) {
                continue;
            }
            let Some(day) = written.day(own).filter(|day| day.weekday() != written.weekday) else {
                continue;
            };
            let (is, says) = (day.strftime("%A"), document.words(written.span));
            findings.push(
                CHECK
                    .finding(written.span, format!("{} was a {is}", in_full(day)))
                    .help("look up which is right, and change the other")
                    .label(says),
            );
        }
    }
    findings
}

/// A weekday with its date, as a sentence has them.
struct Written {
    span: Span,
    weekday: Weekday,
    day: i8,
    month: i8,
    year: Option<i16>,
    /// Whether its sentence names a year elsewhere.
    other_year: bool,
}

impl Written {
    fn day(&self, own: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok().filter(|_| year >= FIRST_YEAR);
        }
        let own = own.filter(|_| !self.other_year)?;
        let years = [own.year() - 1, own.year(), own.year().saturating_add(1)];
        let days = years.into_iter().filter_map(|y| Date::new(y, self.month, self.day).ok());
        days.map(|day| (away(day, own), day)).min().filter(|(days, _)| *days < NEAR).map(|(_, d)| d)
    }
}

fn away(a: Date, b: Date) -> i32 {
    let (from, to) = (a.min(b), a.max(b));
    let reach = from.checked_add(NEAR.days()).ok();
    // Only near days are counted.
    if reach.is_none_or(|reach| reach < to) {
        return i32::MAX;
    }
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// `Thursday, 2 March 2023`, `Thu 2nd of Mar.`, `Thursday (March 2, 2023)`.
fn written(text: &str, sentence: Span) -> Vec<Written> {
    if !may_name(sentence.of(text)) {
        return Vec::new();
    }
    let words = prose::word_spans(text, sentence);
    let lower: Vec<String> = words.iter().map(|word| word.of(text).to_lowercase()).collect();
    let years = lower.iter().filter(|word| year(word).is_some()).count();
    let mut found = Vec::new();
    for i in 0..words.len() {
        let capital = words[i].of(text).starts_with(char::is_uppercase);
        let Some(weekday) = named(&lower[i]).filter(|_| capital && !is_in_range(&lower, i)) else {
            continue;
        };
        let line = Line { text, words: &words, lower: &lower };
        let Some((day, month, last)) = line.after(i) else {
            found.extend(line.before(i).map(|(first, day, month, year)| Written {
                span: Span::new(words[first].start, words[i].end),
                weekday,
                day,
                month,
                year,
                other_year: years > usize::from(year.is_some()),
            }));
            continue;
        };
        let year = line.joined(last, " ,").then(|| lower.get(last + 1).and_then(|w| year(w)));
        let year = year.flatten();
        let last = last + usize::from(year.is_some());
        found.push(Written {
            span: Span::new(words[i].start, words[last].end),
            weekday,
            day,
            month,
            year,
            other_year: years > usize::from(year.is_some()),
        });
    }
    found
}

/// One sentence.
struct Line<'a> {
    text: &'a str,
    words: &'a [Span],
    lower: &'a [String],
}

impl Line<'_> {
    /// Day and month behind the weekday at `i`, and the last of their words.
    fn after(&self, i: usize) -> Option<(i8, i8, usize)> {
        // Only an abbreviation has a stop: "On Friday. March 2 came."
        let signs = if weekday(self.word(i)).is_some() { " ,(" } else { " ,(." };
        if !self.joined(i, signs) {
            return None;
        }
        let the = usize::from(self.word(i + 1) == "the");
        let first = i + 1 + the;
        let (second, of) = (first + 1, usize::from(self.word(first + 1) == "of"));
        if let Some(day) = day(self.word(first)) {
            let month = self.month(second + of).filter(|_| self.joined(first, " "))?;
            return Some((day, month, second + of));
        }
        let month = self.month(first).filter(|_| self.joined(first, " ."))?;
        let day = day(self.word(second))?;
        // "March 2-4" is a range; "March 2.5" and "March 2 million" are no dates.
        let after = self.text.get(self.words[second].end..).and_then(|rest| rest.chars().next());
        let counts = matches!(self.word(second + 1), "million" | "billion" | "percent" | "per");
        let goes_on = after.is_some_and(|c| "-–—/:%".contains(c)) || self.is_list(second) || counts;
        (!goes_on).then_some((day, month, second))
    }

    /// Day, month and year before the weekday at `i`, and the first of their words:
    /// `6 June 2024 (Friday)`, `June 20, a Monday`.
    fn before(&self, i: usize) -> Option<(usize, i8, i8, Option<i16>)> {
        let article = usize::from(i > 0 && matches!(self.word(i - 1), "a" | "an"));
        let last = i.checked_sub(1 + article)?;
        // "On 6 June Friday prayers" is none.
        let between = self.text.get(self.words[last].end..self.words[last + 1].start)?;
        if !between.contains([',', '(']) || !self.joined(last, " ,(") {
            return None;
        }
        let year = year(self.word(last));
        let end = if year.is_some() { last.checked_sub(1)? } else { last };
        if year.is_some() && !self.joined(end, " ,") {
            return None;
        }
        let first = end.checked_sub(1).filter(|first| self.joined(*first, " ."))?;
        if let Some(month) = self.month(end) {
            return Some((first, day(self.word(first))?, month, year));
        }
        Some((first, day(self.word(end))?, self.month(first)?, year))
    }

    /// `March 2 and 3`, `March 2 to 4`, `March 2.5`.
    fn is_list(&self, at: usize) -> bool {
        let and = matches!(self.word(at + 1), "and" | "to" | "or" | "through");
        let next = self.word(at + 1 + usize::from(and));
        day(next).is_some() && (and || !self.joined(at, " "))
    }

    /// A month, with a capital: "may" and "march" are verbs.
    fn month(&self, i: usize) -> Option<i8> {
        let capital = self.words.get(i)?.of(self.text).starts_with(char::is_uppercase);
        dateline::month(self.word(i)).filter(|_| capital)
    }

    fn word(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }

    /// Whether only `signs` stand between the words at `i` and after it.
    fn joined(&self, i: usize, signs: &str) -> bool {
        let pair = self.words.get(i).zip(self.words.get(i + 1));
        let between = pair.and_then(|(a, b)| self.text.get(a.end..b.start));
        between.is_some_and(|between| {
            between.len() <= 3 && between.chars().all(|c| signs.contains(c) || c == '\n')
        })
    }
}

/// Whether the first letters of a weekday stand here: few sentences have them.
fn may_name(words: &str) -> bool {
    let first = |b: &[u8]| [b[0], b[1].to_ascii_lowercase(), b[2].to_ascii_lowercase()];
    let days = [*b"Mon", *b"Tue", *b"Wed", *b"Thu", *b"Fri", *b"Sat", *b"Sun"];
    words.as_bytes().windows(3).any(|letters| {
        matches!(letters[0], b'M' | b'T' | b'W' | b'F' | b'S') && days.contains(&first(letters))
    })
}

/// "Thursday and Friday, 2 March": one date may belong to the first of them.
fn is_in_range(lower: &[String], i: usize) -> bool {
    let near = &lower[i.saturating_sub(2)..i];
    near.iter().any(|word| named(word).is_some())
}

/// A weekday's name or its first letters.
fn named(word: &str) -> Option<Weekday> {
    let full = match word {
        "mon" => "monday",
        "tue" | "tues" => "tuesday",
        "wed" => "wednesday",
        "thu" | "thur" | "thurs" => "thursday",
        "fri" => "friday",
        "sat" => "saturday",
        "sun" => "sunday",
        word => word,
    };
    weekday(full)
}

/// `2`, `2nd`.
fn day(word: &str) -> Option<i8> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let plain = matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th");
    word[..digits].parse().ok().filter(|day| plain && (1..=31).contains(day))
}

/// Four digits of our time.
fn year(word: &str) -> Option<i16> {
    let year = word.parse().ok().filter(|_| word.len() == 4);
    year.filter(|year| (1000..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// The dates of a text of Saturday, 4 March 2023, that are wrong.
    fn wrong(text: &str) -> Vec<String> {
        let own = Some(date(2023, 3, 4));
        let all = written(text, Span::new(0, text.len())).into_iter();
        let wrong = all.filter(|w| w.day(own).is_some_and(|day| day.weekday() != w.weekday));
        wrong.map(|w| w.span.of(text).to_owned()).collect()
    }

    #[test]
    fn another_weekday() {
        for text in [
            "Friday, 2 March 2023",
            "Friday 2nd of March",
            "Fri. Mar. 2, 2023",
            "Friday (March 2)",
            "Friday the 2nd of March 2023",
            "2 March 2023 (Friday)",
            "March 2, 2023, a Friday",
            "2 March, Friday",
        ] {
            assert_eq!(wrong(&format!("They met on {text}, at sea.")).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_right_one_or_none_to_tell() {
        for text in [
            "They met on Thursday, 2 March 2023.",
            "They met on Thursday, March 2.",
            "They met on Friday, March 2-4, 2023, and on Friday, March 2 and 3.",
            "They met from Wednesday to Friday, 1 March to 3 March 2023.",
            "They met on Friday, March 2023 having been wet.",
            "They met on Friday, 2 October.",
            "As in 2018, it was Friday, 2 March, when they met.",
            "It fell on Friday, 25 October 1917.",
            "He sat 2 March days out. The sun may 3 times rise.",
            "On Friday. March 2 came and went.",
            "They met on 2 March 2023 (Thursday), and on 3 March a Saturday paper said so.",
        ] {
            assert_eq!(wrong(text), Vec::<String>::new(), "{text}");
        }
    }
}
