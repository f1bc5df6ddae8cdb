//! Which day a phrase such as "last month" means in a text of a given day.
//!
//! A weekday or a month alone is the last one before the text; where the
//! sentence looks ahead, it may as well be the next, and both are named. What
//! depends on more than a calendar ("last summer") is left alone.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use crate::{dateline, dates, prose};

/// Words of a sentence that looks ahead.
const AHEAD: [&str; 14] = [
    "will",
    "ll",
    "shall",
    "plans",
    "planned",
    "due",
    "expected",
    "scheduled",
    "upcoming",
    "tomorrow",
    "would",
    "could",
    "may",
    "must",
];

/// Whether a sentence looks ahead.
pub(crate) fn looks_ahead(sentence: &str) -> bool {
    prose::says(sentence, &AHEAD)
}

/// The day, month or year that `phrase` means in a text of `day`, in words; `ahead`
/// says whether its sentence [`looks_ahead`].
pub(crate) fn resolve(phrase: &str, ahead: bool, day: Date) -> Option<String> {
    let words: Vec<_> = prose::lower_words(phrase).collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words[..] {
        ["today"] | ["tonight"] => Some(in_full(day)),
        ["yesterday"] => later(day, -1.days()).map(in_full),
        ["tomorrow"] => later(day, 1.day()).map(in_full),
        [pointer, unit] => pointed(pointer, unit, day),
        [name] => alone(name, day, ahead),
        _ => None,
    }
}

/// "Thursday", "July".
fn alone(name: &str, day: Date, ahead: bool) -> Option<String> {
    let (past, next) = if let Some(weekday) = weekday(name) {
        let past =
            if day.weekday() == weekday { day } else { day.nth_weekday(-1, weekday).ok()? };
        (in_full(past), in_full(day.nth_weekday(1, weekday).ok()?))
    } else {
        let month = dateline::month(name)?;
        let year = if month <= day.month() { day.year() } else { day.year() - 1 };
        let past = Date::new(year, month, 1).ok()?;
        (month_of(past), month_of(later(past, 1.year())?))
    };
    Some(if ahead { format!("{past}, or {next} if it is ahead") } else { past })
}

/// "last month", "next Thursday", "this morning".
fn pointed(pointer: &str, unit: &str, day: Date) -> Option<String> {
    let steps = match pointer {
        "last" => -1,
        "this" => 0,
        _ => 1,
    };
    if let Some(weekday) = weekday(unit) {
        let monday = monday(day)?;
        let this = later(monday, i64::from(weekday.to_monday_zero_offset()).days())?;
        let named = if steps == 0 { this } else { day.nth_weekday(steps, weekday).ok()? };
        return Some(in_full(named));
    }
    if let Some(month) = dateline::month(unit) {
        let year = match steps {
            -1 if month >= day.month() => day.year() - 1,
            1 if month <= day.month() => day.year() + 1,
            _ => day.year(),
        };
        return Date::new(year, month, 1).ok().map(month_of);
    }
    let first = Date::new(day.year(), day.month(), 1).ok()?;
    match unit {
        "week" => Some(format!("the week of {}", in_full(later(monday(day)?, steps.weeks())?))),
        "month" => later(first, steps.months()).map(month_of),
        "year" => later(first, steps.years()).map(|day| day.year().to_string()),
        "night" => later(day, steps.days()).map(in_full),
        "morning" | "evening" | "afternoon" if steps == 0 => Some(in_full(day)),
        _ => None,
    }
}

fn monday(day: Date) -> Option<Date> {
    later(day, (-i64::from(day.weekday().to_monday_zero_offset())).days())
}

/// Near the calendar's ends there is no such day.
fn later(day: Date, span: Span) -> Option<Date> {
    day.checked_add(span).ok()
}

/// The weekday of this name, in lower case.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    let at = dates::WEEKDAYS.iter().position(|weekday| *weekday == name)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// `2 March 2023`.
pub(crate) fn in_full(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn month_of(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// In a text of Saturday, 4 May 2024.
    fn meant(phrase: &str) -> String {
        resolve(phrase, false, date(2024, 5, 4)).unwrap_or_default()
    }

    #[test]
    fn weekdays_and_months_alone_lie_behind() {
        assert_eq!(meant("Thursday"), "2 May 2024");
        assert_eq!(meant("Saturday"), "4 May 2024");
        assert_eq!(meant("May"), "May 2024");
        assert_eq!(meant("July"), "July 2023");
        assert!(looks_ahead("It will open on Friday.") && !looks_ahead("It rained."));
        let ahead = resolve("Friday", true, date(2024, 5, 4));
        assert_eq!(ahead.as_deref(), Some("3 May 2024, or 10 May 2024 if it is ahead"));
    }

    #[test]
    fn last_this_and_next() {
        assert_eq!(meant("last Saturday"), "27 April 2024");
        assert_eq!(meant("this Thursday"), "2 May 2024");
        assert_eq!(meant("next Thursday"), "9 May 2024");
        assert_eq!(meant("last May"), "May 2023");
        assert_eq!(meant("last week"), "the week of 22 April 2024");
        assert_eq!(meant("next month"), "June 2024");
        assert_eq!(meant("last year"), "2023");
        assert_eq!(meant("last night"), "3 May 2024");
        assert_eq!(meant("yesterday"), "3 May 2024");
        assert_eq!(meant("last summer"), "");
    }
}
