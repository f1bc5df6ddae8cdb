//! Mail about drafts that are held: the real daemon, and a relay that is there, or not.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_proving::saving::room::{Reviews, Room, Told, wait};
use copydesk_proving::sink::{Manner, Sink};

const PATIENCE: Duration = Duration::from_secs(120);
const JO: &str = "jo@desk.example";
const DESK: &str = "all@desk.example";

const HELD: &str = "---\ntitle: Quay shut\neditor: Jo Field\nstatus: ready\n---\n\n\
                    The board shut the quay in 2023.[1]\n";

fn newsroom(port: u16) -> Room {
    let room = Room::open(Some(&program::path()), Reviews::Beside).unwrap();
    let yaml = fs::read_to_string(room.path("copydesk.yaml")).unwrap();
    let yaml = yaml.replace("host: localhost, port: 9", &format!("host: localhost, port: {port}"));
    let findings =
        format!("watch: {{ findings: {{ to: {DESK}, people: {{ Jo Field: {JO} }} }} }}\n");
    fs::write(room.path("copydesk.yaml"), yaml + &findings).unwrap();
    room
}

fn until(what: &str, room: &Room, mut there: impl FnMut() -> bool) {
    let came = wait(PATIENCE, || Ok(there())).unwrap();
    assert!(came, "{what}: {}", fs::read_to_string(room.path("said.txt")).unwrap());
}

/// The first mail to somebody, its lines joined again.
fn mail_to(folder: &Path, address: &str) -> String {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mails = files.map(|path: PathBuf| fs::read_to_string(path).unwrap());
    let mail = mails.filter(|mail| mail.contains(&format!("To: {address}"))).min().unwrap();
    mail.replace("=\r\n", "").replace("\r\n", "\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_draft_is_held_gets_its_findings_once() {
    let kept = tempfile::tempdir().unwrap();
    let manner = || Manner { keep: Some(kept.path().to_owned()), ..Manner::default() };
    let sink = Sink::start(0, manner()).await.unwrap();
    let port = sink.port;
    let room = newsroom(port);
    let daemon = room.watch().unwrap();
    room.save("unfinished.md", &HELD.replace("ready", "draft")).unwrap();
    room.save("quay.md", HELD).unwrap();
    until("Jo's mail", &room, || sink.for_person(JO) == 1);
    let mail = mail_to(kept.path(), JO);
    assert!(mail.contains("\nSubject: quay.md is held: "), "{mail}");
    assert!(mail.contains("\nContent-Type: text/plain; charset=utf-8\n"), "{mail}");
    assert!(mail.contains("\nAuto-Submitted: auto-generated\n"), "{mail}");
    let review = fs::read_to_string(room.path("drafts/quay.md.review.md")).unwrap();
    let line = review.lines().find(|line| line.contains("[1]")).unwrap();
    assert!(mail.contains("# Review of quay.md") && mail.contains(line.trim_end()), "{mail}");

    // The same findings elsewhere in the text, and once more after a start: nothing to add.
    let mut told = Told::of(&room).unwrap();
    until("an answer", &room, || told.answers().unwrap().contains(&"quay.md".to_owned()));
    let notes = || fs::read_dir(room.path(".copydesk/findings")).into_iter().flatten().count();
    until("a note of it", &room, || notes() == 1);
    room.save("quay.md", &HELD.replace("\n\nThe", "\n\n\n\nThe")).unwrap();
    until("an answer", &room, || told.answers().unwrap().contains(&"quay.md".to_owned()));
    daemon.kill().unwrap();
    let daemon = room.watch().unwrap();
    until("an answer", &room, || told.answers().unwrap().contains(&"quay.md".to_owned()));
    // One mail leaves after the other.
    room.save("pier.md", &HELD.replace("Jo Field", "A Guest")).unwrap();
    until("the desk's mail", &room, || sink.for_person(DESK) == 1);
    assert_eq!((sink.for_person(JO), sink.people_served()), (1, 2));

    // Another finding, and nobody to take it: told, and nothing waits for it.
    drop(sink);
    room.save("quay.md", &HELD.replace("[1]", "[1] It sank.[2]")).unwrap();
    let said = || fs::read_to_string(room.path("said.txt")).unwrap();
    until("a word on the relay", &room, || said().contains("could not leave"));
    room.save("out.md", "---\ntitle: Out\nedition: out\nstatus: ready\n---\n\nWords.\n").unwrap();
    until("the edition", &room, || room.page("out").is_file());
    assert!(!said().contains("desk.example"), "{}", said());

    // The next daemon makes it good.
    daemon.kill().unwrap();
    let sink = Sink::start(port, manner()).await.unwrap();
    let _daemon = room.watch().unwrap();
    until("Jo's second mail", &room, || sink.for_person(JO) == 1);
    assert_eq!(sink.people_served(), 1);
}
