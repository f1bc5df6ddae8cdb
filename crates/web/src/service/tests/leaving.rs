//! Leaving: by a provider's button, by the page, and taken back.

use copydesk_distribution::{ONE_CLICK, PROBE_ANSWER, RecipientKey};
use copydesk_ledger::{Holder, Reason, Suppression};
use jiff::Timestamp;

use super::asking::{ANN, Server, YAML};
use crate::connections::Patience;

fn left(list: &str) -> Vec<(Option<String>, Reason)> {
    vec![(Some(list.to_owned()), Reason::Unsubscribed)]
}

#[tokio::test]
async fn one_click_is_enough_and_says_so_to_a_machine() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    let parts = format!(
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n{}\r\n--b--\r\n",
        "One-Click"
    );
    let multipart = "Content-Type: multipart/form-data; boundary=b";
    let form = "Content-Type: application/x-www-form-urlencoded";
    for (header, body) in [(form, ONE_CLICK), (multipart, parts.as_str()), (form, ONE_CLICK)] {
        let answer = server.post_with(&path, header, body).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "Unsubscribed.\n"));
        for absent in ["set-cookie", "location:"] {
            assert!(!answer.head.contains(absent), "{}", answer.head);
        }
        assert_eq!(server.reasons(ANN).await, left("brief"), "and again is the same");
        assert!(!server.is_on("brief", ANN).await);
        if body != ONE_CLICK {
            server.people.lift(ANN, Some("brief"), None, "a test").await.unwrap();
        }
    }
    // Relays and providers may change the case of what they pass on.
    server.people.lift(ANN, Some("brief"), None, "a test").await.unwrap();
    assert_eq!(
        server
            .post(&path.to_uppercase().replace("/UNSUBSCRIBE", "/unsubscribe"), ONE_CLICK)
            .await
            .status,
        200
    );
    assert_eq!(server.reasons(ANN).await, left("brief"));
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let token = server.token("brief", ANN).await;
    for page in ["unsubscribe", "preferences"] {
        let path = format!("/{page}/{token}");
        let page = server.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("a***@e***.org") && !page.body.contains(ANN), "{}", page.body);
        assert!(page.body.contains("<button") && !page.body.contains("<script"));
        for header in [
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-robots-tag: noindex, nofollow",
            "x-frame-options: deny",
            "content-security-policy: default-src 'none'; style-src 'sha256-",
        ] {
            assert!(page.head.contains(header), "{}", page.head);
        }
        assert!(!page.head.contains("unsafe") && !page.head.contains("set-cookie"));
        server.raw(format!("HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await;
        // Neither an empty request nor one with something else is anybody's wish.
        for body in ["", "a=b", "List-Unsubscribe=maybe"] {
            server.post(&path, body).await;
        }
    }
    assert_eq!(server.post(&format!("/unsubscribe/{token}"), "").await.status, 400);
    assert_eq!(server.reasons(ANN).await, vec![]);
    let events = server.people.person(ANN).await.unwrap().events;
    assert_eq!(events.len(), 1, "only that they were added: {events:?}");
}

