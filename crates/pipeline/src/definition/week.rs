//! Hours and days of the week, as one writes them, and the window in which editions go
//! out.

use copydesk_parsing::yaml::Path;
use jiff::civil::{Time, Weekday};

use super::file::WindowFile;
use crate::source::Source;

/// When editions may begin to go out, in the newsroom's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The days on which it opens; at least one.
    pub days: Vec<Weekday>,
    /// When it opens.
    pub from: Time,
    /// When it closes: on the same day if it is later than `from`, else on the next.
    pub to: Time,
}

/// A week as a newsroom writes it.
const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// What is wrong is noted in `source`; then nobody sees what stands in its place.
pub(super) fn window(written: &WindowFile, path: &Path, source: &Source) -> Window {
    let hour = |words: &Option<String>, key: &str| match words.as_deref().map(str::trim) {
        // The end of a day is the beginning of the next.
        None | Some("24:00") => Time::midnight(),
        Some(words) => time(words, &path.key(key), source).unwrap_or_default(),
    };
    let (from, to) = (hour(&written.from, "from"), hour(&written.to, "to"));
    let written_days = written.days.as_deref().unwrap_or("mon-sun");
    let days = days(written_days, &path.key("days"), source);
    if from == to && from != Time::midnight() {
        let message = "the window opens and closes at the same moment";
        let help = Some("leave `to` away for the whole day".to_owned());
        source.refuse(&path.key("to"), message, help);
    }
    Window { days, from, to }
}

/// `07:00`.
pub(super) fn time(words: &str, path: &Path, source: &Source) -> Option<Time> {
    let time = Time::strptime("%H:%M", words.trim()).ok();
    if time.is_none() {
        let help = Some("an hour and its minutes, such as \"07:00\"".to_owned());
        source.refuse(path, format!("`{words}` is no time of the day"), help);
    }
    time
}

/// `mon-fri`, `sat`, `mon, wed, fri-sun`: in the order of the week.
pub(super) fn days(words: &str, path: &Path, source: &Source) -> Vec<Weekday> {
    let day = |word: &str| WEEK.iter().position(|(name, _)| *name == word.trim());
    let range = |words: &str| {
        let (from, to) = words.split_once('-').unwrap_or((words, words));
        let (from, to) = (day(from)?, day(to)?);
        // `sat-mon` runs over the end of the week.
        let length = (to + WEEK.len() - from) % WEEK.len() + 1;
        Some((from..from + length).map(|at| at % WEEK.len()))
    };
    let ranges: Option<Vec<_>> = words.split(',').map(range).collect();
    if ranges.is_none() {
        let help = Some("such as `mon-fri`, `sat`, `\"mon, wed, fri\"`".to_owned());
        source.refuse(path, format!("`{words}` names no days of the week"), help);
    }
    let chosen: Vec<usize> = ranges.into_iter().flatten().flatten().collect();
    let week = WEEK.iter().enumerate().filter(|(at, _)| chosen.contains(at));
    week.map(|(_, (_, day))| *day).collect()
}
