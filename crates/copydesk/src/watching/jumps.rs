//! A clock that was set. Everything that waits for an hour is looked at again then, and
//! what can still be stopped gets its time anew if the clock went forward: nobody has
//! had it.

use std::time::Duration;

use super::Watching;
use super::reconcile::Moment;

/// A clock that is kept right by small steps is not set.
const STEP: Duration = Duration::from_secs(5);

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    Forward,
    Back,
}

/// The clock on the wall, held against the one that never jumps.
#[derive(Default)]
pub(super) struct Jumps(Option<Moment>);

impl Jumps {
    /// Whether the clock was set since the last look.
    pub(super) fn look(&mut self, now: Moment) -> Option<Jump> {
        let last = self.0.replace(now)?;
        let should = last.wall + now.steady.saturating_duration_since(last.steady);
        match now.wall.duration_since(should) {
            Ok(ahead) => (ahead > STEP).then_some(Jump::Forward),
            Err(behind) => (behind.duration() > STEP).then_some(Jump::Back),
        }
    }
}

impl Watching {
    pub(super) async fn look_at_the_clock(&mut self) {
        let now = Moment::now();
        let Some(jump) = self.jumps.look(now) else { return };
        tracing::warn!(?jump, "the clock was set: everything that waits is looked at again");
        if jump == Jump::Forward
            && let Err(error) = self.ledger.admit_again().await
        {
            tracing::error!(%error, "the ledger does not answer");
        }
        for folder in self.folders.values_mut() {
            folder.hasten(now.steady);
        }
        self.hours.hasten();
        self.shelf.hasten();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Instant, SystemTime};

    use super::*;

    #[test]
    fn a_clock_that_goes_with_time_has_not_jumped() {
        let (steady, wall) = (Instant::now(), SystemTime::now());
        let at = |seconds: u64, wall_seconds: u64| Moment {
            steady: steady + Duration::from_secs(seconds),
            wall: wall + Duration::from_secs(wall_seconds),
        };
        let mut jumps = Jumps::default();
        for (now, expected) in [
            (at(0, 1000), None),
            (at(30, 1030), None),
            // A little off, as a clock that is kept right may be.
            (at(60, 1063), None),
            (at(90, 4690), Some(Jump::Forward)),
            (at(120, 4720), None),
            (at(150, 1150), Some(Jump::Back)),
            (at(150, 1150), None),
        ] {
            assert_eq!(jumps.look(now), expected, "{now:?}");
        }
    }
}
