//! What people ask for themselves: to subscribe, to come back, to be known otherwise.

use copydesk_ledger::{
    Consent, Cursor, Holder, Ledger, LetterAbout, Limit, NewSubscription, Optin, OptinRequest,
    Reason, Requested, Return, SelfPortrait, Subscribed, Subscriber, Subscriptions, Suppression,
    TokenMark, WaitingLetter, World,
};
use copydesk_manuscript::Digest;
use jiff::SignedDuration;
use serde_json::json;

use crate::people::{LIST, at, because, open, plan};
use crate::store::Store;

const ANN: &str = "ann@x.org";
const DAY: i64 = 86_400;

fn consent(source: &str) -> Consent {
    let (text_version, ip) = (Some("v1".to_owned()), None);
    Consent { at: at(1_000), source: source.to_owned(), text_version, ip }
}

fn wish(lists: &[&str]) -> OptinRequest {
    OptinRequest {
        address: ANN.to_owned(),
        lists: lists.iter().map(|list| (*list).to_owned()).collect(),
        consent: consent("the form"),
        expires_at: at(1_000 + 7 * DAY),
    }
}

fn names(lists: &[&str]) -> Vec<String> {
    lists.iter().map(|list| (*list).to_owned()).collect()
}

async fn confirm(people: &impl Subscriptions, lists: &[&str]) -> Vec<String> {
    people.confirm(ANN, &names(lists), consent("the page")).await.unwrap()
}

async fn is_on(people: &impl Subscriptions, list: &str) -> bool {
    !people.subscribed(list, None, 10).await.unwrap().is_empty()
}

async fn suppress(people: &impl Subscriptions, list: Option<&str>, reason: Reason) {
    let list = list.map(str::to_owned);
    let why = Suppression { list, reason, at: at(1_000), source: "a test".to_owned() };
    assert!(people.suppress(ANN, why).await.unwrap());
}

/// Put there by an operator.
async fn add(people: &impl Subscriptions, list: &str, standing: Optin) {
    let subscriber = Subscriber {
        address: ANN.to_owned(),
        name: None,
        attributes: Default::default(),
        tags: Vec::new(),
    };
    let list = list.to_owned();
    let asked = NewSubscription { list, subscriber, standing, consent: consent("by hand") };
    assert_eq!(people.subscribe(asked).await.unwrap(), Subscribed::Added);
}

pub(crate) async fn a_wish_mails_nobody_until_it_is_confirmed(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    let asked = people.request(wish(&["brief", "week"])).await.unwrap();
    let both = names(&["brief", "week"]);
    assert_eq!(asked, Requested { pending: both.clone(), subscribed: Vec::new() });
    assert!(!is_on(people, "brief").await);
    assert_eq!(people.pending(ANN).await.unwrap(), both);
    // The page that was confirmed named one of them, and another that nobody asked for.
    assert_eq!(confirm(people, &["brief", "third"]).await, names(&["brief"]));
    assert!(is_on(people, "brief").await && !is_on(people, "week").await);
    assert_eq!(confirm(people, &["brief"]).await, names(&[]), "twice");
    let person = people.person(ANN).await.unwrap();
    assert_eq!(person.subscriptions[0].consent.source, "the form, confirmed: the page");
    assert_eq!(person.subscriptions[0].consent.text_version.as_deref(), Some("v1"));
    let again = people.request(wish(&["brief"])).await.unwrap();
    assert_eq!(again, Requested { pending: Vec::new(), subscribed: names(&["brief"]) });
}

pub(crate) async fn a_wish_is_forgotten_with_everything_about_the_person(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    people.request(wish(&["brief"])).await.unwrap();
    let mark = TokenMark([1; 16]);
    people.keep_token(mark, Holder { list: None, address: ANN.to_owned() }).await.unwrap();
    store.wait(7 * DAY);
    assert_eq!(people.forget_expired().await.unwrap(), 0, "its last moment");
    store.wait(1);
    assert_eq!(people.pending(ANN).await.unwrap(), names(&[]));
    assert_eq!(confirm(people, &["brief"]).await, names(&[]));
    assert_eq!(people.forget_expired().await.unwrap(), 1);
    assert!(people.person(ANN).await.unwrap().is_unknown());
    assert_eq!(people.holder(mark).await.unwrap(), None);
}

pub(crate) async fn what_an_operator_put_there_never_expires(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    add(people, "brief", Optin::Pending).await;
    store.wait(1_000 * DAY);
    assert_eq!(people.forget_expired().await.unwrap(), 0);
    assert_eq!(people.person(ANN).await.unwrap().subscriptions.len(), 1);
    // It is no wish of the person's own, either.
    assert_eq!(confirm(people, &["brief"]).await, names(&[]));
}

