//! Nobody is left out, nobody who was erased is in, and everybody is since their day.

use copydesk_ledger::{Consent, NewSubscription, Optin, SqliteLedger, Subscriber, SystemClock};

use super::page::PAGE;
use super::*;

#[tokio::test]
async fn who_was_erased_is_not_among_them() {
    let key = RecipientKey::new([7; RecipientKey::LENGTH]);
    let people = ["a@x.org", "b@x.org", "c@x.org"].map(|address| (address.to_owned(), None));
    let mark = key.erased_mark("b@x.org");
    let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
    let audience = audience.without(vec![mark, "erased:other".to_owned()], key);
    let page = audience.page(None).await.unwrap();
    let left: Vec<&str> = page.candidates.iter().map(|c| c.address.as_str()).collect();
    assert_eq!(left, ["a@x.org", "c@x.org"]);
    assert_eq!(audience.count().await.unwrap(), 2);
    assert!(audience.find("b@x.org").await.unwrap().is_none());
}

#[tokio::test]
async fn pages_meet_and_leave_nobody_out() {
    for count in [0, 1, PAGE, PAGE + 3] {
        let people = (0..count).map(|n| (format!("{n:05}@x.org"), None));
        let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
        let mut pages = Pages::of(&audience, None);
        let mut all = Vec::new();
        while let Some(candidates) = pages.next().await.unwrap() {
            assert!(candidates.len() <= PAGE);
            all.extend(candidates.into_iter().map(|candidate| candidate.address));
        }
        assert_eq!(all.len(), count);
        assert!(all.is_sorted());
        assert_eq!(audience.count().await.unwrap(), count as u64);
        assert_eq!(audience.is_empty().await.unwrap(), count == 0);
    }
    let people = (0..3).map(|n| (format!("{n}@x.org"), None));
    let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
    // Somebody who is not on the list any more.
    let page = audience.page(Some("0@y.org")).await.unwrap();
    assert_eq!(page.candidates[0].address, "1@x.org");
    assert_eq!(page.behind, None);
}

#[tokio::test]
async fn people_are_on_a_list_since_the_day_it_was_here() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.sqlite");
    let ledger = SqliteLedger::open(&file, Arc::new(SystemClock)).unwrap();
    let asked = NewSubscription {
        list: "readers".to_owned(),
        subscriber: Subscriber {
            address: "ann@example.org".to_owned(),
            name: None,
            attributes: copydesk_ledger::Attributes::default(),
            tags: Vec::new(),
        },
        standing: Optin::Confirmed,
        consent: Consent {
            at: "2024-04-30T23:30:00Z".parse().unwrap(),
            source: "a form".to_owned(),
            text_version: None,
            ip: None,
        },
    };
    ledger.subscribe(asked).await.unwrap();
    let london = TimeZone::get("Europe/London").unwrap();
    let audience = Audience::in_ledger("readers", "Readers", None);
    let audience = audience.read_from(Arc::new(ledger), None, &london);
    let page = audience.page(None).await.unwrap();
    assert_eq!(page.candidates[0].since, Some(jiff::civil::date(2024, 5, 1)));
    let found = audience.find("ann@example.org").await.unwrap();
    assert_eq!(found.as_ref(), page.candidates.first());
    assert_eq!(audience.find("bob@example.org").await.unwrap(), None);
}
