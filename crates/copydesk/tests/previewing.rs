//! The real preview of a real folder, asked as a browser asks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use program::{copydesk, newsroom};

/// Much longer than anything here takes, so that a slow machine fails no test.
const PATIENCE: Duration = Duration::from_secs(60);

const CLEAN: &str = include_str!("stories/newsroom.in/drafts/quay.md");

const DIGEST: &str = "name: morning\ndrafts: { folder: drafts/morning }\nstages:\n  - parse\n  \
    - validate\n  - collect: { at: \"07:00\", days: mon-fri, order: name, at_least: 2 }\n  \
    - render: { template: digest }\n  - distribute: [{ email: { list: readers } }]\n";

/// A newsroom in a folder of its own, previewed.
struct Desk {
    folder: tempfile::TempDir,
    server: Child,
    address: String,
}

impl Desk {
    fn open() -> Self {
        Self::open_as("rehearsal")
    }

    fn open_as(profile: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        newsroom(folder.path());
        let config = folder.path().join("copydesk.yaml");
        let live = "profiles: { live: { transport: { smtp: { host: localhost, port: 9, tls: none } }, \
                    archive: www, approval: { needed: 1 } } }\n";
        fs::write(&config, fs::read_to_string(&config).unwrap() + live).unwrap();
        fs::create_dir_all(folder.path().join("drafts/morning")).unwrap();
        fs::write(folder.path().join("pipelines/morning.yaml"), DIGEST).unwrap();
        fs::write(folder.path().join("drafts/quay.md"), CLEAN).unwrap();
        let mut server = copydesk(folder.path())
            .args(["preview", "--port", "0", "--format", "json", "--profile", profile])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { folder, server, address }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Waits until the page says so.
    fn shows(&self, path: &str, words: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let page = self.get(path);
            if page.contains(words) {
                return;
            }
            assert!(Instant::now() < end, "{words} did not come: {page}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn drafts_come_change_and_go() {
    let desk = Desk::open();
    desk.shows("/", "drafts/quay.md");
    fs::write(desk.path("drafts/pier.md"), CLEAN.replace("Quay shut after", "Pier open before"))
        .unwrap();
    desk.shows("/?draft=drafts/pier.md", "Pier open before the storm");
    fs::write(desk.path("drafts/pier.md"), CLEAN.replace("[1]", "[9]")).unwrap();
    desk.shows("/?draft=drafts/pier.md", "data-view=\"findings\"");
    fs::remove_file(desk.path("drafts/pier.md")).unwrap();
    desk.shows("/?draft=drafts/pier.md", "This draft is not shown");
    let left: Vec<_> = fs::read_dir(desk.folder.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 4, "a preview writes nothing: {left:?}");
}

#[test]
fn a_digest_is_shown_as_the_edition_that_its_drafts_would_be() {
    let desk = Desk::open();
    let digest = "/?draft=drafts/morning/";
    desk.shows(digest, "Nothing to collect");
    fs::write(desk.path("drafts/morning/one.md"), CLEAN).unwrap();
    desk.shows(digest, "Held: ");
    fs::write(desk.path("drafts/morning/two.md"), CLEAN.replace("after the storm", "again"))
        .unwrap();
    desk.shows("/frame?draft=drafts/morning/&view=html", "Quay shut again");
    desk.shows("/frame?draft=drafts/morning/&view=html", "Quay shut after the storm");
}

#[test]
fn a_digest_that_waits_for_approval_is_shown() {
    let desk = Desk::open_as("live");
    fs::write(desk.path("drafts/morning/one.md"), CLEAN).unwrap();
    fs::write(desk.path("drafts/morning/two.md"), CLEAN.replace("after the storm", "again"))
        .unwrap();
    desk.shows("/frame?draft=drafts/morning/&view=html", "Quay shut again");
    desk.shows("/?draft=drafts/morning/&view=html", "waits for approval, 0 of 1 given");
}

#[test]
fn a_broken_template_leaves_the_last_edition_to_be_seen() {
    let desk = Desk::open();
    let (page, frame) =
        ("/?draft=drafts/quay.md&view=html", "/frame?draft=drafts/quay.md&view=html");
    desk.shows(frame, "Quay shut after the storm");
    fs::create_dir_all(desk.path("templates/shared")).unwrap();
    fs::write(desk.path("templates/shared/_mail-brief.hbs"), "<p>\n{{nobody}}</p>\n").unwrap();
    desk.shows(page, "_mail-brief.hbs:2:1: unknown variable `nobody`");
    desk.shows(page, "This is an old edition");
    desk.shows(frame, "Quay shut after the storm");
    fs::remove_dir_all(desk.path("templates")).unwrap();
    let end = Instant::now() + PATIENCE;
    while desk.get(page).contains("This is an old edition") {
        assert!(Instant::now() < end, "it is not mended");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_broken_definition_is_shown_and_mended() {
    let desk = Desk::open();
    let quay = "/frame?draft=drafts/quay.md&view=findings";
    desk.shows(quay, "Quay shut after the storm");
    let definition = desk.path("pipelines/brief.yaml");
    let sound = fs::read_to_string(&definition).unwrap();
    fs::write(&definition, sound.replace("- validate", "- validat")).unwrap();
    desk.shows(quay, "pipelines/brief.yaml:5:5");
    fs::write(&definition, sound).unwrap();
    desk.shows(quay, "Quay shut after the storm");
}