#[tokio::test]
async fn every_token_that_is_not_good_is_answered_alike() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let good = server.token("brief", ANN).await;
    let confirmation = server.key.confirmation(ANN);
    let holder = Holder { list: None, address: ANN.to_owned() };
    server.people.keep_token(confirmation.mark(), holder).await.unwrap();
    let never_sent = server.key.token_of("week", ANN);
    // A row that says another list, another person: as if somebody had written it.
    let other = RecipientKey::new([9; 32]).token_of("week", ANN);
    for list in ["brief", "week"] {
        let holder = Holder { list: Some(list.to_owned()), address: ANN.to_owned() };
        server.people.keep_token(other.mark(), holder).await.unwrap();
    }
    let mut tampered = good.clone();
    tampered.replace_range(31.., if good.ends_with('0') { "1" } else { "0" });
    let bad = |path: String| async { (server.get(&path).await, path) };
    let mut answers = Vec::new();
    for token in [
        tampered.as_str(),
        confirmation.as_str(),
        never_sent.as_str(),
        other.as_str(),
        &good[..31],
        "x",
        "%00",
        "..%2f..",
        &"a".repeat(2_000),
    ] {
        answers.push(bad(format!("/unsubscribe/{token}")).await);
        answers.push(bad(format!("/preferences/{token}")).await);
    }
    answers.push(bad(format!("/confirm/{good}")).await);
    let date = |head: &str| {
        head.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n")
    };
    let (first, _) = answers[0].clone();
    assert_eq!(first.status, 404);
    assert!(first.body.contains("desk@quay.example.org"));
    for (answer, path) in answers {
        assert_eq!(date(&answer.head), date(&first.head), "{path}");
        assert_eq!(answer.body, first.body, "{path}");
    }
    for token in [&tampered, confirmation.as_str(), other.as_str(), never_sent.as_str()] {
        let answer = server.post(&format!("/unsubscribe/{token}"), ONE_CLICK).await;
        assert_eq!((answer.status, answer.body), (404, first.body.clone()));
        server.post(&format!("/preferences/{token}"), "leave-all=yes").await;
    }
    assert_eq!(server.reasons(ANN).await, vec![]);
}

#[tokio::test]
async fn a_test_token_is_recognised_and_takes_nobody_off() {
    let server = Server::start().await;
    let token = server.key.test_token(7);
    let path = format!("/unsubscribe/{}", token.as_str());
    let answer = server.post(&path, ONE_CLICK).await;
    let signed = server.key.answer_to_test(token.as_str()).unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains(&format!("{PROBE_ANSWER}: {signed}")), "{}", answer.head);
    assert_eq!(server.get(&path).await.status, 404, "to a reader it is nobody's");
    let stranger = RecipientKey::new([9; 32]).test_token(7);
    let answer = server.post(&format!("/unsubscribe/{}", stranger.as_str()), ONE_CLICK).await;
    assert!(answer.status == 404 && !answer.head.contains(PROBE_ANSWER));
}

#[tokio::test]
async fn leaving_on_the_page_can_be_taken_back_for_a_while() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    let page = server.post(&path, "do=leave").await;
    assert!(page.body.contains("You have left The Brief") && page.body.contains("undo"));
    assert!(!server.is_on("brief", ANN).await);
    let page = server.post(&path, "do=undo").await;
    assert!(page.body.contains("You get The Brief again"), "{}", page.body);
    assert!(server.is_on("brief", ANN).await);

    server.post(&path, "do=leave").await;
    server.wait(3_601);
    let page = server.post(&path, "do=undo").await;
    assert!(page.body.contains("You are not on The Brief") && !page.body.contains("<button"));
    assert!(!server.is_on("brief", ANN).await, "an old link brings nobody back");
}

#[tokio::test]
async fn nobody_undoes_what_they_did_not_do() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    let why = Suppression {
        list: None,
        reason: Reason::Complained,
        at: Timestamp::from_second(1_700_000_000).unwrap(),
        source: "a test".to_owned(),
    };
    server.people.suppress(ANN, why).await.unwrap();
    server.post(&path, "do=leave").await;
    server.post(&path, "do=undo").await;
    assert_eq!(server.reasons(ANN).await, vec![(None, Reason::Complained)]);
    assert!(!server.is_on("brief", ANN).await);
}

#[tokio::test]
async fn pages_stand_where_the_newsroom_does() {
    let yaml = YAML.replace("https://quay.example.org\n", "https://example.org/quay/\n");
    let server = Server::with(&yaml, Patience::default()).await;
    server.add("brief", ANN).await;
    let token = server.token("brief", ANN).await;
    for path in [format!("/quay/unsubscribe/{token}"), format!("/unsubscribe/{token}")] {
        let page = server.get(&path).await;
        assert!(page.status == 200 && page.body.contains("href=\"/quay/preferences/"), "{path}");
    }
    assert_eq!(server.get("/quay/elsewhere").await.status, 404);
}
