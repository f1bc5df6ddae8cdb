//! A relay's own notices, read by the real program: matched, marked, undone, refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Output, Stdio};
use std::sync::Arc;

use copydesk_distribution::{RecipientKey, message_id};
use copydesk_ledger::{
    Candidate, Chunk, Claim, Cursor, DeliveryId, Intents, Ledger, NewEdition, Opened, Outcome,
    Settled, SqliteLedger, SystemClock, World,
};
use copydesk_manuscript::Digest;
use serde_json::Value;

use program::copydesk;

const NEWSROOM: &str = r#"
newsroom: { name: The Quay, url: https://quay.example.org, postal: "1 Pier Road", language: en-GB, time_zone: Europe/London, corrections: corrections@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
lists: { readers: { title: The Quay } }
"#;
const PIPELINE: &str = "name: brief\ndrafts: { folder: drafts }\nstages:\n  - parse\n  - validate\n  \
    - render: { template: brief }\n  - distribute: [archive, { email: { list: readers } }]\n";
const KEY: &str = "2026-11-25-quay";
const PEOPLE: [&str; 4] = ["ann@x.org", "bob@x.org", "cleo@x.org", "dan@x.org"];

struct Newsroom {
    folder: tempfile::TempDir,
    sent: Vec<DeliveryId>,
}

impl Newsroom {
    /// An edition to four people: ann's, bob's and dan's were accepted, of cleo's nobody
    /// knows.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join(".copydesk/keys");
        fs::create_dir_all(&keys).unwrap();
        fs::write(folder.path().join("copydesk.yaml"), NEWSROOM).unwrap();
        fs::create_dir(folder.path().join("pipelines")).unwrap();
        fs::write(folder.path().join("pipelines/brief.yaml"), PIPELINE).unwrap();
        fs::write(keys.join("recipient.key"), [7; RecipientKey::LENGTH]).unwrap();
        fs::set_permissions(keys.join("recipient.key"), Permissions::from_mode(0o600)).unwrap();
        fs::write(folder.path().join("people.csv"), format!("address\n{}\n", PEOPLE.join("\n")))
            .unwrap();
        let path = folder.path().join(".copydesk/ledger.sqlite");
        let ledger = SqliteLedger::open(&path, Arc::new(SystemClock)).unwrap();
        let sent = sent(&ledger).await;
        let newsroom = Self { folder, sent };
        let imported =
            newsroom.run(&["subscribers", "import", "people.csv", "--list", "readers"], "");
        assert!(imported.status.success());
        newsroom
    }

    fn run(&self, words: &[&str], input: &str) -> Output {
        let mut child = copydesk(self.folder.path())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn ingest(&self, lines: &str) -> Value {
        let done = self.run(&["mail", "ingest", "-", "--format", "json"], lines);
        serde_json::from_slice(&done.stdout).unwrap()
    }

    fn says(&self, words: &[&str]) -> String {
        let done = self.run(words, "");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn mailed(&self) -> Vec<String> {
        let csv = self.says(&["subscribers", "export", "--list", "readers"]);
        csv.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    }
}

async fn sent(ledger: &SqliteLedger) -> Vec<DeliveryId> {
    let edition = NewEdition {
        world: World::Live,
        key: KEY.to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        not_after: None,
        digest: Digest::of(b"quay"),
        contents: Vec::new(),
        parts: Vec::new(),
    };
    let Opened::New(edition) = ledger.open(edition).await.unwrap() else { panic!("not new") };
    let candidate = |address: &&str| Candidate {
        address: (*address).to_owned(),
        name: None,
        list: "readers".to_owned(),
        since: None,
    };
    let candidates = PEOPLE.iter().map(candidate).collect();
    let chunk = Chunk { from: Cursor::Start, candidates, tokens: Vec::new(), to: Cursor::End };
    ledger.plan(edition, chunk).await.unwrap();
    let claim = Claim::new(edition, "mail", 9);
    let batch = ledger.claim(claim).await.unwrap().unwrap();
    let ids: Vec<DeliveryId> = batch.deliveries.iter().map(|delivery| delivery.id).collect();
    ledger.intend(&[Intents::new(&batch.lease, &ids)]).await.unwrap();
    let outcome = |(n, delivery): (usize, &DeliveryId)| Outcome {
        delivery: *delivery,
        settled: match n {
            2 => Settled::Uncertain("no answer".to_owned()),
            n => Settled::Accepted(format!("250 2.0.0 Ok: queued as 4bXyZ{n}")),
        },
    };
    let outcomes = ids.iter().enumerate().map(outcome).collect();
    ledger.settle(&batch.lease, outcomes).await.unwrap();
    ledger.close(edition).await.unwrap();
    ids
}

#[tokio::test]
async fn notices_are_matched_by_id_header_and_tag_and_undone() {
    let newsroom = Newsroom::new().await;
    let id = message_id(KEY, 1, "bob@x.org");
    let tag = RecipientKey::new([7; RecipientKey::LENGTH]).bounce_tag(newsroom.sent[2]);
    let lines = format!(
        r#"{{"event":"bounced","address":"Ann@x.org","relay_id":"4bXyZ0","status":"5.1.1","words":"no <ann@x.org> here"}}

{{"event":"complained","address":"bob@x.org","message_id":"<{id}@quay.example.org>"}}
{{"event":"bounced","sender":"bounce+{tag}@quay.example.org","status":"5.2.2","words":"full"}}
{{"event":"delivered","address":"dan@x.org","relay_id":"4bXyZ3"}}
"#
    );
    let said = newsroom.ingest(&lines);
    for (what, expected) in [
        ("read", 4),
        ("hard_bounces", 1),
        ("soft_bounces", 1),
        ("delivered", 1),
        ("complaints", 1),
        ("marked", 3),
        ("settled", 1),
        ("now_bounced", 1),
        ("now_complained", 1),
        ("unproved", 0),
        ("broken", 0),
    ] {
        assert_eq!(said[what], expected, "{what}: {said}");
    }
    // A full mailbox is no reason to give somebody up.
    assert_eq!(newsroom.mailed(), ["cleo@x.org", "dan@x.org"]);
    let status = newsroom.says(&["status", KEY]);
    assert!(status.contains("4 candidates = 4 accepted"), "{status}");
    assert!(status.contains("2 bounced, 1 complained, of those accepted"), "{status}");
    let trace = newsroom.says(&["trace", "ann@x.org"]);
    assert!(trace.contains("on readers since"), "{trace}");
    assert!(trace.contains("not mailed: bounced since"), "{trace}");
    assert!(trace.contains("bounced: 5.1.1 no <ann@x.org> here; message "), "{trace}");
    assert!(trace.contains("the relay had it, and it came back"), "{trace}");

    // The same again changes nothing, and each is undone by its number.
    let again = newsroom.ingest(&lines);
    assert_eq!((again["known"].as_u64(), again["marked"].as_u64()), (Some(3), Some(0)));
    let number = |of: &str| {
        let trace = newsroom.says(&["trace", of]);
        let at = trace.rfind("message ").unwrap() + "message ".len();
        trace[at..at + 12].to_owned()
    };
    let undone = newsroom.says(&["mail", "undo", &number("ann@x.org")]);
    assert!(undone.contains("Lifted: bounced") && undone.contains("1 mark taken off"), "{undone}");
    let undone = newsroom.says(&["mail", "undo", &number("cleo@x.org")]);
    assert!(undone.contains("1 delivery uncertain again"), "{undone}");
    assert_eq!(newsroom.ingest(&lines)["now_bounced"], 0, "what was undone stays undone");
    assert_eq!(newsroom.mailed(), ["ann@x.org", "cleo@x.org", "dan@x.org"]);
    let status = newsroom.says(&["status", KEY]);
    assert!(status.contains("4 candidates = 3 accepted + 1 uncertain"), "{status}");
    assert!(status.contains("0 bounced, 1 complained"), "{status}");
    let nothing = newsroom.run(&["mail", "undo", "000000000000"], "");
    assert_eq!(nothing.status.code(), Some(2));
}

#[tokio::test]
async fn broken_lines_are_told_and_forged_ones_change_nothing() {
    let newsroom = Newsroom::new().await;
    let id = message_id(KEY, 1, "bob@x.org");
    let lines = format!(
        "not json\n\
         {{\"event\":\"bounced\",\"address\":\"ann@x.org\",\"relay_id\":\"4bXyZ1\",\"status\":\"5.1.1\"}}\n\
         {{\"event\":\"bounced\",\"address\":\"ann@x.org\",\"relay_id\":\"queued as 4bXyZ0\",\"status\":\"5.1.1\"}}\n\
         {{\"event\":\"complained\",\"address\":\"ann@x.org\",\"message_id\":\"<{id}@quay.example.org>\"}}\n\
         {{\"event\":\"complained\",\"sender\":\"bounce+{}-00000000000000000000@quay.example.org\"}}\n\
         {{\"event\":\"complained\",\"address\":\"stranger@x.org\",\"relay_id\":\"4bXyZ0\"}}\n\
         {{\"event\":\"complained\",\"adress\":\"ann@x.org\"}}\n\
         {{\"event\":\"complained\",\"address\":\"dan@x.org\",\"relay_id\":\"4bXyZ3\"}}",
        newsroom.sent[0].0
    );
    fs::write(newsroom.folder.path().join("notices.jsonl"), &lines).unwrap();
    let done = newsroom.run(&["mail", "ingest", "notices.jsonl", "--format", "jsonl"], "");
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("notices.jsonl:1: it is no JSON object"), "{told}");
    assert!(told.contains("notices.jsonl:7: column 30: unknown field `adress`"), "{told}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("      8 notices\n"), "{said}");
    assert!(said.contains("5 name nobody whom they can prove to be about"), "{said}");
    assert!(said.contains("0 bounced, 1 complained, 0 unsubscribed"), "{said}");
    assert_eq!(newsroom.mailed(), ["ann@x.org", "bob@x.org", "cleo@x.org"]);
    // Only what changed something is kept.
    let kept = fs::read_dir(newsroom.folder.path().join(".copydesk/returned")).unwrap();
    assert_eq!(kept.count(), 1);
    let elsewhere = newsroom.run(&["status", "--format", "jsonl"], "");
    assert_eq!(elsewhere.status.code(), Some(2));
}
