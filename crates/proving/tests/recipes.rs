//! The manual's recipes, which turn what three providers send into notices: run by `jq`
//! over samples of our own writing after the forms that they document, and read by the
//! real program.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use copydesk_distribution::{RecipientKey, message_id};
use copydesk_ledger::{
    Candidate, Chunk, Claim, Cursor, DeliveryId, Intents, Ledger, NewEdition, Opened, Outcome,
    Settled, SqliteLedger, Subscriptions, SystemClock, World,
};
use copydesk_manuscript::Digest;
use program::copydesk;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const NEWSROOM: &str = "newsroom: { name: The Quay, url: \"https://quay.example.org\", \
    postal: 1 Pier Road, language: en-GB, time_zone: Europe/London, \
    corrections: errors@quay.example.org }\n\
    sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }\n\
    lists: { readers: { title: The Quay } }\n";

/// An edition that a relay took with this reply, and whose delivery it is.
async fn sent(folder: &Path, reply: &str) -> DeliveryId {
    let path = folder.join(".copydesk/ledger.sqlite");
    let ledger = SqliteLedger::open(&path, Arc::new(SystemClock)).unwrap();
    let new = NewEdition {
        world: World::Live,
        key: "quay".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        not_after: None,
        digest: Digest::of(b"quay"),
        contents: Vec::new(),
        parts: Vec::new(),
    };
    let Opened::New(edition) = ledger.open(new).await.unwrap() else { panic!("not new") };
    let ann =
        Candidate { address: "ann@x.org".into(), name: None, list: "readers".into(), since: None };
    let chunk =
        Chunk { from: Cursor::Start, candidates: vec![ann], tokens: Vec::new(), to: Cursor::End };
    ledger.plan(edition, chunk).await.unwrap();
    let claim = Claim::new(edition, "mail", 1);
    let batch = ledger.claim(claim).await.unwrap().unwrap();
    let delivery = batch.deliveries[0].id;
    ledger.intend(&[Intents::new(&batch.lease, &[delivery])]).await.unwrap();
    let settled = Settled::Accepted(reply.to_owned());
    ledger.settle(&batch.lease, vec![Outcome { delivery, settled }]).await.unwrap();
    ledger.close(edition).await.unwrap();
    delivery
}

/// The recipe of the manual, run over the sample.
fn turned(provider: &str, sample: &str, folder: &Path) -> String {
    let manual = std::fs::read_to_string(Path::new(ROOT).join("docs/subscribers.md")).unwrap();
    let (_, rest) = manual.split_once(&format!("<!-- recipe: {provider} -->")).unwrap();
    let (_, rest) = rest.split_once("```jq\n").unwrap();
    let (recipe, _) = rest.split_once("```").unwrap();
    let (program, input) = (folder.join("recipe.jq"), folder.join("sample.json"));
    std::fs::write(&program, recipe).unwrap();
    std::fs::write(&input, sample).unwrap();
    let done = Command::new("jq").arg("-c").arg("-f").arg(program).arg(input).output();
    let done = done.expect("jq is missing: install Debian's package `jq`");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[tokio::test]
async fn three_providers_notices_end_in_marks_and_reasons() {
    for (provider, relay_id, complained, others) in [
        ("ses", "0102018f-aaaa-bbbb-cccc-0123456789ab-000000", 1, 1),
        ("mailgun", "", 0, 1),
        ("sendgrid", "AbCdEfGhQ7eA3Yrr-c4dsA", 1, 1),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("copydesk.yaml"), NEWSROOM).unwrap();
        let delivery = sent(folder.path(), &format!("250 Ok: queued as {relay_id}")).await;
        let key = RecipientKey::open(folder.path()).unwrap();
        let samples = Path::new(ROOT).join("crates/distribution/fixtures/notices");
        let sample = std::fs::read_to_string(samples.join(format!("{provider}.json"))).unwrap();
        let sender = format!("bounce+{}@quay.example.org", key.bounce_tag(delivery));
        let sample = sample
            .replace("{RELAY_ID}", relay_id)
            .replace("{SENDER}", &sender)
            .replace("{MESSAGE_ID}", &message_id("quay", 1, "ann@x.org"));
        let lines = turned(provider, &sample, folder.path());
        std::fs::write(folder.path().join("notices.jsonl"), lines).unwrap();

        let done = copydesk(folder.path())
            .args(["mail", "ingest", "notices.jsonl", "--format", "json"])
            .output()
            .unwrap();
        let said: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert!(done.status.success(), "{provider}: {said}");
        assert_eq!(said["broken"], 0, "{provider}: {said}");
        assert_eq!(said["hard_bounces"].as_u64(), Some(1 + u64::from(provider == "ses")), "{said}");
        assert_eq!(said["now_bounced"], 1, "{provider}: {said}");
        assert_eq!(said["now_complained"], complained, "{provider}: {said}");
        assert_eq!(said["unproved"], others, "{provider}: {said}");
        let path = folder.path().join(".copydesk/ledger.sqlite");
        let ledger = SqliteLedger::open(&path, Arc::new(SystemClock)).unwrap();
        assert!(ledger.person("bob@x.org").await.unwrap().is_unknown(), "{provider}");
    }
}
