//! What every engine promises about people on lists. Another engine joins with a
//! function like [`sqlite`], and a line in [`scenarios`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_ledger::{
    AsKnown, Candidate, Chunk, Claim, Consent, Cursor, DeliveryId, EditionId, Followed,
    ImportChunk, ImportCounts, ImportRow, Ledger, Mark, Marks, NewEdition, NewSubscription, Opened,
    Optin, Outcome, Part, Reason, Return, Settled, SqliteLedger, Subscribed, Subscriber,
    Subscriptions, Suppression, World,
};
use copydesk_manuscript::Digest;
use jiff::Timestamp;
use serde_json::json;

const LIST: &str = "brief";

/// An engine of which both contracts are asked.
struct Store<L> {
    ledger: L,
    folder: tempfile::TempDir,
}

fn sqlite() -> Store<SqliteLedger> {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(|| at(1_000));
    let ledger = SqliteLedger::open(&folder.path().join("ledger.sqlite"), clock).unwrap();
    Store { ledger, folder }
}

macro_rules! scenarios {
    ($engine:ident: $($scenario:ident)*) => {
        mod $engine {
            $(#[tokio::test]
            async fn $scenario() {
                crate::$scenario(&crate::$engine()).await;
            })*
        }
    };
}

scenarios! { sqlite:
    an_import_adds_updates_and_then_changes_nothing
    a_dry_run_counts_and_changes_nothing
    the_first_of_repeated_rows_counts
    nobody_who_left_comes_back_by_an_import
    what_another_system_gave_up_is_taken_over
    who_came_back_later_is_not_taken_off_by_an_old_export
    who_may_not_be_mailed_is_not_subscribed
    pending_people_are_not_mailed_until_they_confirm
    one_reason_is_undone_without_the_other
    people_come_in_pages_in_byte_order
    who_left_before_planning_is_planned_as_suppressed
    who_leaves_between_plan_and_intent_gets_nothing
    the_kinds_of_an_attributes_values_are_counted
    a_delivery_knows_whom_it_was_to
    a_stretch_of_people_who_left_is_no_end_of_the_plan
    what_comes_back_marks_its_delivery_and_is_undone
    evidence_settles_what_nobody_knew
    what_is_on_the_wire_is_marked_when_it_is_settled
    erasure_leaves_a_mark_and_nothing_else
    a_plan_goes_on_behind_an_erased_person
    lists_are_counted
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn person(address: &str) -> Subscriber {
    Subscriber {
        address: address.to_owned(),
        name: None,
        attributes: Default::default(),
        tags: Vec::new(),
    }
}

fn row(address: &str, as_known: AsKnown) -> ImportRow {
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

fn known(addresses: &[&str]) -> Vec<ImportRow> {
    addresses.iter().map(|address| row(address, AsKnown::Subscribed)).collect()
}

async fn import(store: &impl Subscriptions, rows: Vec<ImportRow>) -> ImportCounts {
    store.import(chunk(rows)).await.unwrap()
}

fn chunk(rows: Vec<ImportRow>) -> ImportChunk {
    let source = "import old.csv".to_owned();
    ImportChunk { list: LIST.to_owned(), source, first: true, dry_run: false, rows }
}

fn because(reason: Reason, list: Option<&str>) -> Suppression {
    Suppression { list: list.map(str::to_owned), reason, at: at(900), source: "test".to_owned() }
}

async fn listed(store: &impl Subscriptions) -> Vec<String> {
    let people = store.subscribed(LIST, None, 100).await.unwrap();
    people.into_iter().map(|person| person.subscriber.address).collect()
}

fn asked(address: &str, standing: Optin) -> NewSubscription {
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

async fn an_import_adds_updates_and_then_changes_nothing<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    let mut rows = known(&["ann@x.org", "bob@x.org"]);
    rows[0].subscriber.name = Some("Ann".to_owned());
    rows[0].subscriber.attributes.insert("city".to_owned(), json!("Rome"));
    rows[1].at = Some(at(7));
    let added = ImportCounts { added: 2, ..Default::default() };
    assert_eq!(import(people, rows.clone()).await, added);
    let unchanged = ImportCounts { unchanged: 2, ..Default::default() };
    assert_eq!(import(people, rows.clone()).await, unchanged);
    rows[0].subscriber.attributes.insert("city".to_owned(), json!("Oslo"));
    let updated = ImportCounts { updated: 1, unchanged: 1, ..Default::default() };
    assert_eq!(import(people, rows).await, updated);
    let ann = people.person("ann@x.org").await.unwrap();
    assert_eq!((ann.name.as_deref(), &ann.attributes["city"]), (Some("Ann"), &json!("Oslo")));
    let bob = people.person("bob@x.org").await.unwrap();
    assert_eq!(bob.subscriptions[0].consent.at, at(7));
    assert_eq!(bob.subscriptions[0].consent.source, "import old.csv");
}

async fn a_dry_run_counts_and_changes_nothing<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    let dry = ImportChunk { dry_run: true, ..chunk(known(&["ann@x.org", "bob@x.org"])) };
    assert_eq!(people.import(dry).await.unwrap().added, 2);
    let more = known(&["bob@x.org", "cleo@x.org"]);
    let next = ImportChunk { dry_run: true, first: false, ..chunk(more) };
    let counts = people.import(next).await.unwrap();
    assert_eq!((counts.added, counts.repeated), (1, 1));
    assert!(listed(people).await.is_empty());
    assert_eq!(import(people, known(&["ann@x.org"])).await.added, 1);
}

async fn the_first_of_repeated_rows_counts<L: Subscriptions>(store: &Store<L>) {
    let mut rows = known(&["ann@x.org", "ann@x.org"]);
    rows[0].subscriber.name = Some("Ann".to_owned());
    rows[1].subscriber.name = Some("Anna".to_owned());
    let counts = import(&store.ledger, rows.clone()).await;
    assert_eq!((counts.added, counts.repeated), (1, 1));
    let again = import(&store.ledger, rows).await;
    assert_eq!((again.unchanged, again.repeated, again.updated), (1, 1, 0));
}

async fn nobody_who_left_comes_back_by_an_import<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    let addresses = ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "f@x.org"];
    import(people, known(&addresses)).await;
    for (address, why) in [
        ("a@x.org", because(Reason::Unsubscribed, Some(LIST))),
        ("b@x.org", because(Reason::Bounced, None)),
        ("c@x.org", because(Reason::Complained, None)),
        ("d@x.org", because(Reason::Suppressed, None)),
        // Left another list: stays on this one.
        ("e@x.org", because(Reason::Unsubscribed, Some("weekly"))),
    ] {
        assert!(people.suppress(address, why).await.unwrap());
    }
    let counts = import(people, known(&addresses)).await;
    let expected = ImportCounts {
        unchanged: 2,
        kept_unsubscribed: 1,
        kept_bounced: 1,
        kept_complained: 1,
        kept_suppressed: 1,
        ..Default::default()
    };
    assert_eq!(counts, expected);
    assert_eq!((counts.kept_out(), counts.rows()), (4, 6));
    assert_eq!(listed(people).await, ["e@x.org", "f@x.org"]);
}

