//! A worker's share of its destination's pace, taken from the ledger a few at a
//! time, and what it does when there is none.

use std::time::Duration;

use copydesk_ledger::{Lease, Pace};
use jiff::Timestamp;
use tokio::time::sleep;

use super::lease;
use super::shift::Shift;
use crate::DistributeError;

/// A worker waits so long for its turn; what takes longer is a pause.
const PATIENCE: Duration = Duration::from_secs(60);
/// While it waits, it looks up so often.
const GLANCE: Duration = Duration::from_secs(1);
/// Between two renewals of a lease.
const RENEWAL: u32 = 20;

/// Whether the next message may go.
pub(super) enum Allowed {
    Go,
    /// Not in this run; why.
    NotNow(String),
}

pub(super) struct Allowance<'a> {
    shift: &'a Shift<'a>,
    destination: &'a str,
    pace: Option<Pace>,
    tokens: u32,
    closed_until: Option<Timestamp>,
}

impl<'a> Allowance<'a> {
    pub(super) fn new(shift: &'a Shift<'a>, destination: &'a str) -> Self {
        let pace = shift.run.traffic.limits(destination).pace;
        Self { shift, destination, pace, tokens: 0, closed_until: None }
    }

    /// The destination has shown that it wants to be left alone.
    pub(super) fn close(&mut self, until: Timestamp) {
        self.closed_until = Some(until);
    }

    /// Waits for a token of the pace, if there is one.
    pub(super) async fn next(
        &mut self,
        lease: &Lease,
        left: usize,
    ) -> Result<Allowed, DistributeError> {
        if let Some(until) = self.closed_until {
            return Ok(Allowed::NotNow(format!(
                "{} is left alone until {until}",
                self.destination
            )));
        }
        let Some(pace) = self.pace else { return Ok(Allowed::Go) };
        let mut glances = 0;
        while self.tokens == 0 {
            if self.shift.over() {
                return Ok(Allowed::NotNow("the run ended".to_owned()));
            }
            let wanted = share(pace, left);
            let taken = self.shift.run.ledger.take(self.destination, pace, wanted).await?;
            self.tokens = taken.granted;
            if self.tokens > 0 {
                break;
            }
            let wait = taken.again_at.duration_since(self.shift.run.clock.now());
            let wait = Duration::try_from(wait).unwrap_or_default();
            if wait > PATIENCE {
                let until = taken.again_at;
                self.shift.pause(self.destination, until).await?;
                let why = format!("{} has had its share until {until}", self.destination);
                return Ok(Allowed::NotNow(why));
            }
            sleep(wait.clamp(Duration::from_millis(1), GLANCE)).await;
            glances += 1;
            if glances % RENEWAL == 0 {
                lease::renew(self.shift.run.ledger, lease).await?;
            }
        }
        self.tokens -= 1;
        Ok(Allowed::Go)
    }
}

/// A fifth of a second's worth, so that workers take turns.
fn share(pace: Pace, left: usize) -> u32 {
    let fifth = (pace.per_second / 5.0).clamp(1.0, 50.0) as u32;
    fifth.min(u32::try_from(left).unwrap_or(u32::MAX)).max(1)
}
