//! People, lists and an edition, as the scenarios need them.

use copydesk_ledger::{
    AsKnown, Candidate, Chunk, Claim, Consent, Cursor, EditionId, ImportChunk, ImportCounts,
    ImportRow, Ledger, NewEdition, NewSubscription, Opened, Optin, Part, Reason, Subscriber,
    Subscriptions, Suppression, World,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;

pub(crate) const LIST: &str = "brief";

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

pub(crate) fn person(address: &str) -> Subscriber {
    Subscriber {
        address: address.to_owned(),
        name: None,
        attributes: Default::default(),
        tags: Vec::new(),
    }
}

pub(crate) fn row(address: &str, as_known: AsKnown) -> ImportRow {
    ImportRow {
        subscriber: person(address),
        as_known,
        at: None,
        ip: None,
        source: None,
        text_version: None,
        erased_mark: format!("erased:{}", address.len()),
    }
}

pub(crate) fn known(addresses: &[&str]) -> Vec<ImportRow> {
    addresses.iter().map(|address| row(address, AsKnown::Subscribed)).collect()
}

pub(crate) async fn import(store: &impl Subscriptions, rows: Vec<ImportRow>) -> ImportCounts {
    store.import(chunk(rows)).await.unwrap()
}

pub(crate) fn chunk(rows: Vec<ImportRow>) -> ImportChunk {
    let source = "import old.csv".to_owned();
    ImportChunk { list: LIST.to_owned(), source, first: true, dry_run: false, rows }
}

pub(crate) fn because(reason: Reason, list: Option<&str>) -> Suppression {
    Suppression { list: list.map(str::to_owned), reason, at: at(900), source: "test".to_owned() }
}

pub(crate) async fn listed(store: &impl Subscriptions) -> Vec<String> {
    let people = store.subscribed(LIST, None, 100).await.unwrap();
    people.into_iter().map(|person| person.subscriber.address).collect()
}

pub(crate) fn asked(address: &str, standing: Optin) -> NewSubscription {
    NewSubscription {
        list: LIST.to_owned(),
        subscriber: person(address),
        standing,
        consent: Consent {
            at: at(500),
            source: "form".to_owned(),
            text_version: Some("1".to_owned()),
            ip: None,
        },
    }
}

pub(crate) async fn open(ledger: &impl Ledger) -> EditionId {
    let edition = NewEdition {
        world: World::Live,
        key: "2026-11-25-brief".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        not_after: None,
        digest: Digest::of(b"brief"),
        contents: Vec::new(),
        parts: vec![Part { name: "text".to_owned(), bytes: b"brief".to_vec() }],
    };
    match ledger.open(edition).await.unwrap() {
        Opened::New(id) => id,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn plan(ledger: &impl Ledger, id: EditionId, addresses: &[&str], to: Cursor) {
    let candidate = |address: &&str| Candidate {
        address: (*address).to_owned(),
        name: None,
        list: LIST.to_owned(),
        since: None,
    };
    let from = ledger.planned(id).await.unwrap().cursor;
    let candidates = addresses.iter().map(candidate).collect();
    ledger.plan(id, Chunk { from, candidates, tokens: Vec::new(), to }).await.unwrap();
}

pub(crate) fn claim(edition: EditionId, limit: u32) -> Claim {
    Claim::new(edition, "mail", limit)
}