async fn what_another_system_gave_up_is_taken_over<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    import(people, known(&["left@x.org", "gone@x.org", "ok@x.org"])).await;
    let given_up =
        vec![row("left@x.org", AsKnown::Unsubscribed), row("gone@x.org", AsKnown::Cleaned)];
    let counts = import(people, given_up.clone()).await;
    assert_eq!((counts.now_unsubscribed, counts.now_bounced), (1, 1));
    assert_eq!(import(people, given_up).await.unchanged, 2);
    assert_eq!(listed(people).await, ["ok@x.org"]);
    // Bounced is about the address, leaving about the list.
    let gone = people.person("gone@x.org").await.unwrap().suppressions;
    assert_eq!((gone[0].reason, gone[0].list.as_deref()), (Reason::Bounced, None));
    let left = people.person("left@x.org").await.unwrap().suppressions;
    assert_eq!((left[0].reason, left[0].list.as_deref()), (Reason::Unsubscribed, Some(LIST)));
}

async fn who_came_back_later_is_not_taken_off_by_an_old_export<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    people.subscribe(asked("ann@x.org", Optin::Confirmed)).await.unwrap();
    let mut old = row("ann@x.org", AsKnown::Unsubscribed);
    old.at = Some(at(499));
    assert_eq!(import(people, vec![old.clone()]).await.unchanged, 1);
    assert_eq!(listed(people).await, ["ann@x.org"]);
    old.at = Some(at(501));
    assert_eq!(import(people, vec![old]).await.now_unsubscribed, 1);
    assert!(listed(people).await.is_empty());
}

