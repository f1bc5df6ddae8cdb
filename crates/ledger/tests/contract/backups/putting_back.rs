//! A copy put back, without anything going out twice or to whom it must not, and what
//! a ledger that is damaged or gone says.

use super::*;

/// A day's work: one edition out, one half-way, one approved; then a copy; then the
/// rest of the day.
async fn a_day(house: &House) {
    let desk = house.desk();
    desk.ledger.adopt(Vec::new(), Vec::new()).await.unwrap();
    let out = new(desk.ledger.open(edition(World::Live, "monday", "monday")).await.unwrap());
    desk.plan(out, &["ann", "bob"], Cursor::End).await;
    desk.finish(out, accepted()).await;
    let half = new(desk.ledger.open(edition(World::Live, "tuesday", "tuesday")).await.unwrap());
    desk.plan(half, &["ann", "bob", "cleo"], Cursor::End).await;
    let (lease, delivery) = desk.attempted(half, "w1").await;
    let approved = NewProposal {
        key: "wednesday".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        digest: Digest::of(b"wednesday"),
        subject: "Wednesday".to_owned(),
        text: "words".to_owned(),
        warnings: Vec::new(),
        contents: vec![Digest::of(b"wednesday")],
    };
    desk.ledger.propose(approved).await.unwrap();
    desk.ledger.answer(&Digest::of(b"wednesday"), "Bo", true, "").await.unwrap();

    desk.ledger.shelve(World::Live, "brief", draft("friday")).await.unwrap();

    back_up(&house.ledger, &house.away("copy.sqlite")).unwrap();

    desk.settle(&lease, delivery, accepted()).await;
    desk.finish(half, accepted()).await;
    desk.ledger.capture(draft("wednesday")).await.unwrap();
    let mut wednesday = edition(World::Live, "wednesday", "wednesday");
    wednesday.contents = vec![Digest::of(b"wednesday")];
    let third = new(desk.ledger.open(wednesday).await.unwrap());
    desk.plan(third, &["ann"], Cursor::End).await;
    desk.finish(third, accepted()).await;
    let people = SqliteLedger::open(&house.ledger, Arc::new(SystemClock)).unwrap();
    let why = Suppression {
        list: None,
        reason: Reason::Unsubscribed,
        at: later(),
        source: "a link".to_owned(),
    };
    people.suppress("bob@example.org", why).await.unwrap();
}

#[tokio::test]
async fn nothing_goes_out_from_a_copy_that_was_put_back() {
    let house = House::new();
    a_day(&house).await;
    let restored = put_back(&house, "copy.sqlite").unwrap();
    assert_eq!((restored.stopped, restored.uncertain), (vec!["tuesday".to_owned()], 1));
    assert_eq!(restored.inventory.newest.unwrap().0, "tuesday");
    assert!(restored.taken_over);

    let desk = house.desk();
    let ledger = &desk.ledger;
    assert_eq!(ledger.adopted().await.unwrap(), None, "live profiles wait for a person");
    assert_eq!(ledger.restored().await.unwrap(), Some(later()));
    let editions = ledger.editions(World::Live).await.unwrap();
    let tuesday = editions.iter().find(|edition| edition.key == "tuesday").unwrap();
    assert_eq!(ledger.standing(tuesday.id).await.unwrap(), Standing::Stopped);
    assert_eq!((tuesday.balance.uncertain, tuesday.balance.waiting), (1, 2));
    assert!(desk.claim(tuesday.id, "w2", 9).await.is_none());
    // What went out since, and who left since, is known from the ledger that was replaced.
    assert_eq!(ledger.lost().await.unwrap(), ["wednesday"]);
    assert!(ledger.was_seen(&Digest::of(b"wednesday")).await.unwrap());
    let people = house.open().unwrap();
    assert_eq!(people.person("bob@example.org").await.unwrap().suppressions.len(), 1);
    // The approval was to a copy of which nobody knows whether it went out.
    assert!(ledger.proposals().await.unwrap()[0].answers.is_empty());
    assert!(ledger.shelf(World::Live).await.unwrap().is_empty(), "nothing fires late");

    // Nobody of before has a token that is good now.
    assert!(ledger.epoch(tuesday.id).await.unwrap() > 1 << 20);
    let replaced = restored.replaced.unwrap();
    drop(people);
    let former = back_up(&replaced, &house.away("former.sqlite")).unwrap();
    assert_eq!((former.editions, former.newest.unwrap().0), (3, "wednesday".to_owned()));
}

