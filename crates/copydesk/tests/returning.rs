//! What comes back to a newsroom, read by the real program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use copydesk_distribution::RecipientKey;
use copydesk_ledger::{
    Candidate, Chunk, Claim, Cursor, DeliveryId, Holder, Ledger, NewEdition, Opened, SqliteLedger,
    Subscriptions, SystemClock, World,
};
use copydesk_manuscript::Digest;
use serde_json::Value;

use program::copydesk;

const NEWSROOM: &str = r#"
newsroom: { name: The Quay, url: https://quay.example.org, postal: "1 Pier Road", language: en-GB, time_zone: Europe/London, corrections: corrections@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
lists: { readers: { title: The Quay } }
"#;

struct Newsroom(tempfile::TempDir);

impl Newsroom {
    async fn with(people: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let newsroom = Self(folder);
        newsroom.write("copydesk.yaml", NEWSROOM);
        newsroom.write("people.csv", &format!("address\n{}\n", people.join("\n")));
        fs::create_dir_all(newsroom.path().join(".copydesk/keys")).unwrap();
        let key = newsroom.path().join(".copydesk/keys/recipient.key");
        fs::write(&key, [7; RecipientKey::LENGTH]).unwrap();
        fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        newsroom.run(&["subscribers", "import", "people.csv", "--list", "readers"]);
        newsroom.keep_tokens(people).await;
        newsroom
    }

    /// As the plan of an edition does.
    async fn keep_tokens(&self, people: &[&str]) {
        let ledger = self.path().join(".copydesk/ledger.sqlite");
        let ledger = SqliteLedger::open(&ledger, Arc::new(SystemClock)).unwrap();
        let key = RecipientKey::new([7; RecipientKey::LENGTH]);
        for person in people {
            let (list, address) = ("readers", (*person).to_owned());
            let mark = key.token_of(list, &address).mark();
            let holder = Holder { list: Some(list.to_owned()), address };
            ledger.keep_token(mark, holder).await.unwrap();
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A sample about `address`, with the token of `owner`.
    fn receives(&self, name: &str, sample: &str, address: &str, owner: &str) {
        let samples =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../distribution/fixtures/returned");
        let text = fs::read_to_string(samples.join(sample)).unwrap();
        let key = RecipientKey::new([7; RecipientKey::LENGTH]);
        let owner = Candidate {
            address: owner.to_owned(),
            name: None,
            list: "readers".to_owned(),
            since: None,
        };
        let text = text.replace("{TOKEN}", key.token(&owner).as_str());
        let text = text.replace("ann@example.org", address).replace("Ann@Example.org", address);
        self.write(&format!("Maildir/new/{name}"), &text.replace('\n', "\r\n"));
    }

    fn run(&self, arguments: &[&str]) -> String {
        let done = copydesk(self.path()).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn ingest(&self) -> Value {
        let line = self.run(&["mail", "ingest", "Maildir", "--format", "json"]);
        serde_json::from_str(&line).unwrap()
    }

    fn mailed(&self) -> Vec<String> {
        let csv = self.run(&["subscribers", "export", "--list", "readers"]);
        csv.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn what_comes_back_is_understood_once_and_undone_by_a_command() {
    let people = ["ann@x.org", "bob@x.org", "cleo@x.org", "dan@x.org", "eve@x.org"];
    let newsroom = Newsroom::with(&people).await;
    newsroom.receives("1", "postfix.eml", "ann@x.org", "ann@x.org");
    newsroom.receives("2", "complaint-blacked-out.eml", "cleo@x.org", "cleo@x.org");
    // From another address than the one that is subscribed.
    newsroom.receives("3", "leave.eml", "dan@home.example", "dan@x.org");
    newsroom.receives("4", "away.eml", "eve@x.org", "eve@x.org");
    newsroom.receives("5", "answer.eml", "eve@x.org", "eve@x.org");
    newsroom.receives("6", "sendmail-full.eml", "eve@x.org", "eve@x.org");
    let said = newsroom.ingest();
    for (what, expected) in [
        ("read", 6),
        ("hard_bounces", 1),
        ("soft_bounces", 1),
        ("auto_replies", 1),
        ("answers", 1),
        ("now_bounced", 1),
        ("now_complained", 1),
        ("now_unsubscribed", 1),
        ("unproved", 0),
    ] {
        assert_eq!(said[what], expected, "{what}: {said}");
    }
    assert_eq!(newsroom.mailed(), ["bob@x.org", "eve@x.org"]);

    // What an operator undid stays undone when the mailbox is read again.
    newsroom.run(&["subscribers", "suppress", "ann@x.org", "--reason", "bounced", "--lift"]);
    let again = newsroom.ingest();
    assert_eq!((again["known"].as_u64(), again["now_bounced"].as_u64()), (Some(3), Some(0)));
    assert_eq!(newsroom.mailed(), ["ann@x.org", "bob@x.org", "eve@x.org"]);
}

/// An edition planned for one person, as the ledger knows it.
async fn delivery_to(ledger: &SqliteLedger, address: &str) -> DeliveryId {
    let edition = NewEdition {
        world: World::Live,
        key: "2026-11-25-quay".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        not_after: None,
        digest: Digest::of(b"quay"),
        contents: Vec::new(),
        parts: Vec::new(),
    };
    let Opened::New(edition) = ledger.open(edition).await.unwrap() else {
        panic!("a new ledger knew the edition");
    };
    let person = Candidate {
        address: address.to_owned(),
        name: None,
        list: "readers".to_owned(),
        since: None,
    };
    let chunk = Chunk {
        from: Cursor::Start,
        candidates: vec![person],
        tokens: Vec::new(),
        to: Cursor::End,
    };
    ledger.plan(edition, chunk).await.unwrap();
    let claim = Claim::new(edition, "mail", 1);
    ledger.claim(claim).await.unwrap().unwrap().deliveries[0].id
}

#[tokio::test]
async fn a_bounce_to_a_deliverys_own_address_is_about_its_recipient() {
    let newsroom = Newsroom::with(&["ann@x.org", "bob@x.org"]).await;
    let path = newsroom.path().join(".copydesk/ledger.sqlite");
    let ledger = SqliteLedger::open(&path, Arc::new(SystemClock)).unwrap();
    let delivery = delivery_to(&ledger, "ann@x.org").await;
    let tag = RecipientKey::new([7; RecipientKey::LENGTH]).bounce_tag(delivery);
    // Forwarded to another address, and nothing of our message comes back.
    let came_to = |name: &str, tag: &str| {
        let bounce = include_str!("../../distribution/fixtures/returned/postfix.eml");
        let bounce = bounce.replace("{TOKEN}", "").replace("ann@example.org", "ann@home.example");
        let to = format!("To: bounce+{tag}@quay.example.org");
        let bounce = bounce.replacen("To: brief@news.example.org", &to, 1);
        newsroom.write(&format!("Maildir/new/{name}"), &bounce.replace('\n', "\r\n"));
    };
    came_to("made-up", &format!("{}-{}", delivery.0, "0".repeat(20)));
    let said = newsroom.ingest();
    assert_eq!((said["hard_bounces"].as_u64(), said["unproved"].as_u64()), (Some(1), Some(1)));
    came_to("true", &tag);
    let said = newsroom.ingest();
    assert_eq!((said["now_bounced"].as_u64(), said["unproved"].as_u64()), (Some(1), Some(1)));
    assert_eq!(newsroom.mailed(), ["bob@x.org"]);
}

#[tokio::test]
async fn strangers_suppress_nobody() {
    let newsroom = Newsroom::with(&["ann@x.org", "bob@x.org"]).await;
    // With the token of somebody else, and with none that is one.
    newsroom.receives("1", "postfix.eml", "ann@x.org", "bob@x.org");
    newsroom.receives("2", "complaint.eml", "ann@x.org", "nobody@x.org");
    newsroom.receives("3", "leave.eml", "ann@x.org", "nobody@x.org");
    newsroom.write("Maildir/new/4", "\0\u{1}garbage");
    let said = newsroom.ingest();
    assert_eq!((said["unproved"].as_u64(), said["now_bounced"].as_u64()), (Some(3), Some(0)));
    assert_eq!(newsroom.mailed(), ["ann@x.org", "bob@x.org"]);
}

#[tokio::test]
async fn the_message_is_kept_and_goes_with_an_erasure() {
    let newsroom = Newsroom::with(&["ann@x.org"]).await;
    newsroom.receives("1", "exchange.eml", "ann@x.org", "ann@x.org");
    newsroom.ingest();
    let kept = newsroom.path().join(".copydesk/returned");
    let file = fs::read_dir(&kept).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read(&file).unwrap(), fs::read(newsroom.path().join("Maildir/new/1")).unwrap());
    let said = newsroom.run(&["subscribers", "remove", "ann@x.org", "--erase", "--yes"]);
    assert!(said.contains("1 message that came back removed"), "{said}");
    assert_eq!(fs::read_dir(&kept).unwrap().count(), 0);
}