async fn who_may_not_be_mailed_is_not_subscribed<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    people.suppress("ann@x.org", because(Reason::Complained, None)).await.unwrap();
    let refused = people.subscribe(asked("ann@x.org", Optin::Confirmed)).await.unwrap();
    let Subscribed::Refused(why) = refused else { panic!("{refused:?}") };
    assert_eq!(why[0].reason, Reason::Complained);
    assert!(listed(people).await.is_empty());
}

async fn pending_people_are_not_mailed_until_they_confirm<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    let pending = people.subscribe(asked("ann@x.org", Optin::Pending)).await.unwrap();
    assert_eq!(pending, Subscribed::Added);
    assert!(listed(people).await.is_empty());
    people.subscribe(asked("ann@x.org", Optin::Confirmed)).await.unwrap();
    assert_eq!(listed(people).await, ["ann@x.org"]);
    // Who asks again does not fall back.
    let again = people.subscribe(asked("ann@x.org", Optin::Pending)).await.unwrap();
    assert_eq!(again, Subscribed::Unchanged);
    assert_eq!(listed(people).await, ["ann@x.org"]);
    let proof = people.person("ann@x.org").await.unwrap().subscriptions[0].consent.clone();
    assert_eq!((proof.at, proof.text_version.as_deref()), (at(500), Some("1")));
}

async fn one_reason_is_undone_without_the_other<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    import(people, known(&["ann@x.org"])).await;
    people.suppress("ann@x.org", because(Reason::Bounced, None)).await.unwrap();
    people.suppress("ann@x.org", because(Reason::Complained, None)).await.unwrap();
    let lifted = people.lift("ann@x.org", None, Some(Reason::Bounced), "desk").await.unwrap();
    assert_eq!(lifted.len(), 1);
    assert!(listed(people).await.is_empty());
    people.lift("ann@x.org", None, None, "desk").await.unwrap();
    assert_eq!(listed(people).await, ["ann@x.org"]);
    let events = people.person("ann@x.org").await.unwrap().events;
    let words: Vec<_> = events.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(words, ["bounced", "complained", "lifted", "lifted"]);
}

async fn people_come_in_pages_in_byte_order<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    import(people, known(&["c@x.org", "a@x.org", "b@x.org"])).await;
    let first = people.subscribed(LIST, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|p| &p.subscriber.address[..1]).collect::<String>(), "ab");
    let rest = people.subscribed(LIST, Some("b@x.org"), 2).await.unwrap();
    assert_eq!(rest.iter().map(|p| &p.subscriber.address[..1]).collect::<String>(), "c");
}

async fn the_kinds_of_an_attributes_values_are_counted<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    let values = [json!(41.0), json!("41"), json!("2024-05-06"), json!(true), json!([1])];
    let rows = values.into_iter().enumerate().map(|(n, value)| {
        let mut row = row(&format!("{n}@x.org"), AsKnown::Subscribed);
        row.subscriber.attributes.insert("favourite age".to_owned(), value);
        row
    });
    import(people, rows.collect()).await;
    import(people, known(&["nobody@x.org"])).await;
    people.subscribe(asked("pending@x.org", Optin::Pending)).await.unwrap();
    let kinds = people.kinds(LIST, "favourite age").await.unwrap();
    let all = ["date", "number", "other", "text", "yes-no"].map(|kind| (kind.to_owned(), 1));
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    assert!(people.kinds(LIST, "city").await.unwrap().is_empty());
}

