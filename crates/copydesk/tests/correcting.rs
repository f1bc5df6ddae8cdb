//! Corrections and retractions by the real program, through a relay that takes mail, refuses
//! some, and leaves some without an answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise has failed"
)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use program::{Running, copydesk};
use serde_json::Value;

/// Much longer than anything here takes, so that a slow machine fails no test.
const PATIENCE: Duration = Duration::from_secs(120);

const KEY: &str = "quay-shut";

const BRIEF: &str = "\
---
title: Quay shut after the storm
edition: quay-shut
status: ready
---

The board shut the quay on Thursday, and ferries sail from the old pier.[1] It wil meet again on Monday.[2]

1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board
";

/// Everything that the relay was given, and how it answers from now on.
#[derive(Default)]
struct Given {
    /// Messages by recipient, in order.
    messages: BTreeMap<String, Vec<String>>,
    /// Refused at their RCPT.
    refused: Vec<String>,
    /// Taken, and never answered.
    unanswered: Vec<String>,
}

#[derive(Clone)]
struct Relay {
    port: u16,
    given: Arc<Mutex<Given>>,
}

impl Relay {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Self { port: listener.local_addr().unwrap().port(), given: Arc::default() };
        let given = Arc::clone(&relay.given);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let given = Arc::clone(&given);
                std::thread::spawn(move || drop(serve(stream, &given)));
            }
        });
        relay
    }

    fn count(&self) -> usize {
        self.given.lock().unwrap().messages.values().map(Vec::len).sum()
    }

    /// Who was given how many, but for nobody.
    fn counts(&self) -> Vec<(String, usize)> {
        let given = self.given.lock().unwrap();
        let name = |address: &str| address.split('@').next().unwrap().to_owned();
        given.messages.iter().map(|(to, all)| (name(to), all.len())).collect()
    }

    fn last_to(&self, address: &str) -> String {
        self.given.lock().unwrap().messages[address].last().unwrap().replace("=\r\n", "")
    }
}

/// One connection, in lock step.
fn serve(stream: TcpStream, given: &Mutex<Given>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let mut to = String::new();
    out.write_all(b"220 relay\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let reply = match line.to_ascii_uppercase().split([' ', '\r']).next().unwrap_or_default() {
            "EHLO" => "250 relay",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let refused = given.lock().unwrap().refused.contains(&to);
                if refused { "550 5.1.1 no such mailbox" } else { "250 ok" }
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    if lines.read_line(&mut message)? == 0 {
                        return Ok(());
                    }
                }
                let mut given = given.lock().unwrap();
                given.messages.entry(to.clone()).or_default().push(message);
                if given.unanswered.contains(&to) {
                    return Ok(());
                }
                "250 2.0.0 queued"
            }
            "QUIT" => {
                out.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok",
        };
        out.write_all(format!("{reply}\r\n").as_bytes())?;
    }
}

struct Newsroom {
    folder: tempfile::TempDir,
    relay: Relay,
}