pub(crate) async fn a_form_ends_nothing_that_stands(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    add(people, "brief", Optin::Confirmed).await;
    add(people, "week", Optin::Pending).await;
    suppress(people, Some("brief"), Reason::Unsubscribed).await;
    let before = people.person(ANN).await.unwrap().subscriptions;
    let asked = people.request(wish(&["brief", "week"])).await.unwrap();
    assert_eq!(asked.pending, names(&["brief", "week"]));
    assert_eq!(people.pending(ANN).await.unwrap(), names(&["brief", "week"]));
    let held = people.person(ANN).await.unwrap().subscriptions;
    assert!(before.iter().all(|row| held.contains(row)), "{held:?}");
    assert_eq!(held.len(), 4, "and the two wishes are told of");
    // Nobody confirms: only the wish is forgotten, with the proof of consent kept.
    store.wait(7 * DAY + 1);
    assert_eq!(confirm(people, &["brief", "week"]).await, names(&[]));
    assert_eq!(people.forget_expired().await.unwrap(), 2);
    assert_eq!(people.person(ANN).await.unwrap().subscriptions, before);
    assert_eq!(people.forget_expired().await.unwrap(), 0);
}

pub(crate) async fn a_wish_that_is_confirmed_proves_what_stood_there(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    add(people, "week", Optin::Pending).await;
    let mut asked = wish(&["week"]);
    asked.consent.text_version = Some("v2".to_owned());
    people.request(asked).await.unwrap();
    assert_eq!(confirm(people, &["week"]).await, names(&["week"]));
    let consent = people.person(ANN).await.unwrap().subscriptions[0].consent.clone();
    assert_eq!(consent.source, "the form, confirmed: the page");
    assert_eq!(consent.text_version.as_deref(), Some("v2"));
    assert_eq!(confirm(people, &["week"]).await, names(&[]), "twice");
}

pub(crate) async fn many_wishes_are_forgotten_at_once(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    for n in 0..40_u8 {
        let address = format!("reader{n}@x.org");
        let holder = Holder { list: None, address: address.clone() };
        people.keep_token(TokenMark([n; 16]), holder).await.unwrap();
        people.request(OptinRequest { address, ..wish(&["brief", "week"]) }).await.unwrap();
    }
    add(people, "brief", Optin::Confirmed).await;
    let kept = Holder { list: None, address: ANN.to_owned() };
    people.keep_token(TokenMark([77; 16]), kept.clone()).await.unwrap();
    store.wait(7 * DAY + 1);
    assert_eq!(people.forget_expired().await.unwrap(), 80);
    assert_eq!(people.holder(TokenMark([7; 16])).await.unwrap(), None);
    assert_eq!(people.holder(TokenMark([77; 16])).await.unwrap(), Some(kept));
}

pub(crate) async fn whoever_left_or_was_given_up_comes_back_by_their_own_word(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    add(people, "brief", Optin::Confirmed).await;
    for (list, reason) in
        [(Some("brief"), Reason::Unsubscribed), (None, Reason::Bounced), (None, Reason::Complained)]
    {
        suppress(people, list, reason).await;
        assert_eq!(people.request(wish(&["brief"])).await.unwrap().pending, names(&["brief"]));
        assert!(!is_on(people, "brief").await, "{reason}: only asked for");
        assert_eq!(people.person(ANN).await.unwrap().suppressions.len(), 1);
        assert_eq!(confirm(people, &["brief"]).await, names(&["brief"]));
        assert!(is_on(people, "brief").await, "{reason}");
    }
    let events = people.person(ANN).await.unwrap().events;
    let replaced = events.iter().find(|event| event.event == "replaced").unwrap();
    assert!(replaced.detail.contains("by hand (v1)"), "the older proof is kept: {replaced:?}");
}

pub(crate) async fn coming_back_to_one_list_is_not_coming_back_to_all(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    add(people, "brief", Optin::Confirmed).await;
    add(people, "week", Optin::Confirmed).await;
    suppress(people, None, Reason::Complained).await;
    people.request(wish(&["brief"])).await.unwrap();
    assert_eq!(confirm(people, &["brief"]).await, names(&["brief"]));
    assert!(is_on(people, "brief").await && !is_on(people, "week").await);
}

/// A list that is a file has mailed them, and knows them by its deliveries alone.
pub(crate) async fn coming_back_to_one_list_is_not_coming_back_to_a_file<
    L: Ledger + Subscriptions,
>(
    store: &Store<L>,
) {
    let people = &store.ledger;
    let id = open(people).await;
    plan(people, id, &[ANN], Cursor::End).await;
    let complaint = Return {
        message: Digest::of(b"complaint"),
        at: at(1_000),
        about: None,
        words: String::new(),
        suppress: Some((ANN.to_owned(), because(Reason::Complained, None))),
    };
    let number = complaint.message.short().to_owned();
    people.follow(complaint).await.unwrap();
    people.request(wish(&["week"])).await.unwrap();
    assert_eq!(confirm(people, &["week"]).await, names(&["week"]));
    let left = people.person(ANN).await.unwrap().suppressions;
    let left: Vec<_> = left.iter().map(|why| (why.list.as_deref(), why.reason)).collect();
    assert_eq!(left, [(Some(LIST), Reason::Unsubscribed)]);
    // Taken back, the complaint leaves nothing behind.
    assert_eq!(people.undo(&number, "desk").await.unwrap().suppressions.len(), 1);
    assert!(people.person(ANN).await.unwrap().suppressions.is_empty());
}

