//! The log at its loudest: no secret is ever in it, and an address only in lines of
//! debug and below. Whatever a line says, it says in which stage of what.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::collections::BTreeSet;
use std::fs;

use copydesk_proving::saving::room::{Reviews, Room};
use copydesk_proving::sink::{Manner, Sink};
use serde_json::Value;

const PASSWORD: &str = "open-sesame-1701";
const PEOPLE: [&str; 3] = ["ann@reader.example", "bo@reader.example", "zoë@reader.example"];
const DRAFT: &str = "---\ntitle: Quay shut after the storm\nedition: quay\nstatus: ready\n---\n\n\
                     The quay shut.[1]\n\n1. “The quay” Post, 2 Mar. 2020, https://post.example/quay\n";

/// A newsroom that mails, signs and knows a password, and its secrets.
fn newsroom(port: u16) -> (Room, Vec<String>) {
    let room = Room::open(Some(&program::path()), Reviews::None).unwrap();
    let key = room.command(&["keys", "dkim", "new", "--domain", "quay.example.org"]);
    let mut key = key;
    let made = key.args(["--selector", "brief", "--ed25519"]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let files = fs::read_dir(room.path(".copydesk/keys")).unwrap();
    let pem = files.map(|file| file.unwrap().path()).next().unwrap();
    fs::write(room.path("password"), PASSWORD).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(room.path("password"), private).unwrap();
    fs::write(room.path("readers.csv"), format!("address\n{}\n", PEOPLE.join("\n"))).unwrap();
    let name = pem.strip_prefix(room.path("")).unwrap().display();
    fs::write(
        room.path("copydesk.yaml"),
        format!(
            "newsroom: {{ name: The Quay, url: https://quay.example.org, postal: 1 Pier Road, \
             language: en-GB, time_zone: Europe/London, corrections: c@quay.example.org }}\n\
             sender: {{ from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org, \
             dkim: [{{ domain: quay.example.org, selector: brief, key: {name} }}] }}\n\
             lists: {{ readers: {{ title: The Quay, file: readers.csv }} }}\n\
             profiles:\n  live:\n    transport: {{ smtp: {{ host: 127.0.0.1, port: {port}, tls: none \
             }} }}\n    archive: {{ folder: www, verify: false }}\n    approval: none\n    \
             hold_at: error\n  locked:\n    transport: {{ smtp: {{ host: localhost, port: 1, user: brief, password: {{ \
             file: password }} }} }}\n    archive: {{ folder: locked, verify: false }}\n    approval: none\n    hold_at: error\n"
        ),
    )
    .unwrap();
    let pipeline = fs::read_to_string(room.path("pipelines/brief.yaml")).unwrap();
    let pipeline =
        pipeline.replace("[archive, feed]", "[archive, feed, { email: { list: readers } }]");
    fs::write(room.path("pipelines/brief.yaml"), pipeline).unwrap();
    fs::write(room.path("drafts/quay.md"), DRAFT).unwrap();
    let pem = fs::read_to_string(pem).unwrap();
    let mut secrets: Vec<String> =
        pem.lines().filter(|line| !line.starts_with('-')).map(str::to_owned).collect();
    secrets.push(PASSWORD.to_owned());
    (room, secrets)
}

/// What `publish` says at the loudest, in this form.
fn log(room: &Room, profile: &str, format: &str) -> String {
    let mut command = room.command(&["--format", format, "--profile", profile, "publish"]);
    let output = command.env("COPYDESK_LOG", "trace").output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

/// The recipients' key, however somebody may have written it.
fn key_of_recipients(room: &Room) -> Vec<String> {
    let files = fs::read_dir(room.path(".copydesk/keys")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let keys = files.filter(|path| path.ends_with("recipient.key"));
    let bytes: Vec<Vec<u8>> = keys.map(|path| fs::read(path).unwrap()).collect();
    assert!(!bytes.is_empty());
    let hex = |bytes: &Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).ok().map(|s| s.trim().to_owned());
    bytes.iter().map(hex).chain(bytes.iter().filter_map(text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_ever_said_and_no_address_above_debug() {
    let sink = Sink::start(0, Manner::default()).await.unwrap();
    let (room, mut secrets) = newsroom(sink.port);
    let json = log(&room, "live", "json");
    assert_eq!(sink.accepted(), 2 + u64::from(sink.for_person(PEOPLE[2]) > 0), "{json}");
    fs::write(room.path("drafts/quay.md"), DRAFT.replace("quay\nstatus", "dawn\nstatus")).unwrap();
    let locked = log(&room, "locked", "json");
    assert!(locked.contains("\"level\""), "{locked}");
    let human = log(&room, "live", "human");
    secrets.extend(key_of_recipients(&room));
    for (place, said) in [("json", &json), ("locked", &locked), ("human", &human)] {
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{place}: a secret was said");
        }
    }
    let mut stages = BTreeSet::new();
    for line in json.lines().chain(locked.lines()).filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line).unwrap();
        let Some(level) = line["level"].as_str() else { continue };
        if !["DEBUG", "TRACE"].contains(&level) {
            let words = line.to_string();
            assert!(PEOPLE.iter().all(|person| !words.contains(person)), "{words}");
        }
        for span in line["spans"].as_array().into_iter().flatten() {
            let what = span.get("draft").or(span.get("edition"));
            assert!(what.is_some_and(|what| !what.as_str().unwrap().is_empty()), "{span}");
            stages.insert(span["name"].as_str().unwrap().to_owned());
        }
    }
    let all = ["collect", "distribute", "parse", "render", "validate"];
    assert_eq!(stages, all.map(str::to_owned).into(), "{json}");
    let loud = human.lines().filter(|line| line.contains(" INFO ") || line.contains(" WARN "));
    for line in loud {
        assert!(PEOPLE.iter().all(|person| !line.contains(person)), "{line}");
    }
}
