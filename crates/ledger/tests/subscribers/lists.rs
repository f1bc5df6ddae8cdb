//! Who comes onto lists by an import or an operator's hand, and who is kept off them.

use copydesk_ledger::{
    AsKnown, ImportChunk, ImportCounts, Optin, Reason, Subscribed, Subscriptions,
};
use serde_json::json;

use crate::people::{LIST, asked, at, because, chunk, import, known, listed, row};
use crate::store::Store;

pub(crate) async fn an_import_adds_updates_and_then_changes_nothing<L: Subscriptions>(
    store: &Store<L>,
) {
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
    let [event] = ann.events.as_slice() else { panic!("{:?}", ann.events) };
    assert_eq!((event.event.as_str(), event.detail.as_str()), ("updated", "import old.csv: city"));
    let bob = people.person("bob@x.org").await.unwrap();
    assert_eq!(bob.subscriptions[0].consent.at, at(7));
    assert_eq!(bob.subscriptions[0].consent.source, "import old.csv");
    assert!(bob.events.is_empty(), "the subscription says where he came from");
}

pub(crate) async fn a_dry_run_counts_and_changes_nothing<L: Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn the_first_of_repeated_rows_counts<L: Subscriptions>(store: &Store<L>) {
    let mut rows = known(&["ann@x.org", "ann@x.org"]);
    rows[0].subscriber.name = Some("Ann".to_owned());
    rows[1].subscriber.name = Some("Anna".to_owned());
    let counts = import(&store.ledger, rows.clone()).await;
    assert_eq!((counts.added, counts.repeated), (1, 1));
    let again = import(&store.ledger, rows).await;
    assert_eq!((again.unchanged, again.repeated, again.updated), (1, 1, 0));
}

pub(crate) async fn nobody_who_left_comes_back_by_an_import<L: Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn what_another_system_gave_up_is_taken_over<L: Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn who_came_back_later_is_not_taken_off_by_an_old_export<L: Subscriptions>(
    store: &Store<L>,
) {
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

pub(crate) async fn who_may_not_be_mailed_is_not_subscribed<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    people.suppress("ann@x.org", because(Reason::Complained, None)).await.unwrap();
    let refused = people.subscribe(asked("ann@x.org", Optin::Confirmed)).await.unwrap();
    let Subscribed::Refused(why) = refused else { panic!("{refused:?}") };
    assert_eq!(why[0].reason, Reason::Complained);
    assert!(listed(people).await.is_empty());
}

pub(crate) async fn pending_people_are_not_mailed_until_they_confirm<L: Subscriptions>(
    store: &Store<L>,
) {
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

pub(crate) async fn one_reason_is_undone_without_the_other<L: Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn people_come_in_pages_in_byte_order<L: Subscriptions>(store: &Store<L>) {
    let people = &store.ledger;
    import(people, known(&["c@x.org", "a@x.org", "b@x.org"])).await;
    let first = people.subscribed(LIST, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|p| &p.subscriber.address[..1]).collect::<String>(), "ab");
    let rest = people.subscribed(LIST, Some("b@x.org"), 2).await.unwrap();
    assert_eq!(rest.iter().map(|p| &p.subscriber.address[..1]).collect::<String>(), "c");
}

pub(crate) async fn the_kinds_of_an_attributes_values_are_counted<L: Subscriptions>(
    store: &Store<L>,
) {
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
    let asked = ["favourite age", "city"].map(str::to_owned).to_vec();
    let mut kinds = people.kinds(LIST, asked).await.unwrap();
    let ages = kinds.remove("favourite age").unwrap();
    let all = ["date", "number", "other", "text", "yes-no"].map(|kind| (kind.to_owned(), 1));
    assert_eq!(ages.into_iter().collect::<Vec<_>>(), all);
    assert!(kinds.is_empty(), "nobody has a city: {kinds:?}");
}

pub(crate) async fn lists_are_counted<L: Subscriptions>(store: &Store<L>) {
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