async fn open(ledger: &impl Ledger) -> EditionId {
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

async fn plan(ledger: &impl Ledger, id: EditionId, addresses: &[&str], to: Cursor) {
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

fn claim(edition: EditionId, limit: u32) -> Claim {
    Claim {
        edition,
        owner: "mail".to_owned(),
        limit,
        lease_seconds: 60,
        except: Vec::new(),
        tried_after: None,
    }
}

async fn who_left_before_planning_is_planned_as_suppressed<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    ledger.suppress("ann@x.org", because(Reason::Unsubscribed, Some(LIST))).await.unwrap();
    ledger.suppress("bob@x.org", because(Reason::Unsubscribed, Some("weekly"))).await.unwrap();
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org", "bob@x.org"], Cursor::End).await;
    let balance = ledger.balance(id).await.unwrap();
    assert_eq!((balance.candidates, balance.suppressed, balance.waiting), (2, 1, 1));
}

async fn a_delivery_knows_whom_it_was_to<L: Ledger + Subscriptions>(store: &Store<L>) {
    let ledger = &store.ledger;
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org", "bob@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    for delivery in &batch.deliveries {
        let to = (LIST.to_owned(), delivery.candidate.address.clone());
        assert_eq!(ledger.addressee(delivery.id).await.unwrap(), Some(to));
    }
    assert_eq!(ledger.addressee(DeliveryId(1)).await.unwrap(), None);
}

async fn who_leaves_between_plan_and_intent_gets_nothing<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org", "bob@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    ledger.suppress("ann@x.org", because(Reason::Unsubscribed, Some(LIST))).await.unwrap();
    let ids: Vec<_> = batch.deliveries.iter().map(|delivery| delivery.id).collect();
    let intended = ledger.intend(&batch.lease, &ids).await.unwrap();
    assert_eq!((intended.through, intended.left), (vec![ids[1]], vec![ids[0]]));
    let settled = Settled::Accepted("250 ok".to_owned());
    let outcome = Outcome { delivery: ids[1], settled };
    ledger.settle(&batch.lease, vec![outcome]).await.unwrap();
    ledger.close(id).await.unwrap();
    let balance = ledger.balance(id).await.unwrap();
    assert_eq!((balance.accepted, balance.suppressed, balance.waiting), (1, 1, 0));
}

