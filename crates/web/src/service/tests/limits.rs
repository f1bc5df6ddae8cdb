//! Too much, too slow, too often.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

use super::asking::{ANN, LONG, Server, YAML, answer, letters_in};
use crate::connections::Patience;

async fn ask(server: &Server, from: &str, address: &str) -> u16 {
    let header = format!("X-Forwarded-For: {from}");
    let body = format!("address={address}&list=brief");
    server.post_with("/subscribe", &header, &body).await.status
}

#[tokio::test]
async fn one_source_asks_so_often_and_others_go_on() {
    let server = Server::start().await;
    for n in 0..10 {
        assert_eq!(ask(&server, "192.0.2.1", &format!("p{n}@example.org")).await, 200);
    }
    assert_eq!(ask(&server, "192.0.2.1", ANN).await, 429);
    let again = server
        .post_with("/subscribe", "X-Forwarded-For: 192.0.2.1", &format!("address={ANN}&list=brief"))
        .await;
    assert!(again.head.contains("retry-after: 3600"), "{}", again.head);
    assert_eq!(ask(&server, "192.0.2.2", ANN).await, 200);
    // What somebody else says of themselves to the proxy does not count.
    assert_eq!(ask(&server, "203.0.113.5, 192.0.2.1", ANN).await, 429);
    server.wait(3_601);
    assert_eq!(ask(&server, "192.0.2.1", ANN).await, 200);
}

#[tokio::test]
async fn one_address_gets_so_many_letters_and_nobody_learns_of_it() {
    let server = Server::start().await;
    for n in 0..6 {
        assert_eq!(ask(&server, &format!("192.0.2.{n}"), ANN).await, 200);
    }
    assert_eq!(ask(&server, "192.0.2.9", "bob@example.org").await, 200);
    // Wishes are worked through in order: when the last is answered, all are.
    server.letters("bob@example.org", 1).await;
    let folder = server.end().await;
    assert_eq!(letters_in(&folder.path().join("outbox/_letters"), ANN).len(), 3);
}

#[tokio::test]
async fn leaving_is_never_too_often() {
    let server = Server::start().await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    for _ in 0..50 {
        assert_eq!(server.post(&path, "List-Unsubscribe=One-Click").await.status, 200);
    }
}

#[tokio::test]
async fn nothing_is_larger_than_it_needs_to_be() {
    let server = Server::start().await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    let large = format!("List-Unsubscribe=One-Click&a={}", "b".repeat(20_000));
    assert_eq!(server.post(&path, &large).await.status, 413);
    assert_eq!(server.reasons(ANN).await, vec![]);
    let head = format!("GET / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "b".repeat(40_000));
    assert_eq!(server.raw(head.as_bytes()).await.status, 431);
    assert_eq!(server.raw(b"nonsense\r\n\r\n").await.status, 400);
}

#[tokio::test]
async fn who_dribbles_loses_the_place_to_who_does_not() {
    let second = Duration::from_secs(1);
    let patience = Patience { head: second, whole: 3 * second, places: 2 };
    let server = Server::with(YAML, patience).await;
    // Each of them would keep one of two places for ever.
    let mut head = server.connect().await;
    head.write_all(b"GET /subscribe HTTP/1.1\r\nHos").await.unwrap();
    let mut body = server.connect().await;
    body.write_all(b"POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na=")
        .await
        .unwrap();
    let began = Instant::now();
    let page = timeout(LONG, server.get("/subscribe")).await.unwrap();
    assert_eq!(page.status, 200);
    assert!(began.elapsed() >= second / 2, "both places were taken: {:?}", began.elapsed());
    timeout(LONG, answer(head)).await.expect("hung up on");
    timeout(LONG, answer(body)).await.expect("hung up on");
}

#[tokio::test]
async fn whoever_is_being_answered_at_the_end_is_answered() {
    let server = Server::start().await;
    let path = format!("/unsubscribe/{}", server.token("brief", ANN).await);
    let body = "List-Unsubscribe=One-Click";
    let mut stream = server.connect().await;
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // It has the place once another request was answered after it.
    assert_eq!(server.get("/subscribe").await.status, 200);
    server.tell_to_end();
    stream.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(answer(stream).await.status, 200);
    assert_eq!(server.reasons(ANN).await.len(), 1);
    server.end().await;
}
