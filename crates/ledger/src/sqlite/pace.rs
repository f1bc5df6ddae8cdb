//! How fast each destination may be mailed: one row for all processes (GCRA, as in
//! ITU-T I.371), a pause after a provider's no, and a ramp for new senders.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::failure::Failure;
use super::stored::moment;
use crate::{Pace, Ramp, Tokens};

const DAY: i64 = 86_400 * 1_000_000;

struct Row {
    tat: i64,
    first_day: Option<i64>,
    day: Option<i64>,
    granted: u32,
}

pub(super) fn take(
    tx: &Transaction<'_>,
    now: Timestamp,
    destination: &str,
    pace: Pace,
    wanted: u32,
) -> Result<Tokens, Failure> {
    let at = now.as_microsecond();
    let row = tx
        .prepare_cached("SELECT tat, first_day, day, granted FROM destinations WHERE name = ?1")?
        .query_row([destination], |row| {
            Ok(Row {
                tat: row.get(0)?,
                first_day: row.get(1)?,
                day: row.get(2)?,
                granted: row.get(3)?,
            })
        })
        .optional()?
        .unwrap_or(Row { tat: 0, first_day: None, day: None, granted: 0 });
    let today = at.div_euclid(DAY);
    let first_day = row.first_day.unwrap_or(today);
    // A clock that was set back does not begin a day anew.
    let day = row.day.unwrap_or(today).max(today);
    let before = if row.day == Some(day) { row.granted } else { 0 };
    let left = match pace.ramp {
        Some(ramp) => allowance(ramp, day - first_day).saturating_sub(before),
        None => u32::MAX,
    };
    if left == 0 {
        return Ok(Tokens { granted: 0, again_at: moment((day + 1) * DAY)? });
    }
    let interval = interval(pace);
    let tolerance = interval.saturating_mul(i64::from(pace.burst.max(1)) - 1);
    // A row from the future, by a clock that was set back, holds nobody up for
    // longer than a full burst.
    let tat = row.tat.clamp(at, at + tolerance + interval);
    let free = (at + tolerance - tat).div_euclid(interval) + 1;
    let granted = u32::try_from(free.max(0)).unwrap_or(u32::MAX).min(wanted).min(left);
    let next = tat + interval * i64::from(granted);
    tx.prepare_cached(
        "INSERT INTO destinations (name, tat, first_day, day, granted) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO UPDATE SET tat = ?2, first_day = ?3, day = ?4, granted = ?5",
    )?
    .execute(params![destination, next, first_day, day, before + granted])?;
    let again_at = if granted == 0 { moment(tat - tolerance)? } else { now };
    Ok(Tokens { granted, again_at })
}

/// Microseconds from one message to the next.
fn interval(pace: Pace) -> i64 {
    let seconds = 1.0 / pace.per_second.max(1e-6);
    ((seconds * 1e6) as i64).max(1)
}

fn allowance(ramp: Ramp, days: i64) -> u32 {
    let grown = f64::from(ramp.per_day) * ramp.growth.powf(days.max(0) as f64);
    if grown >= f64::from(u32::MAX) { u32::MAX } else { grown as u32 }
}

pub(super) fn pause(
    tx: &Transaction<'_>,
    destination: &str,
    until: Timestamp,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO destinations (name, paused_until) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET paused_until = max(paused_until, ?2)",
        params![destination, until.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn paused(
    tx: &Transaction<'_>,
    now: Timestamp,
) -> Result<Vec<(String, Timestamp)>, Failure> {
    tx.prepare("SELECT name, paused_until FROM destinations WHERE paused_until > ?1 ORDER BY name")?
        .query_map([now.as_microsecond()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .map(|row| {
            let (name, until): (String, i64) = row?;
            Ok((name, moment(until)?))
        })
        .collect()
}
