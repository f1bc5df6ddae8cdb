//! A newsroom in a folder of its own, and the real daemon on it.

#![allow(dead_code, reason = "no test uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use crate::program::copydesk;
use crate::program::{Running, newsroom};

/// Much longer than anything here takes, so that a slow machine fails no test.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const CLEAN: &str = include_str!("../stories/newsroom.in/drafts/quay.md");
pub(crate) const HELD: &str = include_str!("../stories/newsroom.in/drafts/held.txt");

/// A newsroom in a folder of its own, watched.
pub(crate) struct Desk {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) daemon: Running,
}

impl Desk {
    pub(crate) fn open() -> Self {
        Self::open_with(|_| {}, &[])
    }

    /// After `change` was made to the newsroom, watched with these arguments.
    pub(crate) fn open_with(change: impl Fn(&Path), arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        newsroom(folder.path());
        fs::create_dir_all(folder.path().join("drafts/ready")).unwrap();
        change(folder.path());
        let daemon = spawn(folder.path(), arguments);
        Self { folder, daemon }
    }

    /// Another daemon, after the former one has ended.
    pub(crate) fn start(&mut self, arguments: &[&str]) {
        self.daemon = spawn(self.folder.path(), arguments);
    }

    /// What the daemon has said of the world so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.path("said.txt")).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// As careful editors and sync tools save: beside, then renamed.
    pub(crate) fn save(&self, name: &str, text: &str) {
        let beside = self.path("drafts/.saving.tmp");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, self.path(name)).unwrap();
    }

    pub(crate) fn wait_for(&self, what: &str, mut there: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !there() {
            assert!(Instant::now() < end, "{what} did not come");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn review(&self, draft: &str) -> String {
        fs::read_to_string(self.path(&format!("{draft}.review.md"))).unwrap_or_default()
    }

    pub(crate) fn mails(&self) -> usize {
        let outbox = fs::read_dir(self.path("outbox")).into_iter().flatten().flatten();
        let files = outbox.filter_map(|edition| fs::read_dir(edition.path()).ok()).flatten();
        files.flatten().filter(|f| f.path().extension().is_some_and(|e| e == "eml")).count()
    }

    pub(crate) fn signal(&self, name: &str) {
        self.daemon.signal(name);
    }
}

fn spawn(folder: &Path, arguments: &[&str]) -> Running {
    let daemon = copydesk(folder)
        .arg("watch")
        .args(arguments)
        .stdout(fs::File::create(folder.join("told.txt")).unwrap())
        .stderr(fs::File::create(folder.join("said.txt")).unwrap())
        .spawn();
    Running(daemon.unwrap())
}

/// A newsroom whose profile `live` reaches the web and nobody's mailbox.
pub(crate) fn live(folder: &Path) {
    let file = folder.join("copydesk.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let profile = "profiles:\n  live:\n    transport: { smtp: { host: localhost, port: 9, \
                   tls: none } }\n    archive: { folder: www, verify: false }\n    approval: none\n";
    assert!(!text.contains("profiles:"));
    fs::write(file, text + profile).unwrap();
    let pipeline = folder.join("pipelines/brief.yaml");
    let text = fs::read_to_string(&pipeline).unwrap();
    let text = text.replace("folder: drafts", "folder: drafts, lifecycle: move");
    let channels = text.find("  - distribute").unwrap();
    fs::write(pipeline, format!("{}  - distribute: [archive, feed]\n", &text[..channels])).unwrap();
    let adopted = copydesk(folder).args(["ledger", "adopt", "--nothing"]).status().unwrap();
    assert!(adopted.success());
}
