//! Random histories, compared call by call with a ledger small enough to be
//! read at one sitting.
//!
//! `PROPTEST_CASES=100000 cargo test -p copydesk-ledger model` runs more of them.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_ledger::{
    Balance, Batch, Chunk, Closing, Cursor, DeliveryId, EditionId, Lease, Outcome, Settled, World,
};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::desk::{Desk, LEASE, claim, person};

/// How many people the plans choose from.
const PEOPLE: u8 = 10;

#[derive(Clone, Debug)]
enum Call {
    Plan {
        people: BTreeSet<u8>,
        end: bool,
        /// From where the plan does not stand.
        astray: bool,
    },
    Claim {
        owner: bool,
        limit: u32,
    },
    Intend {
        lease: usize,
        picks: Vec<usize>,
    },
    Settle {
        lease: usize,
        outcomes: Vec<(usize, u8)>,
    },
    /// Also backwards: clocks are set right.
    Clock {
        seconds: i64,
    },
    /// Stop, and then resume.
    Stop {
        stop: bool,
    },
    Cancel,
    Close,
    Reopen,
}

fn call() -> impl Strategy<Value = Call> {
    let people = prop::collection::btree_set(0..PEOPLE, 0..5);
    prop_oneof![
        3 => (people, prop::bool::weighted(0.15), prop::bool::weighted(0.1))
            .prop_map(|(people, end, astray)| Call::Plan { people, end, astray }),
        6 => (any::<bool>(), 0..5_u32).prop_map(|(owner, limit)| Call::Claim { owner, limit }),
        // Lease 0 is the latest one, 1 the one before …
        8 => (0..4_usize, prop::collection::vec(0..5_usize, 0..5))
            .prop_map(|(lease, picks)| Call::Intend { lease, picks }),
        8 => (0..4_usize, prop::collection::vec((0..5_usize, 0..6_u8), 1..5))
            .prop_map(|(lease, outcomes)| Call::Settle { lease, outcomes }),
        4 => (-20..70_i64).prop_map(|seconds| Call::Clock { seconds }),
        1 => any::<bool>().prop_map(|stop| Call::Stop { stop }),
        1 => prop::bool::weighted(0.2)
            .prop_map(|end| if end { Call::Cancel } else { Call::Stop { stop: false } }),
        1 => Just(Call::Close),
        1 => Just(Call::Reopen),
    ]
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Stand {
    /// Free from this moment; `None`: never leased.
    Free(Option<Timestamp>),
    Leased(u64),
    Attempted(u64),
    Written,
    Accepted,
    Rejected,
    Cancelled,
    Uncertain,
}

/// What a ledger is, as far as one edition goes.
struct Model {
    cursor: Cursor,
    /// By address.
    rows: BTreeMap<String, (Stand, u32)>,
    /// Owner and end of each living lease, by epoch.
    leases: BTreeMap<u64, (String, Timestamp)>,
    highest_epoch: u64,
    closed: bool,
    stopped: bool,
    cancelled: bool,
}

impl Model {
    fn plan(&mut self, chunk: &Chunk) {
        if self.cursor == chunk.from && self.cursor != Cursor::End {
            for candidate in &chunk.candidates {
                let row = (Stand::Free(None), 0);
                self.rows.entry(candidate.address.clone()).or_insert(row);
            }
            self.cursor = chunk.to.clone();
        }
    }

    fn bury_the_dead(&mut self, now: Timestamp, owner: &str) {
        let dead = |(bearer, until): &(String, Timestamp)| *until < now || bearer == owner;
        for (stand, _) in self.rows.values_mut() {
            match *stand {
                Stand::Leased(epoch) if dead(&self.leases[&epoch]) => {
                    *stand = Stand::Free(Some(now));
                }
                Stand::Attempted(epoch) if dead(&self.leases[&epoch]) => {
                    *stand = Stand::Uncertain;
                }
                _ => {}
            }
        }
        self.leases.retain(|_, lease| !dead(lease));
        if self.cancelled {
            self.cancel_free();
        }
    }

    fn cancel_free(&mut self) {
        for (stand, _) in self.rows.values_mut() {
            if matches!(stand, Stand::Free(_)) {
                *stand = Stand::Cancelled;
            }
        }
    }

    /// Gives how many were cancelled.
    fn cancel(&mut self) -> u64 {
        if self.closed {
            return 0;
        }
        let before = self.balance().cancelled;
        for (stand, _) in self.rows.values_mut() {
            if matches!(stand, Stand::Leased(_)) {
                *stand = Stand::Cancelled;
            }
        }
        self.cancel_free();
        self.cancelled = true;
        self.cursor = Cursor::End;
        self.balance().cancelled - before
    }

    /// Checks what a claim was given, and gives it.
    fn claim(
        &mut self,
        now: Timestamp,
        owner: &str,
        limit: u32,
        got: Option<&Batch>,
    ) -> Result<(), TestCaseError> {
        self.bury_the_dead(now, owner);
        if self.stopped || self.cancelled {
            prop_assert!(got.is_none(), "the edition does not go on");
            return Ok(());
        }
        let standing = |wanted: fn(Option<Timestamp>, Timestamp) -> bool| -> BTreeSet<&String> {
            let is_wanted = |stand| matches!(stand, Stand::Free(due) if wanted(due, now));
            let rows = self.rows.iter();
            rows.filter(|(_, row)| is_wanted(row.0)).map(|(address, _)| address).collect()
        };
        let fresh = standing(|due, _| due.is_none());
        let again = standing(|due, now| due.is_some_and(|due| due <= now));
        let expected = (limit as usize).min(fresh.len() + again.len());
        let Some(batch) = got else {
            prop_assert_eq!(expected, 0, "something was due");
            return Ok(());
        };
        let given: BTreeSet<&String> =
            batch.deliveries.iter().map(|delivery| &delivery.candidate.address).collect();
        prop_assert!(expected > 0);
        prop_assert_eq!(batch.deliveries.len(), expected);
        prop_assert_eq!(given.len(), expected, "nobody twice in a batch");
        prop_assert!(given.iter().all(|a| fresh.contains(a) || again.contains(a)));
        prop_assert!(
            given.is_disjoint(&again) || fresh.is_subset(&given),
            "those never leased come first"
        );
        let epoch = batch.lease.epoch;
        prop_assert!(epoch > self.highest_epoch);
        self.highest_epoch = epoch;
        let until = now + jiff::SignedDuration::from_secs(LEASE.into());
        prop_assert_eq!(batch.lease.until, until);
        for delivery in &batch.deliveries {
            let row = self.rows.get_mut(&delivery.candidate.address).unwrap();
            prop_assert_eq!(delivery.attempts, row.1);
            row.0 = Stand::Leased(epoch);
        }
        self.leases.insert(epoch, (owner.to_owned(), until));
        Ok(())
    }

    /// Whether this one may be sent, under a lease that was just renewed.
    fn intend(&mut self, lease: &Lease, address: &str) -> bool {
        let (stand, attempts) = self.rows.get_mut(address).unwrap();
        let may = *stand == Stand::Leased(lease.epoch) && !self.stopped && !self.cancelled;
        if may {
            *stand = Stand::Attempted(lease.epoch);
            *attempts += 1;
        }
        may
    }

    /// Whether the lease is still good, and if so, for longer.
    fn renew(&mut self, now: Timestamp, lease: &Lease) -> bool {
        match self.leases.get_mut(&lease.epoch) {
            Some((_, until)) if now <= *until => {
                *until = now + jiff::SignedDuration::from_secs(LEASE.into());
                true
            }
            _ => false,
        }
    }

    /// Whether the outcome counts.
    fn settle(&mut self, now: Timestamp, lease: &Lease, address: &str, settled: &Settled) -> bool {
        let (stand, _) = self.rows.get_mut(address).unwrap();
        let held = [Stand::Leased(lease.epoch), Stand::Attempted(lease.epoch)].contains(stand);
        if held {
            *stand = match settled {
                Settled::Written => Stand::Written,
                Settled::Accepted(_) => Stand::Accepted,
                Settled::Deferred { until, .. } => Stand::Free(Some(*until)),
                Settled::Rejected(_) => Stand::Rejected,
                Settled::Uncertain(_) => Stand::Uncertain,
                Settled::Unsent(_) => Stand::Free(Some(now)),
            };
            if self.cancelled && matches!(stand, Stand::Free(_)) {
                *stand = Stand::Cancelled;
            }
        }
        held
    }

    fn balance(&self) -> Balance {
        let count = |wanted: fn(Stand) -> bool| {
            self.rows.values().filter(|row| wanted(row.0)).count() as u64
        };
        Balance {
            candidates: self.rows.len() as u64,
            written: count(|stand| stand == Stand::Written),
            accepted: count(|stand| stand == Stand::Accepted),
            rejected: count(|stand| stand == Stand::Rejected),
            cancelled: count(|stand| stand == Stand::Cancelled),
            uncertain: count(|stand| stand == Stand::Uncertain),
            waiting: count(|stand| {
                matches!(stand, Stand::Free(_) | Stand::Leased(_) | Stand::Attempted(_))
            }),
            ..Balance::default()
        }
    }

    fn close(&mut self) -> Closing {
        let balance = self.balance();
        self.closed |= self.cursor == Cursor::End && balance.waiting == 0;
        if self.closed { Closing::Closed(balance) } else { Closing::Open(balance) }
    }
}

/// One history: the ledger, the model, and what a reader would count on.
struct History {
    desk: Desk,
    id: EditionId,
    model: Model,
    /// Every batch ever given, the latest last.
    batches: Vec<Batch>,
    /// On the wire or beyond: may not be handed out for sending. Kept without
    /// the model, so that a mistake made in both is still found.
    out: BTreeSet<DeliveryId>,
}

impl History {
    async fn begin(desk: Desk) -> Self {
        let id = desk.open(World::Live, "brief").await;
        let model = Model {
            cursor: Cursor::Start,
            rows: BTreeMap::new(),
            leases: BTreeMap::new(),
            highest_epoch: 0,
            closed: false,
            stopped: false,
            cancelled: false,
        };
        Self { desk, id, model, batches: Vec::new(), out: BTreeSet::new() }
    }

    /// The batch given so many batches ago.
    fn batch(&self, ago: usize) -> Option<&Batch> {
        self.batches.iter().rev().nth(ago)
    }

    async fn step(mut self, call: Call) -> Result<Self, TestCaseError> {
        let now = self.desk.clock.in_seconds(0);
        match call {
            Call::Plan { people, end, astray } => self.plan(&people, end, astray).await?,
            Call::Claim { owner, limit } => {
                let owner = if owner { "one" } else { "two" };
                let got = self.desk.ledger.claim(claim(self.id, owner, limit)).await;
                let got = got.unwrap();
                self.model.claim(now, owner, limit, got.as_ref())?;
                self.batches.extend(got);
            }
            Call::Intend { lease, picks } => {
                if let Some(batch) = self.batch(lease).cloned() {
                    self.intend(now, &batch, &picks).await?;
                }
            }
            Call::Settle { lease, outcomes } => {
                if let Some(batch) = self.batch(lease).cloned() {
                    self.settle(now, &batch, &outcomes).await;
                }
            }
            Call::Clock { seconds } => self.desk.clock.advance(seconds),
            Call::Stop { stop: true } => {
                self.desk.ledger.stop(self.id).await.unwrap();
                self.model.stopped = true;
            }
            Call::Stop { stop: false } => {
                self.desk.ledger.resume(self.id).await.unwrap();
                self.model.stopped = false;
            }
            Call::Cancel => {
                let cancelled = self.desk.ledger.cancel(self.id).await.unwrap();
                prop_assert_eq!(cancelled, self.model.cancel());
            }
            Call::Close => {
                let closing = self.desk.ledger.close(self.id).await.unwrap();
                prop_assert_eq!(closing, self.model.close());
            }
            Call::Reopen => self.desk = self.desk.reopened(),
        }
        let balance = self.desk.ledger.balance(self.id).await.unwrap();
        prop_assert!(balance.holds());
        prop_assert_eq!(balance, self.model.balance());
        Ok(self)
    }

    async fn plan(
        &mut self,
        people: &BTreeSet<u8>,
        end: bool,
        astray: bool,
    ) -> Result<(), TestCaseError> {
        let candidates: Vec<_> = people.iter().map(|n| person(&format!("p{n}"))).collect();
        let from = if astray {
            Cursor::After("nobody@example.org".to_owned())
        } else {
            self.model.cursor.clone()
        };
        let to = match candidates.last() {
            Some(last) if !end => Cursor::After(last.address.clone()),
            None if !end => self.model.cursor.clone(),
            _ => Cursor::End,
        };
        let chunk = Chunk { from, candidates, tokens: Vec::new(), to };
        self.model.plan(&chunk);
        let planned = self.desk.ledger.plan(self.id, chunk).await.unwrap();
        prop_assert_eq!(planned.candidates, self.model.rows.len() as u64);
        prop_assert_eq!(&planned.cursor, &self.model.cursor);
        Ok(())
    }

    async fn intend(
        &mut self,
        now: Timestamp,
        batch: &Batch,
        picks: &[usize],
    ) -> Result<(), TestCaseError> {
        let picked: Vec<_> = picks.iter().filter_map(|pick| batch.deliveries.get(*pick)).collect();
        let ids: Vec<_> = picked.iter().map(|delivery| delivery.id).collect();
        let intended = self.desk.intend(&batch.lease, &ids).await;
        for delivery in &intended {
            prop_assert!(self.out.insert(*delivery), "handed out twice");
        }
        let good = self.model.renew(now, &batch.lease);
        let expected: Vec<_> = picked
            .into_iter()
            .filter(|delivery| {
                let address = &delivery.candidate.address;
                good && self.model.intend(&batch.lease, address)
            })
            .map(|delivery| delivery.id)
            .collect();
        prop_assert_eq!(intended, expected);
        Ok(())
    }

    async fn settle(&mut self, now: Timestamp, batch: &Batch, outcomes: &[(usize, u8)]) {
        let mut reported = Vec::new();
        for (pick, kind) in outcomes {
            let Some(delivery) = batch.deliveries.get(*pick) else {
                continue;
            };
            let settled = self.outcome(*kind);
            let address = &delivery.candidate.address;
            let counts = self.model.settle(now, &batch.lease, address, &settled);
            if counts && matches!(settled, Settled::Deferred { .. } | Settled::Unsent(_)) {
                self.out.remove(&delivery.id);
            }
            reported.push(Outcome { delivery: delivery.id, settled });
        }
        let ledger = &self.desk.ledger;
        ledger.settle(&batch.lease, reported).await.unwrap();
    }

    fn outcome(&self, kind: u8) -> Settled {
        match kind {
            0 => Settled::Written,
            1 => Settled::Accepted("250".to_owned()),
            2 => {
                Settled::Deferred { reply: "451".to_owned(), until: self.desk.clock.in_seconds(30) }
            }
            3 => Settled::Rejected("550".to_owned()),
            4 => Settled::Uncertain("silence".to_owned()),
            _ => Settled::Unsent("421".to_owned()),
        }
    }
}

/// Runs random histories on an engine.
pub(crate) fn agrees_with(engine: fn() -> Desk) {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        // Each history waits for the disk some forty times.
        config.cases = 64;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let calls = prop::collection::vec(call(), 1..60);
    let result = TestRunner::new(config).run(&calls, |calls| {
        runtime.block_on(async {
            let mut history = History::begin(engine()).await;
            for call in calls {
                history = history.step(call).await?;
            }
            Ok(())
        })
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
