//! `send-test` to Postfix's own test server: one message, and no trace of it.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;
mod sink;

use std::path::Path;

use program::copydesk;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../drafts/malaria-vaccines.md");

/// A newsroom with a relay, and one draft.
fn newsroom(folder: &Path, port: u16) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let config = format!(
        "newsroom: {{ name: The Brief, url: https://brief.example.org, postal: 1 Fleet St, \
         language: en-GB, time_zone: Europe/London, corrections: c@example.org }}\n\
         sender: {{ from: The Brief <brief@example.org>, reply_to: desk@example.org }}\n\
         lists: {{ readers: {{ title: The Brief, file: readers.csv }} }}\n\
         profiles: {{ live: {{ transport: {{ smtp: {{ host: 127.0.0.1, port: {port}, \
         tls: none }} }}, archive: {{ folder: www, verify: false }} }} }}\n"
    );
    write("copydesk.yaml", &config);
    write("readers.csv", "address,name\nann@example.org,Ann Reader\n");
    write(
        "pipelines/brief.yaml",
        "name: brief\ndrafts: { folder: drafts }\nstages:\n  - parse\n  - validate\n  \
         - render: { template: brief }\n  - distribute: [archive, feed, { email: { list: readers } }]\n",
    );
    write("drafts/brief.md", &std::fs::read_to_string(SAMPLE).unwrap());
}

/// Two briefs for a digest.
fn morning(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    std::fs::create_dir(folder.join("morning")).unwrap();
    write(
        "pipelines/morning.yaml",
        "name: morning\ndrafts: { folder: morning }\nstages:\n  - parse\n  - validate\n  \
         - collect: { at: \"07:00\", order: name }\n  - render: { template: digest }\n  \
         - distribute: [archive, { email: { list: readers } }]\n",
    );
    for name in ["ferry", "quay"] {
        let text = format!(
            "---\ntitle: News of the {name}\ndate: 2023-03-04\nstatus: ready\n---\n\n\
             The board told the {name} of it on 3 March.[1]\n\n1. “Notice about the {name}” \
             Harbour Board, 3 Mar. 2023, https://harbour.example/{name}\n"
        );
        write(&format!("morning/{name}.md"), &text);
    }
}

#[test]
fn a_tester_gets_what_a_reader_would_and_no_ledger_knows() {
    let (desk, mail) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_sink, port) = sink::start(mail.path());
    newsroom(desk.path(), port);
    let output = copydesk(desk.path())
        .args(["send-test", "drafts/brief.md", "--profile", "live", "--as", "ann@example.org"])
        .args(["--to", "tester@example.net", "--to", "second@example.net"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("accepted: 2").count(), 2, "{said}");

    let taken = sink::taken(mail.path());
    let [(second, _), (tester, message)] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!((second.as_str(), tester.as_str()), ("second@example.net", "tester@example.net"));
    assert!(message.contains("Subject: [Test] "), "{message}");
    assert!(message.contains("To: \"Ann Reader\" <tester@example.net>"), "{message}");
    assert!(message.contains("ann@example.org"), "{message}");
    let left: Vec<_> = std::fs::read_dir(desk.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 4, "a test leaves nothing behind: {left:?}");
}

#[test]
fn a_digest_is_tested_as_it_would_be_collected_now() {
    let (desk, mail) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_sink, port) = sink::start(mail.path());
    newsroom(desk.path(), port);
    morning(desk.path());
    let test = || {
        copydesk(desk.path())
            .args(["send-test", "--pipeline", "morning", "--profile", "live"])
            .args(["--as", "ann@example.org", "--to", "tester@example.net"])
            .output()
            .unwrap()
    };
    let output = test();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let taken = sink::taken(mail.path());
    let [(_, message)] = taken.as_slice() else { panic!("{taken:?}") };
    assert!(message.contains("Subject: [Test] News of the ferry, and 1 more"), "{message}");
    assert!(message.contains("https://harbour.example/quay"), "{message}");
    assert!(!desk.path().join(".copydesk").exists(), "a test starts no ledger");

    // What its drafts do not make is not tested.
    std::fs::remove_dir_all(desk.path().join("morning")).unwrap();
    std::fs::create_dir(desk.path().join("morning")).unwrap();
    assert_eq!(test().status.code(), Some(1));
    assert_eq!(sink::taken(mail.path()).len(), 1);
}
