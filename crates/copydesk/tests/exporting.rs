//! Lists and people as files: private, never over another, and complete enough to move
//! on with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use program::copydesk;

const NEWSROOM: &str = r#"
newsroom: { name: The Quay, url: https://quay.example.org, postal: "1 Pier Road", language: en-GB, time_zone: Europe/London, corrections: corrections@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
lists: { readers: { title: The Quay } }
attributes: { city: text, age: number }
"#;

fn run(folder: &Path, words: &[&str]) -> Output {
    copydesk(folder).args(words).output().unwrap()
}

fn newsroom() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("copydesk.yaml"), NEWSROOM).unwrap();
    folder
}

#[test]
fn a_list_moves_on_with_the_proof_of_consent() {
    let (here, there) = (newsroom(), newsroom());
    let csv = "address,name,tags,age,city,consent_at,consent_source,consent_text,consent_ip\n\
               ann@x.org,\"Lee, Ann\",\"early,vip\",41,Rome,2020-01-02T03:04:05Z,the form,3,192.0.2.7\n\
               bob@x.org,,,,,2021-01-02T03:04:05Z,asked by phone,,\n";
    let import = ["subscribers", "import", "list.csv", "--list", "readers"];
    let export = ["subscribers", "export", "--list", "readers", "--output", "out.csv"];
    fs::write(here.path().join("list.csv"), csv).unwrap();
    assert!(run(here.path(), &import).status.success());
    let done = run(here.path(), &export);
    assert!(done.status.success() && done.stdout.is_empty());
    let out = here.path().join("out.csv");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&out).unwrap(), csv);
    // Never over another file.
    assert_eq!(run(here.path(), &export).status.code(), Some(2));

    fs::copy(&out, there.path().join("list.csv")).unwrap();
    assert!(run(there.path(), &import).status.success());
    assert!(run(there.path(), &export).status.success());
    assert_eq!(fs::read_to_string(there.path().join("out.csv")).unwrap(), csv);
}

#[test]
fn everything_about_a_person_is_one_file() {
    let folder = newsroom();
    let folder = folder.path();
    let add = ["subscribers", "add", "ann@x.org", "--list", "readers", "--set", "city=Rome"];
    assert!(run(folder, &add).status.success());
    let suppress = ["subscribers", "suppress", "ann@x.org", "--because", "she asked us"];
    assert!(run(folder, &suppress).status.success());
    let export = ["subscribers", "export", "--person", "Ann@X.org", "--output", "ann.json"];
    assert!(run(folder, &export).status.success());
    let held: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("ann.json")).unwrap()).unwrap();
    assert_eq!(held["address"], "ann@x.org");
    assert_eq!(held["attributes"]["city"], "Rome");
    assert_eq!(held["subscriptions"][0]["consent"]["source"], "added by an operator");
    assert_eq!(held["suppressions"][0]["source"], "she asked us");
    assert_eq!(held["events"].as_array().unwrap().len(), 2);
}
