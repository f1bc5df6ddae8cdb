//! Who works for which destination at the moment, and what its answers say of its
//! patience.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use copydesk_ledger::Settled;
use jiff::SignedDuration;
use tokio::sync::Notify;

use crate::Traffic;

/// Temporary answers in a row, about the system and not about a person, after
/// which a destination is left alone for a while.
const PATIENCE: u32 = 5;

/// What is known of every destination in this run.
pub(super) struct Destinations<'a> {
    traffic: &'a Traffic,
    known: Mutex<BTreeMap<String, Known>>,
    /// Told whenever a worker leaves one.
    left: Notify,
}

#[derive(Default)]
struct Known {
    workers: u32,
    later_in_a_row: u32,
    pauses: u32,
}

impl<'a> Destinations<'a> {
    pub(super) fn new(traffic: &'a Traffic) -> Self {
        Self { traffic, known: Mutex::default(), left: Notify::new() }
    }

    /// Those that have as many connections as they are given.
    pub(super) fn full(&self) -> Vec<String> {
        let known = self.known();
        let full = known.iter().filter(|(name, known)| {
            let limit = self.traffic.limits(name).connections;
            limit.is_some_and(|limit| known.workers >= limit.max(1))
        });
        full.map(|(name, _)| name.clone()).collect()
    }

    /// A worker begins with a batch of this one.
    pub(super) fn enter(&self, name: &str) {
        self.known().entry(name.to_owned()).or_default().workers += 1;
    }

    /// It has ended.
    pub(super) fn leave(&self, name: &str) {
        if let Some(known) = self.known().get_mut(name) {
            known.workers = known.workers.saturating_sub(1);
        }
        self.left.notify_waiters();
    }

    /// Until a worker leaves one.
    pub(super) async fn room(&self) {
        self.left.notified().await;
    }

    /// Takes note of an answer, and says for how long the destination is to be left
    /// alone, if it is.
    pub(super) fn hear(&self, name: &str, settled: &Settled) -> Option<SignedDuration> {
        let mut all = self.known();
        let known = all.entry(name.to_owned()).or_default();
        match settled {
            Settled::Deferred { reply, .. } => match impatience(reply) {
                Impatience::Full => {}
                Impatience::Some if known.later_in_a_row + 1 < PATIENCE => {
                    known.later_in_a_row += 1;
                }
                Impatience::Some | Impatience::Closing => {
                    known.later_in_a_row = 0;
                    known.pauses += 1;
                    let minutes = 1_i64 << (known.pauses - 1).min(5);
                    return Some(SignedDuration::from_mins(minutes.min(30)));
                }
            },
            Settled::Accepted(_) => {
                known.later_in_a_row = 0;
                known.pauses = 0;
            }
            _ => {}
        }
        None
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Known>> {
        // Counters are true whatever a panicking worker was about.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Impatience {
    /// It is about one mailbox.
    Full,
    /// It is about the system: load, network, policy.
    Some,
    /// 421: the service goes away.
    Closing,
}

/// RFC 5321 for the reply code; RFC 3463 for the subject of the enhanced one: 1
/// and 2 are about an address and its mailbox.
fn impatience(reply: &str) -> Impatience {
    if reply.starts_with("421") {
        return Impatience::Closing;
    }
    let enhanced = reply.split_whitespace().nth(1).unwrap_or_default();
    let mailbox = enhanced.starts_with("4.1.") || enhanced.starts_with("4.2.");
    if mailbox || reply.starts_with("452") { Impatience::Full } else { Impatience::Some }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn later(reply: &str) -> Settled {
        let until = "2026-11-07T06:35:00Z".parse().unwrap();
        Settled::Deferred { reply: reply.to_owned(), until }
    }

    #[test]
    fn a_full_mailbox_holds_up_nobody_else() {
        let traffic = Traffic::default();
        let destinations = Destinations::new(&traffic);
        for _ in 0..20 {
            assert_eq!(destinations.hear("gmail.com", &later("452 4.2.2 full")), None);
        }
    }

    #[test]
    fn a_destination_that_keeps_saying_later_is_left_alone_ever_longer() {
        let traffic = Traffic::default();
        let destinations = Destinations::new(&traffic);
        let busy = later("451 4.7.1 try again");
        let minutes: Vec<i64> = (0..40)
            .filter_map(|_| destinations.hear("gmail.com", &busy))
            .map(|pause| pause.as_mins())
            .collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(destinations.hear("gmx.net", &busy), None, "another one");
        destinations.hear("gmail.com", &Settled::Accepted("250".to_owned()));
        let gone = destinations.hear("gmail.com", &later("421 4.3.2 going down"));
        assert_eq!(gone, Some(SignedDuration::from_mins(1)), "at once, and from the start");
    }

    #[test]
    fn a_destination_has_no_more_workers_than_it_is_given() {
        let mut traffic = Traffic::default();
        let two = Limits { connections: Some(2), pace: None };
        traffic.own.insert("gmail.com".to_owned(), two);
        let destinations = Destinations::new(&traffic);
        for name in ["gmail.com", "gmx.net", "gmx.net", "gmx.net"] {
            destinations.enter(name);
        }
        assert_eq!(destinations.full(), Vec::<String>::new());
        destinations.enter("gmail.com");
        assert_eq!(destinations.full(), ["gmail.com"]);
        destinations.leave("gmail.com");
        assert_eq!(destinations.full(), Vec::<String>::new());
    }
}