pub(crate) async fn what_an_operator_said_outlives_a_confirmation(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    suppress(people, None, Reason::Suppressed).await;
    assert_eq!(people.request(wish(&["brief"])).await.unwrap(), Requested::default());
    people.lift(ANN, None, None, "a test").await.unwrap();
    people.request(wish(&["brief"])).await.unwrap();
    suppress(people, Some("brief"), Reason::Suppressed).await;
    assert_eq!(confirm(people, &["brief"]).await, names(&[]));
}

pub(crate) async fn a_token_is_one_persons_until_they_are_erased(
    store: &Store<impl Subscriptions>,
) {
    let people = &store.ledger;
    let (own, other) = (TokenMark([1; 16]), TokenMark([2; 16]));
    let holder = Holder { list: Some("brief".to_owned()), address: ANN.to_owned() };
    people.keep_token(own, holder.clone()).await.unwrap();
    people.keep_token(own, holder.clone()).await.unwrap();
    assert_eq!(people.holder(own).await.unwrap(), Some(holder));
    assert_eq!(people.holder(other).await.unwrap(), None);
    assert_eq!(people.erase(ANN, "erased:1", "a test").await.unwrap().left, 0);
    assert_eq!(people.holder(own).await.unwrap(), None);
}

pub(crate) async fn a_letter_waits_until_it_is_forgotten(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    let letter = |id, due| WaitingLetter {
        id,
        world: World::Live,
        address: ANN.to_owned(),
        about: LetterAbout::Confirmation,
        lists: names(&["brief"]),
        tried: 1,
        due_at: at(due),
    };
    people.keep_letter(letter(1, 1_060)).await.unwrap();
    people.keep_letter(letter(2, 1_030)).await.unwrap();
    let alone = SignedDuration::from_secs(600);
    assert_eq!(people.next_letter(World::Live).await.unwrap(), Some(at(1_030)));
    assert_eq!(people.next_letter(World::Rehearsal).await.unwrap(), None);
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap(), None, "not yet");
    store.wait(30);
    assert_eq!(people.due_letter(World::Rehearsal, alone).await.unwrap(), None);
    let taken = people.due_letter(World::Live, alone).await.unwrap().unwrap();
    assert_eq!((taken.id, &taken.lists), (2, &names(&["brief"])));
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap(), None, "it is taken");
    // Whoever had it has died.
    store.wait(600);
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap().unwrap().id, 1);
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap().unwrap().id, 2);
    people.forget_letter(1).await.unwrap();
    people.delay_letter(1, at(1)).await.unwrap();
    people.delay_letter(2, at(1)).await.unwrap();
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap().unwrap().tried, 2);
    assert_eq!(people.due_letter(World::Live, alone).await.unwrap(), None);
    assert_eq!(people.erase(ANN, "erased:1", "a test").await.unwrap().left, 0);
    assert_eq!(people.next_letter(World::Live).await.unwrap(), None);
}

pub(crate) async fn people_say_themselves_what_is_known_of_them(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    let portrait = |city: Option<&str>| SelfPortrait {
        name: Some("Ann".to_owned()),
        attributes: [("city".to_owned(), city.map(|city| json!(city)))].into(),
    };
    assert!(!people.describe(ANN, portrait(Some("Rome"))).await.unwrap(), "unknown");
    add(people, "brief", Optin::Confirmed).await;
    assert!(people.describe(ANN, portrait(Some("Rome"))).await.unwrap());
    assert!(!people.describe(ANN, portrait(Some("Rome"))).await.unwrap(), "nothing new");
    let known = people.person(ANN).await.unwrap();
    assert_eq!((known.name.as_deref(), &known.attributes["city"]), (Some("Ann"), &json!("Rome")));
    assert!(people.describe(ANN, portrait(None)).await.unwrap());
    assert!(people.person(ANN).await.unwrap().attributes.is_empty());
}

pub(crate) async fn nothing_is_asked_for_too_often(store: &Store<impl Subscriptions>) {
    let people = &store.ledger;
    let limit = |key: &str, most| Limit {
        key: key.to_owned(),
        most,
        within: SignedDuration::from_secs(60),
    };
    let both = || vec![limit("source", 3), limit("address", 2)];
    assert_eq!(people.allow(both()).await.unwrap(), None);
    assert_eq!(people.allow(both()).await.unwrap(), None);
    assert_eq!(people.allow(both()).await.unwrap(), Some(1));
    // What was refused counts for nothing.
    let another = || vec![limit("source", 3), limit("other", 2)];
    assert_eq!(people.allow(another()).await.unwrap(), None);
    assert_eq!(people.allow(another()).await.unwrap(), Some(0));
    store.wait(60);
    assert_eq!(people.allow(both()).await.unwrap(), None);
}
