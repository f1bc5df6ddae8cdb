//! What a rehearsal writes, as Python's `email` package reads it: no defect in
//! any header or part.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod newsroom;

use std::path::Path;
use std::process::Command;

use copydesk_distribution::{Outbox, Transport};
use copydesk_ledger::World;
use newsroom::{Newsroom, ROOT};

/// Prints what was found as JSON; a strict policy raises at the first defect.
const JUDGE: &str = r#"
import email, email.policy, email.utils, json, sys
from email.header import decode_header, make_header

# The new policy keeps the space between two encoded words (RFC 2047, 6.2, drops
# it); the old functions read names as mail clients do.
def called(to):
    return str(make_header(decode_header(email.utils.parseaddr(to)[0])))

found = []
for path in sys.argv[1:]:
    raw = open(path, "rb").read()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), path
    message = email.message_from_bytes(raw, policy=email.policy.SMTP.clone(raise_on_defect=True))
    for part in message.walk():
        assert not part.defects, (path, part.defects)
        for name, value in part.items():
            assert not value.defects, (path, name, value.defects)
    text, html = message.get_payload()
    found.append({
        "to": str(message["To"]),
        "name": called(email.message_from_bytes(raw)["To"]),
        "type": message.get_content_type(),
        "parts": [text.get_content_type(), html.get_content_type()],
        "text": text.get_content(),
        "html": html.get_content(),
        "unsubscribe": str(message["List-Unsubscribe"]),
    })
json.dump(found, sys.stdout)
"#;

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
    let judged = Command::new("python3")
        .args(["-c", JUDGE])
        .args(&files)
        .output()
        .expect("python3 is missing: install Debian's package `python3`");
    let said = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}");
    let found: Vec<serde_json::Value> = serde_json::from_slice(&judged.stdout).unwrap();
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
