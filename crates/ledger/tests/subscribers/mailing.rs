//! Who left gets nothing: asked when an edition is planned, and again at each intent.

use copydesk_ledger::{
    Cursor, DeliveryId, Intents, Ledger, Outcome, Reason, Settled, Subscriptions,
};

use crate::people::{LIST, because, claim, open, plan};
use crate::store::Store;

pub(crate) async fn who_left_before_planning_is_planned_as_suppressed<L: Ledger + Subscriptions>(
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

pub(crate) async fn a_delivery_knows_whom_it_was_to<L: Ledger + Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn who_leaves_between_plan_and_intent_gets_nothing<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org", "bob@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    ledger.suppress("ann@x.org", because(Reason::Unsubscribed, Some(LIST))).await.unwrap();
    let ids: Vec<_> = batch.deliveries.iter().map(|delivery| delivery.id).collect();
    let intended = ledger.intend(&[Intents::new(&batch.lease, &ids)]).await.unwrap().remove(0);
    assert_eq!((intended.through, intended.left), (vec![ids[1]], vec![ids[0]]));
    let settled = Settled::Accepted("250 ok".to_owned());
    let outcome = Outcome { delivery: ids[1], settled };
    ledger.settle(&batch.lease, vec![outcome]).await.unwrap();
    ledger.close(id).await.unwrap();
    let balance = ledger.balance(id).await.unwrap();
    assert_eq!((balance.accepted, balance.suppressed, balance.waiting), (1, 1, 0));
}

pub(crate) async fn a_stretch_of_people_who_left_is_no_end_of_the_plan<
    L: Ledger + Subscriptions,
>(
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
