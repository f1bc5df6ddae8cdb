//! An erasure by the real program, shown complete: no file of the newsroom that is ours
//! holds the address afterwards.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use copydesk_ledger::{
    Candidate, Chunk, Claim, Cursor, Intents, Ledger, NewEdition, Opened, Outcome, Settled,
    SqliteLedger, SystemClock, World,
};
use copydesk_manuscript::Digest;

use program::copydesk;

const ANN: &str = "ann.unmistakable@x.org";
/// Whose address holds hers.
const JOANN: &str = "joann.unmistakable@x.org";

const NEWSROOM: &str = r#"
newsroom: { name: The Quay, url: https://quay.example.org, postal: "1 Pier Road", language: en-GB, time_zone: Europe/London, corrections: corrections@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
lists: { readers: { title: The Quay }, weekly: { title: The Week, file: weekly.csv } }
attributes: { city: text }
"#;

const DRAFT: &str = "---\ntitle: Quay shut after the storm\ndate: 2023-03-04\nstatus: ready\n---\n\n\
The board shut the quay on Thursday.[1] It will meet again in May.[2]\n\n\
1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n\
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board\n";

fn pipeline(list: &str) -> String {
    format!(
        "name: {list}\ndrafts: {{ folder: drafts/{list} }}\nstages:\n  - parse\n  - validate\n  - \
         render: {{ template: brief }}\n  - distribute: [archive, {{ email: {{ list: {list} }} }}]\n"
    )
}

struct Newsroom(tempfile::TempDir);

impl Newsroom {
    fn new() -> Self {
        let newsroom = Self(tempfile::tempdir().unwrap());
        newsroom.write("copydesk.yaml", NEWSROOM);
        for list in ["readers", "weekly"] {
            newsroom.write(&format!("pipelines/{list}.yaml"), &pipeline(list));
            newsroom.write(&format!("drafts/{list}/quay.md"), DRAFT);
        }
        newsroom.write("weekly.csv", &format!("address,name\n{ANN},Ann\nbob@x.org,Bob\n"));
        let mut people = format!("address,name,city\n{ANN},Ann Unmistakable,Rome\n{JOANN},Jo,\n");
        for n in 0_u32..3_000 {
            let mixed = n.wrapping_mul(2_654_435_761);
            writeln!(people, "reader{mixed}@x.org,Reader {n},Oslo").unwrap();
        }
        newsroom.write("people.csv", &people);
        newsroom
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, words: &[&str]) -> Output {
        copydesk(self.0.path()).args(words).output().unwrap()
    }

    /// What it says, on both ways, which is all that a log of it can hold.
    fn says(&self, words: &[&str]) -> String {
        let done = self.run(words);
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        assert!(done.status.success(), "{words:?}: {said}");
        said
    }

    /// Files that hold her address and not only a longer one, in any case.
    fn holding(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        look(self.0.path(), &mut found);
        found.iter().map(|path| path.strip_prefix(self.0.path()).unwrap().to_owned()).collect()
    }
}

fn look(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, found);
        } else if holds(&fs::read(&path).unwrap()) {
            found.push(path);
        }
    }
}

fn holds(bytes: &[u8]) -> bool {
    let text = bytes.to_ascii_lowercase();
    let at = text.windows(ANN.len()).enumerate().filter(|(_, found)| *found == ANN.as_bytes());
    at.into_iter().any(|(at, _)| !text[..at].ends_with(b"jo"))
}

/// A live edition that the relay took with her address in its words.
async fn sent(newsroom: &Newsroom) {
    let path = newsroom.path(".copydesk/ledger.sqlite");
    let ledger = SqliteLedger::open(&path, Arc::new(SystemClock)).unwrap();
    let edition = NewEdition {
        world: World::Live,
        key: "2023-03-05-live".to_owned(),
        revision: 1,
        pipeline: "readers".to_owned(),
        not_after: None,
        digest: Digest::of(b"live"),
        contents: Vec::new(),
        parts: Vec::new(),
    };
    let Opened::New(edition) = ledger.open(edition).await.unwrap() else { panic!("not new") };
    let ann = Candidate {
        address: ANN.to_owned(),
        name: Some("Ann".to_owned()),
        list: "readers".to_owned(),
        since: None,
    };
    let chunk =
        Chunk { from: Cursor::Start, candidates: vec![ann], tokens: Vec::new(), to: Cursor::End };
    ledger.plan(edition, chunk).await.unwrap();
    let claim = Claim::new(edition, "mail-0", 1);
    let batch = ledger.claim(claim).await.unwrap().unwrap();
    let delivery = batch.deliveries[0].id;
    ledger.intend(&[Intents::new(&batch.lease, &[delivery])]).await.unwrap();
    let settled = Settled::Accepted(format!("250 2.0.0 <{ANN}> queued as 4bXyZ0"));
    ledger.settle(&batch.lease, vec![Outcome { delivery, settled }]).await.unwrap();
    ledger.close(edition).await.unwrap();
}

