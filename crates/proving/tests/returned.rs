//! Postfix as the relay and Dovecot behind it: mail that bounces late, a machine's
//! answer, a person's and a complaint lie in Maildirs, and `mail ingest` of those does
//! what follows.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod dovecot;
mod mta;
mod newsroom;
mod program;

use std::path::Path;

use copydesk_distribution::{Relay, Transport};
use copydesk_ledger::{Mark, World};
use dovecot::Dovecot;
use lettre::address::Envelope;
use lettre::{SmtpTransport, Transport as _};
use mta::Postfix;
use newsroom::Newsroom;
use program::copydesk;
use serde_json::Value;

const ROOM: u64 = 100 << 20;
const FINE: &str = "fine@readers.example";
const GONE: &str = "gone@readers.example";
const FULL: &str = "full@readers.example";
const ANGRY: &str = "angry@readers.example";
/// Where what bounces comes back to, behind its tag, and where people answer.
const BOUNCES: &str = "bounce@news.example.org";
const DESK: &str = "desk@example.org";

const CONFIG: &str = "newsroom: { name: The Daily Brief, url: \"https://brief.example.org\", \
    postal: 1 Fleet St, language: en-GB, time_zone: Europe/London, \
    corrections: corrections@example.org }\n\
    sender: { from: The Daily Brief <brief@news.example.org>, reply_to: desk@example.org }\n\
    lists: { subscribers: { title: The Daily Brief, file: subscribers.csv } }\n";

const PIPELINE: &str = "name: brief\ndrafts: { folder: drafts }\nstages:\n  - parse\n  - validate\n  \
    - render: { template: brief }\n  - distribute: [archive, { email: { list: subscribers } }]\n";

#[tokio::test]
async fn what_comes_back_through_real_servers_is_understood_and_undone() {
    let room = [(FINE, ROOM), (ANGRY, ROOM), (FULL, 10), (BOUNCES, ROOM), (DESK, ROOM)];
    let dovecot = Dovecot::start(&room);
    let way = format!("lmtp:inet:127.0.0.1:{}", dovecot.port);
    let postfix = Postfix::start(&format!(
        "relay_domains = readers.example news.example.org example.org\n\
         transport_maps = inline:{{ {{ readers.example = {way} }}, {{ news.example.org = {way} }}, \
         {{ example.org = {way} }} }}\n\
         recipient_delimiter = +\n"
    ));
    let newsroom = Newsroom::new(&format!("address\n{FINE}\n{GONE}\n{FULL}\n{ANGRY}\n"));
    std::fs::write(newsroom.folder.path().join("copydesk.yaml"), CONFIG).unwrap();
    let pipelines = newsroom.folder.path().join("pipelines");
    std::fs::create_dir(&pipelines).unwrap();
    std::fs::write(pipelines.join("brief.yaml"), PIPELINE).unwrap();
    let transport = Transport::Smtp(Relay::new("127.0.0.1", postfix.port));
    let delivered = newsroom.publish(World::Live, &transport).await;
    // Postfix takes everything: what is wrong with it shows later.
    assert_eq!((delivered.balance.accepted, delivered.balance.candidates), (4, 4));
    assert!(delivered.closed);

    let report = complaint(&dovecot.wait_for(ANGRY, 1)[0]);
    let post = |from: Option<&str>, message: &str| post(postfix.port, from, DESK, message);
    post(Some("feedback@isp.example"), &report);
    post(Some(FINE), "From: Fine <fine@readers.example>\r\nSubject: Re: today\r\n\r\nA typo.\r\n");
    post(
        None,
        "From: Fine <fine@readers.example>\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\n\
         Until Monday.\r\n",
    );
    dovecot.wait_for(BOUNCES, 2);
    dovecot.wait_for(DESK, 3);

    let desk = newsroom.folder.path();
    let said = ingest(desk, &dovecot.maildir(BOUNCES));
    for (what, expected) in
        [("read", 2), ("hard_bounces", 1), ("soft_bounces", 1), ("marked", 2), ("now_bounced", 1)]
    {
        assert_eq!(said[what], expected, "{what}: {said}");
    }
    let said = ingest(desk, &dovecot.maildir(DESK));
    for (what, expected) in
        [("complaints", 1), ("answers", 1), ("auto_replies", 1), ("marked", 1), ("unproved", 0)]
    {
        assert_eq!(said[what], expected, "{what}: {said}");
    }
    // By class: who is gone and who complains are not mailed again, who is full is.
    for (address, mark, suppressed, says) in [
        (GONE, Some(Mark::Bounced), true, "User doesn't exist"),
        (FULL, Some(Mark::Bounced), false, "Quota exceeded"),
        (ANGRY, Some(Mark::Complained), true, ""),
        (FINE, None, false, ""),
    ] {
        let trace = newsroom.trace(address).await;
        assert_eq!(trace.marks.first().copied(), mark, "{trace:?}");
        assert!(trace.events.last().unwrap().detail.contains(says), "{trace:?}");
        let said = run(desk, &["trace", address]);
        assert_eq!(said.contains("not mailed:"), suppressed, "{said}");
    }
    let status = run(desk, &["status", "2026-11-23-malaria-vaccines"]);
    assert!(status.contains("4 candidates = 4 accepted\n"), "{status}");
    assert!(status.contains("2 bounced, 1 complained, of those accepted"), "{status}");

    // One command takes it back, and reading the mailbox again does not bring it back.
    let trace = run(desk, &["trace", GONE]);
    let number = trace.split("message ").nth(1).unwrap();
    let undone = run(desk, &["mail", "undo", &number[..12]]);
    assert!(undone.contains("Lifted: bounced") && undone.contains("1 mark taken off"), "{undone}");
    assert_eq!(ingest(desk, &dovecot.maildir(BOUNCES))["known"], 2);
    assert!(!run(desk, &["trace", GONE]).contains("not mailed:"));
}

/// What the reader's provider sends of a message (RFC 5965).
fn complaint(message: &str) -> String {
    let message = message.replace("\r\n", "\n").replace('\n', "\r\n");
    let headers = message.split("\r\n\r\n").next().unwrap();
    format!(
        "From: feedback@isp.example\r\nTo: {DESK}\r\nSubject: FW: abuse\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n\
         --part\r\nContent-Type: message/feedback-report\r\n\r\n\
         Feedback-Type: abuse\r\nUser-Agent: Sample/1\r\nVersion: 1\r\n\r\n\
         --part\r\nContent-Type: message/rfc822\r\n\r\n{headers}\r\n\r\n(cut)\r\n--part--\r\n"
    )
}

fn post(port: u16, from: Option<&str>, to: &str, message: &str) {
    let from = from.map(|from| from.parse().unwrap());
    let envelope = Envelope::new(from, vec![to.parse().unwrap()]).unwrap();
    let relay = SmtpTransport::builder_dangerous("127.0.0.1").port(port).build();
    relay.send_raw(&envelope, message.as_bytes()).unwrap();
}

fn ingest(desk: &Path, maildir: &Path) -> Value {
    let line = run(desk, &["mail", "ingest", maildir.to_str().unwrap(), "--format", "json"]);
    serde_json::from_str(&line).unwrap()
}

fn run(desk: &Path, words: &[&str]) -> String {
    let done = copydesk(desk).args(words).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}
