//! What a rehearsal writes, as Python's `email` package reads it: no defect in
//! any header or part.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod newsroom;

use std::path::Path;

use copydesk_distribution::{Outbox, Transport};
use copydesk_ledger::World;
use newsroom::{Newsroom, ROOT};

#[tokio::test]
async fn every_written_message_is_without_defects() {
    let sample = std::fs::read_to_string(Path::new(ROOT).join("subscribers/sample.csv")).unwrap();
    let hostile = "\"A \"\"quoted\"\" <script> name\"";
    let people = format!(
        "{sample}eve@example.org,{hostile}\nolga@example.org,Ольга Петрова\nlong@example.org,{}\n",
        "Łódź ".repeat(60)
    );
    let newsroom = Newsroom::new(&people);
    let folder = newsroom.folder.path().join("outbox");
    let outbox = Outbox { folder, write_all: true };
    let delivered = newsroom.publish(World::Rehearsal, &Transport::Outbox(outbox)).await;
    assert_eq!(delivered.balance.written, 6);

    let mut files: Vec<_> = std::fs::read_dir(delivered.outbox.unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "eml"))
        .collect();
    files.sort();
    let found = judges::messages(&files);
    assert_eq!(found.len(), 6);
    for message in &found {
        assert_eq!(message["type"], "multipart/alternative");
        assert_eq!(message["parts"], serde_json::json!(["text/plain", "text/html"]));
        let link = message["unsubscribe"].as_str().unwrap();
        let link = link.split(['<', '>']).nth(1).unwrap();
        for part in ["text", "html"] {
            assert!(message[part].as_str().unwrap().contains(link), "{part} lacks {link}");
        }
    }
    let names: Vec<&str> = found.iter().map(|m| m["name"].as_str().unwrap()).collect();
    let long = "Łódź ".repeat(60);
    let expected = [
        "Ann Reader",
        "A \"quoted\" <script> name",
        long.trim(),
        "",
        "Ольга Петрова",
        "Zofia Żółkiewska",
    ];
    assert_eq!(names, expected);
}