#[tokio::test]
async fn nothing_of_ours_holds_the_address_afterwards() {
    let newsroom = Newsroom::new();
    newsroom.says(&["subscribers", "import", "people.csv", "--list", "readers"]);
    newsroom.says(&["subscribers", "add", ANN, "--list", "readers", "--set", "city=Oslo"]);
    let log = newsroom.says(&["publish", "--pipeline", "readers", "drafts/readers/quay.md"]);
    assert!(!holds(log.as_bytes()), "no log names anybody: {log}");
    sent(&newsroom).await;
    // As a sender leaves it behind.
    newsroom.write(".copydesk/recorders/mail-0.recorder", &format!("250 <{ANN}> queued"));
    let hers = [".copydesk/recorders/mail-1.recorder", "outbox/letters/jo.eml"];
    for file in hers {
        newsroom.write(file, &format!("250 <{JOANN}> queued"));
    }
    let notice = format!(
        "{{\"event\":\"bounced\",\"address\":\"{ANN}\",\"relay_id\":\"4bXyZ0\",\"status\":\"5.1.1\"}}\n"
    );
    newsroom.write("notices.jsonl", &notice);
    newsroom.says(&["mail", "ingest", "notices.jsonl", "--format", "jsonl"]);
    let before = newsroom.holding();
    for name in ["ledger.sqlite", "recorder", "returned", "outbox"] {
        let is_there = before.iter().any(|path| path.display().to_string().contains(name));
        assert!(is_there, "{name}: {before:?}");
    }

    let unasked = newsroom.run(&["subscribers", "remove", ANN, "--erase"]);
    assert_eq!(unasked.status.code(), Some(2), "nobody is there to be asked");
    assert_eq!(newsroom.holding(), before);
    let said = newsroom.says(&["subscribers", "remove", ANN, "--erase", "--yes"]);
    assert!(said.contains("still found in 0 rows"), "{said}");
    assert!(said.contains("Still in weekly.csv"), "{said}");
    // What the newsroom itself has brought here is left, and nothing else.
    let mut left = newsroom.holding();
    left.sort();
    let ours = ["notices.jsonl", "people.csv", "weekly.csv"].map(PathBuf::from);
    assert_eq!(left, ours);
    assert!(hers.iter().all(|file| newsroom.path(file).exists()), "of a longer address");
    assert!(newsroom.says(&["subscribers", "export", "--list", "readers"]).contains(JOANN));
    assert!(newsroom.says(&["status", "2023-03-05-live"]).contains("1 candidate = 1 accepted"));

    // Neither an import nor a list that is a file brings her back.
    let said = newsroom.says(&["subscribers", "import", "people.csv", "--list", "readers"]);
    assert!(said.contains("1 erased"), "{said}");
    let said = newsroom.says(&["publish", "--pipeline", "weekly", "drafts/weekly/quay.md"]);
    assert!(said.contains("1 candidate = 1 written"), "{said}");
    left = newsroom.holding();
    left.sort();
    assert_eq!(left, ours, "planning her would have written her down again");
}

#[test]
fn a_copy_that_is_put_back_brings_nobody_back_who_was_erased_since() {
    let newsroom = Newsroom::new();
    newsroom.says(&["subscribers", "import", "people.csv", "--list", "readers"]);
    newsroom.says(&["ledger", "backup", "copy.sqlite"]);
    newsroom.says(&["subscribers", "remove", ANN, "--erase", "--yes"]);
    let said = newsroom.says(&["ledger", "restore", "copy.sqlite"]);
    assert!(said.contains("1 person of the copy erased again"), "{said}");
    let listed = newsroom.says(&["subscribers", "export", "--list", "readers"]);
    assert!(!holds(listed.as_bytes()) && listed.contains(JOANN));
    let said = newsroom.says(&["subscribers", "import", "people.csv", "--list", "readers"]);
    assert!(said.contains("1 erased"), "{said}");
    let found = newsroom.holding();
    let ledgers = found.iter().filter(|path| path.starts_with(".copydesk")).count();
    assert_eq!(ledgers, 0, "{found:?}");
}
