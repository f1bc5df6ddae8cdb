//! Who publishes at a terminal approves there by typing the number of recipients; `script`
//! is the terminal.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;
mod sink;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use program::copydesk;

const BRIEF: &str = "\
---
title: Quay shut after the storm
edition: quay-shut
status: ready
---

The board shut the quay on Thursday.[1] It will meet again in May.[2]

1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board
";

fn newsroom(folder: &Path, port: u16) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "copydesk.yaml",
        &format!(
            "newsroom: {{ name: The Quay, url: https://quay.example.org, postal: 1 Pier Road, \
             language: en-GB, time_zone: Europe/London, corrections: c@quay.example.org }}\n\
             sender: {{ from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }}\n\
             lists: {{ readers: {{ title: The Quay, file: readers.csv }} }}\n\
             profiles: {{ live: {{ transport: {{ smtp: {{ host: 127.0.0.1, port: {port}, \
             tls: none }} }}, archive: {{ folder: www, verify: false }}, hold_at: error, \
             approval: {{ needed: 1 }} }} }}\n"
        ),
    );
    write("readers.csv", "address\nann@example.org\nbob@example.org\n");
    write(
        "pipelines/brief.yaml",
        "name: brief\ndrafts: { folder: drafts }\nstages: [parse, validate, render, \
         { distribute: [archive, feed, { email: { list: readers } }] }]\n",
    );
    write("drafts/quay.md", BRIEF);
}

/// Publishes at a terminal at which `keys` are typed; what stands on it then.
fn publish_typing(folder: &Path, keys: &str) -> String {
    let program = copydesk(folder).get_program().to_owned();
    let line = format!("{} --profile live publish", program.display());
    let mut terminal = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("USER", "ann")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` is part of Debian's bsdutils");
    let mut stdin = terminal.stdin.take().unwrap();
    stdin.write_all(keys.as_bytes()).unwrap();
    // Whoever hangs up has not said yes.
    let output = terminal.wait_with_output().unwrap();
    drop(stdin);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_number_of_recipients_is_the_approval_and_nothing_else_is() {
    let (desk, mail) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_sink, port) = sink::start(mail.path());
    newsroom(desk.path(), port);
    let adopted = copydesk(desk.path()).args(["ledger", "adopt", "--nothing"]).status().unwrap();
    assert!(adopted.success());

    for wrong in ["3\n", "y\n", "\n"] {
        let said = publish_typing(desk.path(), wrong);
        assert!(said.contains("This mails 2 on the list `readers`"), "{said}");
        assert!(said.contains("waits for approval, 0 of 1 given"), "{said}");
        assert!(sink::taken(mail.path()).is_empty());
    }
    // Nobody sits there: nobody is asked.
    let asked = copydesk(desk.path()).args(["--profile", "live", "publish"]).output().unwrap();
    assert_eq!(asked.status.code(), Some(4));
    assert!(!String::from_utf8_lossy(&asked.stderr).contains("type the number"));

    let said = publish_typing(desk.path(), "2\n");
    assert!(said.contains("2 mails accepted by the relay"), "{said}");
    assert_eq!(sink::taken(mail.path()).len(), 2);
}
