//! What the relay answered to those who did not get the edition, and how often.

use std::collections::BTreeMap;

use copydesk_distribution::Step;
use copydesk_ledger::Settled;
use jiff::tz::TimeZone;

/// Answers other than yes, counted by their words. Addresses in them are left
/// out: relays like to repeat the recipient.
#[derive(Default)]
pub(crate) struct Answers {
    counts: BTreeMap<(&'static str, String), (u64, Option<jiff::Timestamp>)>,
    /// In other words than those kept.
    others: usize,
}

/// Different answers shown; a relay may word each one anew.
const MOST: usize = 5;
/// Different answers kept, however many there are.
const KEPT: usize = 100;

impl Answers {
    /// Takes note of a run's progress.
    pub(crate) fn hear(&mut self, step: &Step<'_>) {
        self.add(step.settled);
    }

    fn add(&mut self, settled: &Settled) {
        let (kind, words, until) = match settled {
            Settled::Written | Settled::Accepted(_) => return,
            Settled::Deferred { reply, until } => ("deferred", reply, Some(*until)),
            Settled::Rejected(reply) => ("rejected", reply, None),
            Settled::Uncertain(why) => ("uncertain", why, None),
            Settled::Unsent(why) => ("unsent", why, None),
        };
        let key = (kind, without_addresses(words));
        if self.counts.len() >= KEPT && !self.counts.contains_key(&key) {
            self.others += 1;
            return;
        }
        let entry = self.counts.entry(key).or_default();
        entry.0 += 1;
        entry.1 = until.or(entry.1);
    }

    /// A line for each answer: `2 rejected: 550 5.1.1 no such mailbox`.
    pub(crate) fn lines(&self, zone: &TimeZone) -> Vec<String> {
        let mut lines: Vec<String> = self
            .counts
            .iter()
            .take(MOST)
            .map(|((kind, words), (count, until))| {
                let until = until
                    .map(|at| at.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string());
                let until = until.map(|at| format!(" until {at}")).unwrap_or_default();
                format!("{count} {kind}{until}: {words}")
            })
            .collect();
        let others = self.counts.len().saturating_sub(MOST) + self.others;
        if others > 0 {
            lines.push(format!("and {others} other answers"));
        }
        lines
    }
}

fn without_addresses(words: &str) -> String {
    let veil = |word: &str| if word.contains('@') { "…".to_owned() } else { word.to_owned() };
    words.split_whitespace().map(veil).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_and_name_nobody() {
        let mut answers = Answers::default();
        for name in ["ann", "bo"] {
            answers.add(&Settled::Rejected(format!("550 5.1.1 <{name}@example.org>: unknown")));
        }
        answers.add(&Settled::Accepted("250 ok".to_owned()));
        assert_eq!(answers.lines(&TimeZone::UTC), ["2 rejected: 550 5.1.1 … unknown"]);
        for n in 0..500 {
            answers.add(&Settled::Deferred {
                reply: format!("451 {n:03}"),
                until: jiff::Timestamp::UNIX_EPOCH,
            });
        }
        assert!(answers.counts.len() <= KEPT);
        assert_eq!(answers.lines(&TimeZone::UTC).last().unwrap(), "and 496 other answers");
    }
}