async fn joined(people: &SqliteLedger, address: &str) {
    let subscriber = Subscriber {
        address: address.to_owned(),
        name: Some(format!("name-of-{address}")),
        attributes: Default::default(),
        tags: Vec::new(),
    };
    let consent =
        Consent { at: later(), source: "a test".to_owned(), text_version: None, ip: None };
    let (list, standing) = ("list".to_owned(), Optin::Confirmed);
    let asked = NewSubscription { list, subscriber, standing, consent };
    assert_eq!(people.subscribe(asked).await.unwrap(), Subscribed::Added);
}

/// Erased since the copy: the copy has them on a list, in a plan, by their token.
async fn a_day_with_an_erasure(house: &House) {
    let desk = house.desk();
    desk.ledger.adopt(Vec::new(), Vec::new()).await.unwrap();
    let people = house.open().unwrap();
    joined(&people, "bob@example.org").await;
    joined(&people, "notbob@example.org").await;
    let holder = Holder { list: Some("list".to_owned()), address: "bob@example.org".to_owned() };
    people.keep_token(TokenMark([1; 16]), holder).await.unwrap();
    let half = new(desk.ledger.open(edition(World::Live, "tuesday", "tuesday")).await.unwrap());
    desk.plan(half, &["ann", "bob"], Cursor::End).await;
    back_up(&house.ledger, &house.away("copy.sqlite")).unwrap();
    let address = "bob@example.org";
    people.erase(address, &mark(address), "on request").await.unwrap();
}

fn times(path: &Path, words: &str) -> usize {
    let bytes = fs::read(path).unwrap();
    bytes.windows(words.len()).filter(|window| *window == words.as_bytes()).count()
}

#[tokio::test]
async fn who_was_erased_since_the_copy_is_erased_in_it_too() {
    let house = House::new();
    a_day_with_an_erasure(&house).await;
    assert_eq!(times(&house.away("copy.sqlite"), "name-of-bob@example.org"), 1);
    let restored = put_back(&house, "copy.sqlite").unwrap();
    assert_eq!((restored.taken_over, restored.erased), (true, 1));
    let people = house.open().unwrap();
    assert!(people.person("bob@example.org").await.unwrap().is_unknown());
    assert_eq!(people.holder(TokenMark([1; 16])).await.unwrap(), None);
    let listed = people.subscribed("list", None, 9).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|one| one.subscriber.address.as_str()).collect();
    assert_eq!(listed, ["notbob@example.org"], "nobody else is");
    let left = people.person(&mark("bob@example.org")).await.unwrap();
    assert_eq!(left.suppressions[0].reason, Reason::Erased);
    assert_eq!(left.deliveries[0].state, "suppressed", "who waited is not mailed");
    drop(people);
    // No byte of the file has them, also where no row points to.
    let all = times(&house.ledger, "bob@example.org");
    assert_eq!(all, times(&house.ledger, "notbob@example.org"));
}

#[tokio::test]
async fn an_erasure_from_before_the_copy_needs_nothing() {
    let house = House::new();
    a_day_with_an_erasure(&house).await;
    back_up(&house.ledger, &house.away("later.sqlite")).unwrap();
    assert_eq!(put_back(&house, "later.sqlite").unwrap().erased, 0);
}

