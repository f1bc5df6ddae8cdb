//! How times, digests and words stand in the tables.

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use jiff::civil::Date;

use super::failure::Failure;
use crate::{DeliveryState, Mark, World};

/// A moment as it is kept: the same microsecond that PostgreSQL knows, so that
/// the time a call answers is the time that a later call reads back.
pub(super) fn to_the_microsecond(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// A moment not before `at`, as stored.
pub(super) fn not_before(at: Timestamp) -> i64 {
    let stored = at.as_microsecond();
    if to_the_microsecond(at) < at { stored.saturating_add(1) } else { stored }
}

pub(super) fn moment(stored: i64) -> Result<Timestamp, Failure> {
    Timestamp::from_microsecond(stored).map_err(|_| Failure::unreadable("moment", stored))
}

/// `2026-11-07`
pub(super) fn day(stored: &str) -> Result<Date, Failure> {
    stored.parse().map_err(|_| Failure::unreadable("day", stored))
}

pub(super) fn digest(stored: &str) -> Result<Digest, Failure> {
    Digest::parse(stored).ok_or_else(|| Failure::unreadable("digest", stored))
}

pub(super) fn world_word(world: World) -> &'static str {
    match world {
        World::Rehearsal => "rehearsal",
        World::Live => "live",
    }
}

pub(super) fn world(stored: &str) -> Result<World, Failure> {
    [World::Rehearsal, World::Live]
        .into_iter()
        .find(|world| world_word(*world) == stored)
        .ok_or_else(|| Failure::unreadable("world", stored))
}

pub(super) fn state(stored: &str) -> Result<DeliveryState, Failure> {
    use DeliveryState::{
        Accepted, Attempted, Cancelled, Deferred, Expired, Planned, Rejected, Suppressed,
        Uncertain, Written,
    };
    [
        Planned, Attempted, Written, Accepted, Deferred, Rejected, Expired, Suppressed, Cancelled,
        Uncertain,
    ]
    .into_iter()
    .find(|state| state.word() == stored)
    .ok_or_else(|| Failure::unreadable("delivery state", stored))
}

pub(super) fn mark(stored: &str) -> Result<Mark, Failure> {
    [Mark::Taken, Mark::Bounced, Mark::Complained]
        .into_iter()
        .find(|mark| mark.word() == stored)
        .ok_or_else(|| Failure::unreadable("mark", stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_moment_is_never_kept_too_early() {
        let whole = Timestamp::from_microsecond(7).unwrap();
        let later = Timestamp::from_nanosecond(7_001).unwrap();
        let before_1970 = Timestamp::from_nanosecond(-7_001).unwrap();
        assert_eq!(not_before(whole), 7);
        assert_eq!(not_before(later), 8);
        assert_eq!(not_before(before_1970), -7);
    }

    #[test]
    fn words_are_read_back_and_strange_ones_are_refused() {
        assert_eq!(world(world_word(World::Live)).unwrap(), World::Live);
        let uncertain = DeliveryState::Uncertain;
        assert_eq!(state(uncertain.word()).unwrap(), uncertain);
        assert!(state("sent").is_err());
        assert!(world("").is_err());
        assert_eq!(day("2026-11-07").unwrap(), jiff::civil::date(2026, 11, 7));
        assert!(day("yesterday").is_err());
    }
}