async fn a_stretch_of_people_who_left_is_no_end_of_the_plan<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    for address in ["a@x.org", "b@x.org", "c@x.org"] {
        ledger.suppress(address, because(Reason::Bounced, None)).await.unwrap();
    }
    let id = open(ledger).await;
    plan(ledger, id, &["a@x.org", "b@x.org", "c@x.org", "d@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 2)).await.unwrap().unwrap();
    assert_eq!(batch.deliveries[0].candidate.address, "d@x.org");
}

/// An edition to ann, with this outcome.
async fn sent(ledger: &impl Ledger, settled: Option<Settled>) -> (EditionId, DeliveryId) {
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    let delivery = batch.deliveries[0].id;
    ledger.intend(&batch.lease, &[delivery]).await.unwrap();
    if let Some(settled) = settled {
        ledger.settle(&batch.lease, vec![Outcome { delivery, settled }]).await.unwrap();
        ledger.close(id).await.unwrap();
    }
    (id, delivery)
}

fn came_back(bytes: &[u8], delivery: DeliveryId, mark: Mark) -> Return {
    let reason = match mark {
        Mark::Taken => None,
        Mark::Bounced => Some(Reason::Bounced),
        Mark::Complained => Some(Reason::Complained),
    };
    Return {
        message: Digest::of(bytes),
        at: at(1_000),
        about: Some((delivery, mark)),
        words: "5.1.1 nobody there".to_owned(),
        suppress: reason.map(|reason| ("ann@x.org".to_owned(), because(reason, None))),
    }
}

async fn what_comes_back_marks_its_delivery_and_is_undone<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    import(ledger, known(&["ann@x.org"])).await;
    let (id, delivery) = sent(ledger, Some(Settled::Accepted("250 queued as 4bX".into()))).await;
    let before = ledger.balance(id).await.unwrap();
    let known_as = &ledger.sent_to("ann@x.org").await.unwrap()[0];
    assert_eq!((known_as.delivery, known_as.revision), (delivery, 1));
    assert_eq!(known_as.reply.as_deref(), Some("250 queued as 4bX"));

    let bounce = came_back(b"bounce", delivery, Mark::Bounced);
    let followed = ledger.follow(bounce.clone()).await.unwrap();
    assert!(followed.suppressed && followed.marked && !followed.settled);
    assert_eq!(ledger.follow(bounce.clone()).await.unwrap(), Followed::default());
    ledger.follow(came_back(b"complaint", delivery, Mark::Complained)).await.unwrap();
    assert_eq!(ledger.marks(id).await.unwrap(), Marks { bounced: 1, complained: 1 });
    assert_eq!(ledger.balance(id).await.unwrap(), before, "marks change no sum");
    assert!(listed(ledger).await.is_empty());
    let trace = ledger.trace(World::Live, "ann@x.org", None).await.unwrap().remove(0);
    assert_eq!(trace.marks, [Mark::Bounced, Mark::Complained]);
    assert_eq!(trace.events[2].event, "bounced");
    assert!(trace.events[2].detail.starts_with("5.1.1 nobody there; message "), "{trace:?}");

    // Each message is undone by itself.
    let number = bounce.message.short();
    let undone = ledger.undo(number, "desk").await.unwrap();
    assert_eq!((undone.suppressions.len(), undone.marks, undone.uncertain), (1, 1, 0));
    assert_eq!(ledger.marks(id).await.unwrap(), Marks { bounced: 0, complained: 1 });
    assert!(listed(ledger).await.is_empty(), "the complaint stands");
    assert!(ledger.undo(number, "desk").await.unwrap().is_nothing());
}

async fn evidence_settles_what_nobody_knew<L: Ledger + Subscriptions>(store: &Store<L>) {
    let ledger = &store.ledger;
    let (id, delivery) = sent(ledger, Some(Settled::Uncertain("no answer".to_owned()))).await;
    let state = async |expected: (u64, u64)| {
        let balance = ledger.balance(id).await.unwrap();
        assert_eq!((balance.accepted, balance.uncertain), expected);
        assert!(balance.holds());
    };
    let bounce = came_back(b"bounce", delivery, Mark::Bounced);
    let followed = ledger.follow(bounce.clone()).await.unwrap();
    assert!(followed.settled && followed.marked);
    state((1, 0)).await;
    // A second witness, then the first is taken back, then both.
    ledger.follow(came_back(b"complaint", delivery, Mark::Complained)).await.unwrap();
    let undone = ledger.undo(bounce.message.short(), "desk").await.unwrap();
    assert_eq!(undone.uncertain, 0);
    state((1, 0)).await;
    let undone = ledger.undo(Digest::of(b"complaint").short(), "desk").await.unwrap();
    assert_eq!(undone.uncertain, 1);
    state((0, 1)).await;
    // A delay is no bounce, and shows that a relay has it.
    let delay = came_back(b"delay", delivery, Mark::Taken);
    assert!(ledger.follow(delay.clone()).await.unwrap().settled);
    assert_eq!(ledger.marks(id).await.unwrap(), Marks::default());
    state((1, 0)).await;
    assert_eq!(ledger.follow(delay).await.unwrap(), Followed::default());
}

async fn what_is_on_the_wire_is_marked_when_it_is_settled<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    let (id, delivery) = sent(ledger, None).await;
    let followed = ledger.follow(came_back(b"early", delivery, Mark::Bounced)).await.unwrap();
    assert!(followed.under_way && followed.suppressed && !followed.marked);
    assert_eq!(ledger.marks(id).await.unwrap(), Marks::default());
}