/// What stands under `select` in the ledger's file.
fn rows(house: &House, select: &str) -> Vec<String> {
    let raw = Connection::open(&house.ledger).unwrap();
    let mut select = raw.prepare(select).unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn what_the_former_ledger_knew_is_known_of_a_copy() {
    let house = House::new();
    let desk = house.desk();
    let lost = vec!["older".to_owned()];
    desk.ledger.capture(draft("rehearsed")).await.unwrap();
    let mut rehearsed = edition(World::Rehearsal, "rehearsed", "rehearsed");
    rehearsed.contents = vec![Digest::of(b"rehearsed")];
    new(desk.ledger.open(rehearsed.clone()).await.unwrap());
    let waits = NewProposal {
        key: "waits".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        digest: Digest::of(b"waits"),
        subject: "Waits".to_owned(),
        text: "words".to_owned(),
        warnings: Vec::new(),
        contents: Vec::new(),
    };
    desk.ledger.propose(waits).await.unwrap();
    back_up(&house.ledger, &house.away("copy.sqlite")).unwrap();

    desk.ledger.adopt(vec![(Digest::of(b"stood"), "stood.md".to_owned())], lost).await.unwrap();
    let sent = copydesk_ledger::NewEdition { world: World::Live, ..rehearsed };
    new(desk.ledger.open(sent).await.unwrap());
    let mut unseen = edition(World::Live, "unseen", "unseen");
    unseen.contents = vec![Digest::of(b"never captured")];
    new(desk.ledger.open(unseen).await.unwrap());
    desk.ledger.withdraw(&Digest::of(b"waits")).await.unwrap();
    let people = house.open().unwrap();
    let holder = Holder { list: None, address: "ann@example.org".to_owned() };
    people.keep_token(TokenMark([2; 16]), holder.clone()).await.unwrap();
    drop((people, desk));

    assert!(put_back(&house, "copy.sqlite").unwrap().taken_over);
    let ledger = house.open().unwrap();
    for (what, draft) in [("before", &b"stood"[..]), ("rehearsed", b"rehearsed")] {
        assert!(ledger.was_seen(&Digest::of(draft)).await.unwrap(), "{what}");
    }
    assert!(ledger.was_seen(&Digest::of(b"never captured")).await.unwrap());
    assert_eq!(ledger.lost().await.unwrap(), ["older", "rehearsed", "unseen"]);
    assert_eq!(ledger.holder(TokenMark([2; 16])).await.unwrap(), Some(holder));
    let cancelled = "SELECT key FROM proposals WHERE cancelled_at IS NOT NULL";
    assert_eq!(rows(&house, cancelled), ["waits"]);
}

#[test]
fn a_former_ledger_of_an_older_layout_is_taken_over_and_left_as_it_is() {
    let house = House::new();
    let copy = House::new();
    drop(copy.open().unwrap());
    back_up(&copy.ledger, &house.away("copy.sqlite")).unwrap();
    oldest(&house.ledger);
    let restored = put_back(&house, "copy.sqlite").unwrap();
    assert!(restored.taken_over);
    assert_eq!(rows(&house, "SELECT key FROM lost_editions"), ["brief"]);
    let replaced = Connection::open(restored.replaced.unwrap()).unwrap();
    let layout: i64 = replaced.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(layout, 1);
}

#[tokio::test]
async fn what_an_attempt_that_died_has_left_behind_is_cleared_away() {
    let house = House::new();
    a_day(&house).await;
    for ending in ["", "-journal", "-wal", "-shm"] {
        fs::write(house.ledger.with_extension(format!("sqlite.restoring{ending}")), "x").unwrap();
    }
    put_back(&house, "copy.sqlite").unwrap();
    let names = fs::read_dir(house.ledger.parent().unwrap()).unwrap().flatten();
    let names = names.map(|entry| entry.file_name().into_string().unwrap());
    let left: Vec<_> = names.filter(|name| name.contains("restoring")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn an_adopted_copy_lets_new_words_out_and_what_waits_by_a_persons_word() {
    let house = House::new();
    a_day(&house).await;
    put_back(&house, "copy.sqlite").unwrap();
    let desk = house.desk();
    desk.ledger.adopt(Vec::new(), vec!["thursday".to_owned()]).await.unwrap();
    assert!(desk.ledger.adopted().await.unwrap().is_some());
    assert_eq!(desk.ledger.lost().await.unwrap(), ["thursday", "wednesday"]);
    let editions = desk.ledger.editions(World::Live).await.unwrap();
    let tuesday = editions.iter().find(|edition| edition.key == "tuesday").unwrap().id;
    assert!(desk.claim(tuesday, "w2", 9).await.is_none(), "stopped until it is resumed");
    desk.ledger.resume(tuesday).await.unwrap();
    assert_eq!(desk.batch(tuesday, "w2", 9).await.deliveries.len(), 2, "and nobody uncertain");
}

#[tokio::test]
async fn a_ledger_that_somebody_has_open_is_not_replaced() {
    let house = House::new();
    a_day(&house).await;
    let open = house.open().unwrap();
    let told = put_back(&house, "copy.sqlite").unwrap_err();
    assert!(told.to_string().contains("is open in another process"), "{told}");
    assert_eq!(open.editions(World::Live).await.unwrap().len(), 3);
    drop(open);
    assert!(house.beside().is_empty(), "{:?}", house.beside());
}

#[tokio::test]
async fn what_is_no_copy_of_a_ledger_replaces_nothing() {
    let house = House::new();
    a_day(&house).await;
    let before = back_up(&house.ledger, &house.away("before.sqlite")).unwrap();
    let copy = house.away("copy.sqlite");
    let mut bytes = fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    fs::write(house.away("damaged.sqlite"), bytes).unwrap();
    fs::write(house.away("words.txt"), "words ".repeat(1000)).unwrap();
    fs::write(house.away("empty.sqlite"), "").unwrap();
    for (name, why) in [
        ("damaged.sqlite", "is damaged: "),
        ("words.txt", "is a file of another kind, not a ledger"),
        ("empty.sqlite", "is empty"),
        ("missing.sqlite", "cannot be read"),
    ] {
        let told = put_back(&house, name).unwrap_err().to_string();
        assert!(told.contains(why) && told.contains(name), "{told}");
    }
    let after = back_up(&house.ledger, &house.away("after.sqlite")).unwrap();
    assert_eq!(after, before);
    assert!(house.beside().is_empty(), "{:?}", house.beside());
}

#[tokio::test]
async fn a_damaged_ledger_is_named_left_alone_and_replaced_by_a_copy() {
    let house = House::new();
    a_day(&house).await;
    let bytes = fs::read(&house.ledger).unwrap();
    let ruin = |from: usize, length: usize| {
        let mut ruined = bytes.clone();
        ruined[from..from + length].fill(0x5a);
        fs::write(&house.ledger, &ruined).unwrap();
        ruined
    };
    // Its first page, then all others.
    let ruined = ruin(0, 100);
    let told = house.open().unwrap_err();
    assert!(matches!(told, LedgerError::Damaged { .. }), "{told}");
    assert_eq!(fs::read(&house.ledger).unwrap(), ruined);
    ruin(4096, bytes.len() - 4096);
    let told = match house.open() {
        Ok(ledger) => ledger.editions(World::Live).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(told, LedgerError::Damaged { .. }), "{told}");
    let told = back_up(&house.ledger, &house.away("ruin.sqlite")).unwrap_err();
    assert!(told.to_string().contains("is damaged"), "{told}");
    assert!(!house.away("ruin.sqlite").exists());

    let restored = put_back(&house, "copy.sqlite").unwrap();
    assert!(!restored.taken_over);
    assert!(restored.replaced.unwrap().exists());
    assert_eq!(house.open().unwrap().editions(World::Live).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_lost_ledger_comes_back_from_its_copy() {
    let house = House::new();
    a_day(&house).await;
    fs::remove_dir_all(house.ledger.parent().unwrap()).unwrap();
    let restored = put_back(&house, "copy.sqlite").unwrap();
    assert_eq!((restored.replaced, restored.taken_over), (None, false));
    assert_eq!(house.open().unwrap().adopted().await.unwrap(), None);
}

#[tokio::test]
async fn nothing_is_recorded_in_a_ledger_that_was_taken_away() {
    let house = House::new();
    let ledger = house.open().unwrap();
    ledger.capture(draft("a")).await.unwrap();
    fs::rename(&house.ledger, house.away("taken")).unwrap();
    for told in [
        ledger.capture(draft("b")).await.unwrap_err().to_string(),
        ledger.answered().await.unwrap_err().to_string(),
    ] {
        assert!(told.contains("was removed while it was open"), "{told}");
    }
    fs::copy(house.away("taken"), &house.ledger).unwrap();
    let told = ledger.capture(draft("c")).await.unwrap_err().to_string();
    assert!(told.contains("was replaced while it was open"), "{told}");
    // Put back as it was, it is the same ledger.
    fs::remove_file(&house.ledger).unwrap();
    fs::rename(house.away("taken"), &house.ledger).unwrap();
    ledger.capture(draft("d")).await.unwrap();
}