impl Newsroom {
    /// With these people on its list; `policy` of its live profile.
    fn new(people: &[&str], policy: &str) -> Self {
        let newsroom = Self { folder: tempfile::tempdir().unwrap(), relay: Relay::start() };
        let port = newsroom.relay.port;
        newsroom.write(
            "copydesk.yaml",
            &format!(
                "newsroom: {{ name: The Quay, url: https://quay.example.org, postal: 1 Pier Road, \
                 language: en-GB, time_zone: Europe/London, corrections: c@quay.example.org }}\n\
                 sender: {{ from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }}\n\
                 lists: {{ readers: {{ title: The Quay }} }}\n\
                 profiles:\n  rehearsal: {{ transport: outbox, archive: public }}\n  \
                 live: {{ transport: {{ smtp: {{ host: 127.0.0.1, port: {port}, tls: none }} }}, \
                 archive: {{ folder: www, verify: false }}, hold_at: error, {policy} }}\n"
            ),
        );
        newsroom.write(
            "pipelines/brief.yaml",
            "name: brief\ndrafts: { folder: drafts, review: beside }\nstages: [parse, validate, \
             render, { distribute: [archive, feed, { email: { list: readers } }] }]\n",
        );
        let people: String = people.iter().map(|name| format!("{name}@x.org\n")).collect();
        newsroom.write("people.csv", &format!("address\n{people}"));
        newsroom.write(&format!("drafts/{KEY}.md"), BRIEF);
        newsroom.done(&["subscribers", "import", "people.csv", "--list", "readers"]);
        newsroom.done(&["ledger", "adopt", "--nothing"]);
        newsroom
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Replaces words of the draft.
    fn edit(&self, from: &str, to: &str) {
        let path = format!("drafts/{KEY}.md");
        let text = self.read(&path);
        assert!(text.contains(from), "{text}");
        self.write(&path, &text.replace(from, to));
    }

    /// The exit code, and what was said.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = copydesk(self.folder.path()).args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].map(|o| String::from_utf8(o).unwrap()).concat();
        (output.status.code().unwrap(), said)
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let (code, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    }

    fn publish(&self) -> (i32, String) {
        self.run(&["--profile", "live", "publish"])
    }

    fn approve(&self) {
        self.done(&["approve", KEY, "--by", "Ann Ortiz"]);
    }

    /// The balance of each revision, the last one first.
    fn status(&self) -> Vec<Value> {
        let said = self.done(&["--format", "json", "status", KEY]);
        let mut all: Vec<Value> =
            said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        all.sort_by_key(|edition| std::cmp::Reverse(edition["revision"].as_u64()));
        all
    }

    fn watch(&self) -> Running {
        let log = |name: &str| {
            let path = self.path(name);
            fs::File::options().create(true).append(true).open(path).unwrap()
        };
        let daemon = copydesk(self.folder.path())
            .args(["--profile", "live", "watch"])
            .stdout(log("told.txt"))
            .stderr(log("said.txt"))
            .spawn();
        Running(daemon.unwrap())
    }

    #[track_caller]
    fn wait_for(&self, what: &str, mut there: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !there() {
            let said = self.read("said.txt") + &self.read("told.txt");
            assert!(Instant::now() < end, "{what} did not come: {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn counts(balance: &Value) -> [u64; 3] {
    ["candidates", "accepted", "uncertain"].map(|what| balance[what].as_u64().unwrap())
}

#[test]
fn a_changed_word_a_typo_and_a_retraction() {
    let newsroom = Newsroom::new(&["ann", "bob", "cleo", "dan"], "approval: { needed: 1 }");
    // A rehearsal to everybody counts for nothing that follows.
    newsroom.done(&["publish"]);
    {
        let mut given = newsroom.relay.given.lock().unwrap();
        given.refused.push("bob@x.org".to_owned());
        given.unanswered.push("dan@x.org".to_owned());
    }

    // One word changed after the approval: refused.
    assert_eq!(newsroom.publish().0, 4);
    newsroom.approve();
    newsroom.edit("old pier", "new pier");
    let (code, said) = newsroom.publish();
    assert!(code == 4 && said.contains("waits for approval, 0 of 1 given"), "{said}");
    assert_eq!(newsroom.relay.count(), 0);
    newsroom.edit("new pier", "old pier");
    assert_eq!(newsroom.publish().0, 3);
    assert_eq!(counts(&newsroom.status()[0]), [4, 2, 1]);

    // Changed after it went out: nowhere, with what to write.
    newsroom.edit("It wil meet", "It will meet");
    let (code, said) = newsroom.publish();
    assert!(code == 4 && said.contains("copydesk correct quay-shut"), "{said}");

    // A typo: page and feed alone.
    let said = newsroom.done(&["correct", KEY, "--kind", "typo", "--ready"]);
    assert!(said.contains("a typo of quay-shut, for its page and the feed"), "{said}");
    assert_eq!(newsroom.publish().0, 4);
    newsroom.approve();
    let (code, said) = newsroom.publish();
    assert!(code == 0 && said.contains("revision 2 of quay-shut, page and feed alone"), "{said}");
    let page = newsroom.read("www/quay-shut/index.html");
    assert!(page.contains("It will meet") && page.contains("version-1.html"), "{page}");
    assert!(newsroom.read("www/quay-shut/version-1.html").contains("It wil meet"));
    assert!(newsroom.read("www/feed.xml").contains("It will meet"));
    // Dan's came without an answer; nobody has been mailed since.
    assert_eq!(newsroom.relay.count(), 3);

    // A retraction: who accepted it or may have it, less who has left, and nobody new.
    newsroom.done(&["subscribers", "remove", "cleo@x.org", "--list", "readers"]);
    newsroom.done(&["subscribers", "add", "eve@x.org", "--list", "readers"]);
    {
        let mut given = newsroom.relay.given.lock().unwrap();
        given.refused.clear();
        given.unanswered.clear();
    }
    let note = "The quay was never shut.";
    newsroom.done(&["retract", KEY, "--note", note, "--ready"]);
    let (code, said) = newsroom.publish();
    assert!(code == 4 && said.contains("waits for approval"), "{said}");
    assert_eq!(newsroom.relay.count(), 3);
    newsroom.approve();
    let (code, said) = newsroom.publish();
    assert!(
        code == 0 && said.contains("revision 3 of quay-shut, for 2 readers who had it"),
        "{said}"
    );
    let counted = [("ann", 2), ("cleo", 1), ("dan", 2)].map(|(name, n)| (name.to_owned(), n));
    assert_eq!(newsroom.relay.counts(), counted);
    let mail = newsroom.relay.last_to("dan@x.org");
    assert!(mail.contains("Subject: Retraction: Quay shut after the storm"), "{mail}");
    assert!(mail.contains(note) && !mail.contains("old pier"), "{mail}");
    let page = newsroom.read("www/quay-shut/index.html");
    assert!(page.contains("class=\"correction retraction\"") && page.contains("It will meet"));
    let revisions: Vec<[u64; 3]> = newsroom.status().iter().map(counts).collect();
    assert_eq!(revisions, [[2, 2, 0], [0, 0, 0], [4, 2, 1]]);
    let trace = newsroom.done(&["trace", "dan@x.org"]);
    assert!(trace.contains("quay-shut, revision 3: accepted"), "{trace}");

    // Once more: nothing new, and nobody twice.
    assert_eq!(newsroom.publish().0, 0);
    assert_eq!(newsroom.relay.count(), 5);
}

#[test]
fn the_draft_of_a_correction_is_made_beside_another_text_of_its_name() {
    let newsroom = Newsroom::new(&["ann", "bob"], "approval: none");
    let (code, said) = newsroom.run(&["correct", "no-such", "--kind", "typo"]);
    assert!(code == 2 && said.contains("there is no live edition `no-such`"), "{said}");
    assert_eq!(newsroom.publish().0, 0);
    let (code, said) = newsroom.run(&["retract", KEY]);
    assert!(code == 2 && said.contains("`--note WORDS`"), "{said}");
    // Another text under its name is left alone, and so is what stands there already.
    newsroom.write(&format!("drafts/{KEY}.md"), "Tomorrow\n\nSomething else is in the news.\n");
    newsroom.done(&["correct", KEY, "--kind", "correction", "--note", "It was Friday."]);
    let made = newsroom.read("drafts/quay-shut-correction.md");
    let front = "edition: quay-shut\nstatus: draft\ncorrection: { kind: correction, note: \"It was Friday.\" }\n---\n";
    assert!(made.contains(front) && made.contains("old pier"), "{made}");
    assert!(newsroom.read(&format!("drafts/{KEY}.md")).starts_with("Tomorrow"));
    let (code, said) = newsroom.publish();
    assert!(code == 0 && said.contains("not marked ready"), "{said}");
}

#[test]
fn the_daemon_takes_a_retraction_up_and_no_kill_doubles_it() {
    let people: Vec<String> = (10..50).map(|n| format!("reader{n}")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let newsroom = Newsroom::new(&people, "approval: none");
    let mut daemon = newsroom.watch();
    let closed = |revision: u64| {
        let (code, said) = newsroom.run(&["--format", "json", "status", KEY]);
        let mut editions = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        code == 0 && editions.any(|e| e["revision"] == revision && e["standing"] == "closed")
    };
    newsroom.wait_for("the edition", || closed(1));
    assert_eq!(newsroom.relay.count(), 40);

    newsroom.done(&["retract", KEY, "--note", "The quay was never shut.", "--ready"]);
    for more in [3, 11, 20] {
        newsroom.wait_for("some of the mail", || newsroom.relay.count() >= 40 + more);
        drop(daemon);
        daemon = newsroom.watch();
    }
    newsroom.wait_for("the retraction", || closed(2));
    let revision = &newsroom.status()[0];
    let [candidates, accepted, uncertain] = counts(revision);
    assert_eq!(candidates, 40, "{revision}");
    assert_eq!(accepted + uncertain, 40, "{revision}");
    assert!(newsroom.relay.counts().iter().all(|(_, n)| *n <= 2), "somebody got it twice");
    let review = format!("drafts/{KEY}.md.review.md");
    newsroom.wait_for("the review", || {
        newsroom.read(&review).contains("This is revision 2 of quay-shut now")
    });
    // Saved once more without a new word about it: it says what to write.
    newsroom.edit("old pier", "new pier");
    newsroom
        .wait_for("the refusal", || newsroom.read(&review).contains("write what is put right now"));
    drop(daemon);
}