async fn erasure_leaves_a_mark_and_nothing_else<L: Ledger + Subscriptions>(store: &Store<L>) {
    let ledger = &store.ledger;
    let address = "ann.unmistakable@x.org";
    let mut ann = row(address, AsKnown::Subscribed);
    ann.subscriber.name = Some("Ann Unmistakable".to_owned());
    ann.erased_mark = "erased:0123".to_owned();
    import(ledger, vec![ann.clone()]).await;
    ledger.suppress(address, because(Reason::Complained, Some("weekly"))).await.unwrap();
    let id = open(ledger).await;
    plan(ledger, id, &[address], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    let delivery = batch.deliveries[0].id;
    ledger.intend(&batch.lease, &[delivery]).await.unwrap();
    let reply = format!("250 2.0.0 <{}> queued", address.to_uppercase());
    let outcome = Outcome { delivery, settled: Settled::Accepted(reply) };
    ledger.settle(&batch.lease, vec![outcome]).await.unwrap();

    let erased = ledger.erase(address, "erased:0123", "on request").await.unwrap();
    assert_eq!((erased.subscriptions, erased.deliveries, erased.left), (1, 1, 0));
    assert!(ledger.person(address).await.unwrap().is_unknown());
    // What was sent is still counted, under the mark.
    assert_eq!(ledger.balance(id).await.unwrap().accepted, 1);
    let mark = ledger.person("erased:0123").await.unwrap();
    assert_eq!(mark.deliveries[0].state, "accepted");
    assert_eq!(import(ledger, vec![ann]).await.kept_erased, 1);
    assert!(listed(ledger).await.is_empty());
    let lifted = ledger.lift("erased:0123", None, None, "desk").await.unwrap();
    assert!(lifted.is_empty(), "an erasure is not undone");
    // No byte of the files holds the address or the name any more, in any case.
    for file in files(store.folder.path()) {
        let bytes = std::fs::read(&file).unwrap().to_ascii_lowercase();
        let found = bytes.windows(16).any(|window| window == b"ann.unmistakable");
        let named = bytes.windows(16).any(|window| window == b"ann unmistakable");
        assert!(!found && !named, "{}", file.display());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

async fn a_plan_goes_on_behind_an_erased_person<L: Ledger + Subscriptions>(store: &Store<L>) {
    let ledger = &store.ledger;
    let id = open(ledger).await;
    let after = |address: &str| Cursor::After(address.to_owned());
    plan(ledger, id, &["ann@x.org", "bob@x.org"], after("bob@x.org")).await;
    let erased = ledger.erase("bob@x.org", "erased:b", "on request").await.unwrap();
    assert_eq!((erased.deliveries, erased.left), (1, 0));
    assert_eq!(ledger.planned(id).await.unwrap().cursor, after("ann@x.org"));
    plan(ledger, id, &["cleo@x.org"], Cursor::End).await;
    let balance = ledger.balance(id).await.unwrap();
    assert_eq!((balance.candidates, balance.suppressed, balance.waiting), (3, 1, 2));
}

async fn lists_are_counted<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    import(people, known(&["a@x.org", "b@x.org", "c@x.org"])).await;
    people.subscribe(asked("d@x.org", Optin::Pending)).await.unwrap();
    people.suppress("a@x.org", because(Reason::Unsubscribed, Some(LIST))).await.unwrap();
    people.suppress("b@x.org", because(Reason::Bounced, None)).await.unwrap();
    let stats = people.stats().await.unwrap();
    let brief = stats.iter().find(|stats| stats.list == LIST).unwrap();
    assert_eq!((brief.subscribed, brief.pending), (1, 1));
    assert_eq!(brief.suppressed.get("unsubscribed"), Some(&1));
    let every = stats.iter().find(|stats| stats.list.is_empty()).unwrap();
    assert_eq!(every.suppressed.get("bounced"), Some(&1));
}
