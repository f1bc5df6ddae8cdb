//! What comes back about a delivery: marks, reasons, and certainty.

use copydesk_ledger::{
    Cursor, DeliveryId, EditionId, Followed, Intents, Ledger, Mark, Marks, Outcome, Reason, Return,
    Settled, Subscriptions, World,
};
use copydesk_manuscript::Digest;

use crate::people::{at, because, claim, import, known, listed, open, plan};
use crate::store::Store;

/// An edition to ann, with this outcome.
async fn sent(ledger: &impl Ledger, settled: Option<Settled>) -> (EditionId, DeliveryId) {
    let id = open(ledger).await;
    plan(ledger, id, &["ann@x.org"], Cursor::End).await;
    let batch = ledger.claim(claim(id, 10)).await.unwrap().unwrap();
    let delivery = batch.deliveries[0].id;
    ledger.intend(&[Intents::new(&batch.lease, &[delivery])]).await.unwrap();
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

pub(crate) async fn what_comes_back_marks_its_delivery_and_is_undone<L: Ledger + Subscriptions>(
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

pub(crate) async fn evidence_settles_what_nobody_knew<L: Ledger + Subscriptions>(store: &Store<L>) {
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

pub(crate) async fn what_is_on_the_wire_is_marked_when_it_is_settled<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    let (id, delivery) = sent(ledger, None).await;
    let followed = ledger.follow(came_back(b"early", delivery, Mark::Bounced)).await.unwrap();
    assert!(followed.under_way && followed.suppressed && !followed.marked);
    assert_eq!(ledger.marks(id).await.unwrap(), Marks::default());
}
