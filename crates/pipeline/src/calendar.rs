//! When a digest is due, and when a window is open: hours of a newsroom's days, as
//! clocks on its wall show them. Pure: the moment is handed in.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::definition::{Collect, Window};

/// Days looked at: a week, and one for the hour that is not over yet.
const DAYS: i64 = 8;

impl Collect {
    /// The last moment up to `now` at which the digest was due; `None` without an hour.
    /// A day has one such moment, however the clocks are changed on it: an hour that is
    /// skipped in spring is due when it would have been over, one that comes twice in
    /// autumn at its first coming.
    pub fn last_due(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        (0..=DAYS).filter_map(|back| self.due_on(-back, now, zone)).find(|due| *due <= now)
    }

    /// The next moment after `now`.
    pub fn next_due(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        (0..=DAYS).filter_map(|ahead| self.due_on(ahead, now, zone)).find(|due| *due > now)
    }

    /// The moment of the day that many days from now, if the digest is due on it.
    fn due_on(&self, days: i64, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = now.to_zoned_datetime(zone.clone()).date();
        let day = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
        let (at, due) = (self.at?, self.days.contains(&day.weekday()));
        let zoned = day.to_datetime(at).to_zoned_datetime(zone.clone()).ok()?;
        due.then(|| zoned.timestamp())
    }
}

impl Window {
    /// When it opens next; `None` while it is open. An hour that is skipped in spring
    /// is over when it would have been, one that comes twice in autumn counts at its
    /// first coming: a window never opens early and never closes late.
    pub fn opens(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut next: Option<Timestamp> = None;
        for days in -1..=DAYS {
            let Some((from, to)) = self.on(days, now, zone) else { continue };
            // In spring it may lie in the hour that is skipped.
            if to <= from {
                continue;
            }
            if from <= now && now < to {
                return None;
            }
            if from > now && next.is_none_or(|next| from < next) {
                next = Some(from);
            }
        }
        next
    }

    /// From when to when it is open that begins so many days from now.
    fn on(&self, days: i64, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let today = now.to_zoned_datetime(zone.clone()).date();
        let day = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
        let last = if self.to > self.from { day } else { day.tomorrow().ok()? };
        let at = |day: Date, time| {
            let zoned = day.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?;
            Some(zoned.timestamp())
        };
        let opens = self.days.contains(&day.weekday());
        opens.then_some((at(day, self.from)?, at(last, self.to)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{Order, WhenHeld};
    use jiff::civil::{Time, Weekday};

    fn collect(at: &str, days: &[Weekday]) -> Collect {
        Collect {
            at: Some(Time::strptime("%H:%M", at).unwrap()),
            days: days.to_vec(),
            order: Order::Name,
            at_least: 1,
            when_held: WhenHeld::LeaveOut,
            subject: None,
        }
    }

    const WEEKDAYS: [Weekday; 5] =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    const ALL: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

    /// Before and after a moment, as Berlin's clocks show it.
    #[track_caller]
    fn around(collect: &Collect, now: &str) -> (String, String) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = now.parse().unwrap();
        let show = |at: Option<Timestamp>| {
            let at = at.unwrap().to_zoned_datetime(zone.clone());
            at.strftime("%a %d %H:%M %Z").to_string()
        };
        (show(collect.last_due(now, &zone)), show(collect.next_due(now, &zone)))
    }

    #[test]
    fn an_hour_of_working_days() {
        let seven = collect("07:00", &WEEKDAYS);
        // A Friday, a minute before, at, and after 7; then the Sunday.
        let day = |time: &str| around(&seven, &format!("2024-05-03T{time}Z"));
        let words = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(day("04:59:59"), words("Thu 02 07:00 CEST", "Fri 03 07:00 CEST"));
        assert_eq!(day("05:00:00"), words("Fri 03 07:00 CEST", "Mon 06 07:00 CEST"));
        let sunday = around(&seven, "2024-05-05T20:00:00Z");
        assert_eq!(sunday, words("Fri 03 07:00 CEST", "Mon 06 07:00 CEST"));
    }

    #[test]
    fn an_hour_that_is_skipped_is_due_once_and_so_is_one_that_comes_twice() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let half_past_two = collect("02:30", &ALL);
        for (day, due) in [
            // In spring 02:30 does not exist, in autumn it is there twice.
            ("2024-03-31", "2024-03-31T01:30:00Z"),
            ("2024-10-27", "2024-10-27T00:30:00Z"),
        ] {
            let due: Timestamp = due.parse().unwrap();
            let mut now: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
            let end: Timestamp = format!("{day}T20:00:00Z").parse().unwrap();
            let before = half_past_two.last_due(now, &zone);
            while now < end {
                let last = half_past_two.last_due(now, &zone);
                assert_eq!(last == Some(due), now >= due, "{now}");
                assert!(last == Some(due) || last == before, "{now}: {last:?}");
                now += jiff::SignedDuration::from_mins(10);
            }
        }
    }

    #[test]
    fn a_window_that_a_skipped_hour_swallows_is_not_open_that_day() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let time = |at: &str| Time::strptime("%H:%M", at).unwrap();
        let window = Window { days: ALL.to_vec(), from: time("02:30"), to: time("03:15") };
        let opens = |now: &str| {
            let next = window.opens(now.parse().unwrap(), &zone);
            next.map(|at| at.to_zoned_datetime(zone.clone()).strftime("%a %d %H:%M %Z").to_string())
        };
        // From 02:30, which is 03:30, to 03:15: there is no such time on the Sunday.
        let next = Some("Sat 06 02:30 CEST".to_owned());
        for now in ["2024-03-31T00:00:00Z", "2024-03-31T01:20:00Z", "2024-03-31T01:30:00Z"] {
            assert_eq!(opens(now), next, "{now}");
        }
        assert_eq!(opens("2024-03-30T01:45:00Z"), None);
    }
}
