//! An erasure leaves a keyed mark, and no byte of the person.

use std::path::{Path, PathBuf};

use copydesk_ledger::{
    AsKnown, Cursor, Intents, Ledger, NewProposal, Outcome, Reason, Settled, Subscriptions,
};
use copydesk_manuscript::Digest;

use crate::people::{because, claim, import, listed, open, plan, row};
use crate::store::Store;

pub(crate) async fn erasure_leaves_a_mark_and_nothing_else<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
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
    ledger.intend(&[Intents::new(&batch.lease, &[delivery])]).await.unwrap();
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

pub(crate) async fn words_of_the_newsroom_are_mentions_that_stay<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
    let ledger = &store.ledger;
    let proposal = NewProposal {
        key: "brief".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        digest: Digest::of(b"brief"),
        subject: "Ask joann@x.org".to_owned(),
        text: "Write to ann@x.org.".to_owned(),
        warnings: vec!["ann@x.org: no such word".to_owned()],
        contents: Vec::new(),
    };
    ledger.propose(proposal).await.unwrap();
    ledger.answer(&Digest::of(b"brief"), "Bo", false, "ann@x.org is gone").await.unwrap();
    import(ledger, vec![row("ann@x.org", AsKnown::Subscribed)]).await;
    let erased = ledger.erase("ann@x.org", "erased:a", "on request").await.unwrap();
    assert_eq!((erased.left, erased.mentions), (0, 3));
}

pub(crate) async fn a_plan_goes_on_behind_an_erased_person<L: Ledger + Subscriptions>(
    store: &Store<L>,
) {
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
