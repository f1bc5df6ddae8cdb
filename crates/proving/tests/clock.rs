//! A real daemon whose clock is set, by Debian's libfaketime: over a window, and back
//! after sending. The table of cases is `cargo test -p copydesk-pipeline scheduling`.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use copydesk_proving::saving::room::{Reviews, Room, wait};

/// A set clock is noticed within half a minute.
const PATIENCE: Duration = Duration::from_secs(150);

/// Open on Mondays, from the hour that London skips in spring of another day.
const PIPELINE: &str = "\
name: brief
drafts: { folder: drafts, review: none }
window: { days: mon-fri, from: \"06:00\", to: \"22:00\" }
stages: [parse, validate, render, { distribute: [archive, feed] }]
";

fn draft(name: &str) -> String {
    format!(
        "---\ntitle: {name} and nothing else\nedition: {name}\nstatus: ready\n---\n\n\
         The {name} opened.[1]\n\n1. “The {name}” Post, 2 Mar. 2020, https://post.example/{name}\n"
    )
}

/// The library, which the program `faketime` knows.
fn library() -> PathBuf {
    let found = Command::new("sh")
        .args(["-c", "ls /usr/lib/*/faketime/libfaketime.so.1"])
        .output()
        .unwrap();
    let path = String::from_utf8(found.stdout).unwrap().trim().to_owned();
    assert!(!path.is_empty(), "Debian's package faketime is missing");
    path.into()
}

struct Newsroom {
    room: Room,
    daemon: Option<Child>,
}

impl Newsroom {
    fn new() -> Self {
        let room = Room::open(Some(&program::path()), Reviews::None).unwrap();
        fs::write(room.path("pipelines/brief.yaml"), PIPELINE).unwrap();
        room.save("quay.md", &draft("quay")).unwrap();
        Self { room, daemon: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path(name)
    }

    /// Sets the clock: it goes on from this moment, in UTC.
    fn set(&self, moment: &str) {
        let now = jiff::Timestamp::now();
        let wanted: jiff::Timestamp = moment.parse().unwrap();
        let offset = wanted.duration_since(now).as_secs();
        let new = self.path("clock.new");
        fs::write(&new, format!("{offset:+}\n")).unwrap();
        fs::rename(new, self.path("clock")).unwrap();
    }

    fn watch(&mut self) {
        let mut command = self.room.command(&["--profile", "live", "watch"]);
        command
            .env("LD_PRELOAD", library())
            .env("FAKETIME_TIMESTAMP_FILE", self.path("clock"))
            .env("FAKETIME_NO_CACHE", "1")
            // What the daemon waits by is not what it dates by.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .stdout(File::create(self.path("told.txt")).unwrap())
            .stderr(File::create(self.path("said.txt")).unwrap());
        self.daemon = Some(command.spawn().unwrap());
    }

    fn kill(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }

    fn told(&self) -> String {
        fs::read_to_string(self.path("told.txt")).unwrap_or_default()
    }

    fn until(&self, what: &str, there: impl Fn() -> bool) {
        let came = wait(PATIENCE, || Ok(there())).unwrap();
        let said = fs::read_to_string(self.path("said.txt")).unwrap();
        assert!(came, "{what} did not come: {}{said}", self.told());
    }

    fn pages(&self) -> usize {
        let archive = fs::read_dir(self.path("www")).into_iter().flatten().flatten();
        archive.filter(|entry| Path::new(&entry.path()).join("index.html").exists()).count()
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        self.kill();
    }
}

#[test]
fn a_set_clock_sends_nothing_early_late_or_twice() {
    let mut newsroom = Newsroom::new();
    // The Sunday on which London's clocks went forward.
    newsroom.set("2024-03-31T00:59:50Z");
    newsroom.watch();
    let closed = "outside the pipeline's window: not before 1 April 2024, 06:00 BST";
    newsroom.until("the reason", || newsroom.told().contains(closed));
    assert_eq!(newsroom.pages(), 0);

    // Set to Monday, it opens.
    newsroom.set("2024-04-01T05:00:05Z");
    newsroom.until("the page", || newsroom.path("www/quay/index.html").exists());
    newsroom.until("its end", || newsroom.told().contains("feed, index"));

    // Set back to Sunday and started anew: what is out is out, and what is new waits.
    newsroom.set("2024-03-31T12:00:00Z");
    newsroom.kill();
    newsroom.watch();
    newsroom.room.save("pier.md", &draft("pier")).unwrap();
    newsroom.until("the reason", || newsroom.told().contains(closed));
    // Over the whole week: late is late.
    newsroom.set("2024-04-06T12:00:00Z");
    newsroom.until("the report", || newsroom.told().contains("not after 2 April 2024, 06:00 BST"));
    assert_eq!(newsroom.pages(), 1);
}
