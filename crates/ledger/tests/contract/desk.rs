//! A ledger, a clock that is moved by hand, and short words for what the
//! scenarios do.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use copydesk_ledger::{
    Balance, Batch, Candidate, Chunk, Claim, Clock, Closing, Cursor, DeliveryId, EditionId,
    Intents, Lease, Ledger, NewEdition, Opened, Outcome, Part, Settled, World,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;

/// Stands still until it is moved.
pub(crate) struct HandClock(AtomicI64);

impl Default for HandClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_800_000_000))
    }
}

impl HandClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn in_seconds(&self, seconds: i64) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst) + seconds).unwrap()
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        self.in_seconds(0)
    }
}

/// Leases of the scenarios last so long.
pub(crate) const LEASE: u32 = 60;

/// What a scenario works at.
pub(crate) struct Desk {
    pub(crate) ledger: Box<dyn Ledger>,
    pub(crate) clock: Arc<HandClock>,
    /// Another handle on the same store, as another process would have.
    open: Box<dyn Fn() -> Box<dyn Ledger>>,
}

impl Desk {
    pub(crate) fn new(clock: Arc<HandClock>, open: impl Fn() -> Box<dyn Ledger> + 'static) -> Self {
        Self { ledger: open(), clock, open: Box::new(open) }
    }

    /// What a second process sees.
    pub(crate) fn another_handle(&self) -> Box<dyn Ledger> {
        (self.open)()
    }

    /// Drops the ledger, then opens what it left.
    pub(crate) fn reopened(self) -> Self {
        let Self { ledger, clock, open } = self;
        drop(ledger);
        Self { ledger: open(), clock, open }
    }

    /// Freezes a new edition.
    pub(crate) async fn open(&self, world: World, key: &str) -> EditionId {
        new(self.ledger.open(edition(world, key, "text")).await.unwrap())
    }

    /// A live edition whose whole plan is these people.
    pub(crate) async fn planned(&self, people: &[&str]) -> EditionId {
        let id = self.open(World::Live, "2027-01-15-brief").await;
        self.plan(id, people, Cursor::End).await;
        id
    }

    /// Plans these from where the plan stands.
    pub(crate) async fn plan(&self, id: EditionId, people: &[&str], to: Cursor) -> u64 {
        let from = self.ledger.planned(id).await.unwrap().cursor;
        let chunk = chunk(from, people, to.clone());
        let planned = self.ledger.plan(id, chunk).await.unwrap();
        assert_eq!(planned.cursor, to);
        planned.candidates
    }

    pub(crate) async fn claim(&self, id: EditionId, owner: &str, limit: u32) -> Option<Batch> {
        self.ledger.claim(claim(id, owner, limit)).await.unwrap()
    }

    /// A claim that must find something.
    pub(crate) async fn batch(&self, id: EditionId, owner: &str, limit: u32) -> Batch {
        let batch = self.claim(id, owner, limit).await.expect("something due");
        assert!(!batch.deliveries.is_empty());
        batch
    }

    /// Claims one delivery and notes the intent to send it.
    pub(crate) async fn attempted(&self, id: EditionId, owner: &str) -> (Lease, DeliveryId) {
        let batch = self.batch(id, owner, 1).await;
        let delivery = batch.deliveries[0].id;
        assert_eq!(self.intend(&batch.lease, &[delivery]).await, [delivery]);
        (batch.lease, delivery)
    }

    pub(crate) async fn intend(&self, lease: &Lease, ids: &[DeliveryId]) -> Vec<DeliveryId> {
        let intents = [Intents::new(lease, ids)];
        self.ledger.intend(&intents).await.unwrap().remove(0).through
    }

    pub(crate) async fn settle(&self, lease: &Lease, delivery: DeliveryId, settled: Settled) {
        let outcome = Outcome { delivery, settled };
        self.ledger.settle(lease, vec![outcome]).await.unwrap();
    }

    pub(crate) async fn balance(&self, id: EditionId) -> Balance {
        let balance = self.ledger.balance(id).await.unwrap();
        assert!(balance.holds(), "{balance:?}");
        balance
    }

    /// Sends to everybody who is due, then closes.
    pub(crate) async fn finish(&self, id: EditionId, with: Settled) -> Balance {
        while let Some(batch) = self.claim(id, "finisher", 100).await {
            let ids = ids(&batch);
            assert_eq!(self.intend(&batch.lease, &ids).await, ids);
            for delivery in ids {
                self.settle(&batch.lease, delivery, with.clone()).await;
            }
        }
        match self.ledger.close(id).await.unwrap() {
            Closing::Closed(balance) => balance,
            Closing::Open(balance) => panic!("still open: {balance:?}"),
        }
    }
}

/// An edition that differs from another of its key only by its text.
pub(crate) fn edition(world: World, key: &str, text: &str) -> NewEdition {
    NewEdition {
        world,
        key: key.to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        digest: Digest::of(text.as_bytes()),
        contents: vec![Digest::of(b"draft")],
        parts: vec![Part { name: "text".to_owned(), bytes: text.as_bytes().to_vec() }],
        not_after: None,
    }
}

pub(crate) fn new(opened: Opened) -> EditionId {
    match opened {
        Opened::New(id) => id,
        other => panic!("not new: {other:?}"),
    }
}

pub(crate) fn person(name: &str) -> Candidate {
    Candidate {
        address: format!("{name}@example.org"),
        name: Some(name.to_owned()),
        list: "subscribers".to_owned(),
        since: None,
    }
}

pub(crate) fn chunk(from: Cursor, people: &[&str], to: Cursor) -> Chunk {
    Chunk {
        from,
        candidates: people.iter().map(|name| person(name)).collect(),
        tokens: Vec::new(),
        to,
    }
}

pub(crate) fn after(name: &str) -> Cursor {
    Cursor::After(person(name).address)
}

pub(crate) fn claim(edition: EditionId, owner: &str, limit: u32) -> Claim {
    Claim { lease_seconds: LEASE, ..Claim::new(edition, owner, limit) }
}

pub(crate) fn ids(batch: &Batch) -> Vec<DeliveryId> {
    batch.deliveries.iter().map(|d| d.id).collect()
}

/// The people of a batch by their short names.
pub(crate) fn names(batch: &Batch) -> Vec<String> {
    batch.deliveries.iter().map(|d| d.candidate.name.clone().unwrap()).collect()
}

pub(crate) fn accepted() -> Settled {
    Settled::Accepted("250 2.0.0 queued".to_owned())
}
