//! Drafts saved as twelve kinds of editors and sync tools save them, while the daemon
//! is killed again and again: each goes out once, whole.
//!
//! `COPYDESK_SAVES=2000 cargo test -p copydesk-proving --features services --test saves`
//! is the long one; `COPYDESK_SEED` repeats a run.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_ledger::{Ledger, SqliteLedger, SystemClock, World};
use copydesk_proving::chance::Chance;
use program::copydesk;

const NEWSROOM: &str = "\
newsroom: { name: The Quay, url: https://quay.example.org, postal: 1 Pier Road, language: en-GB, time_zone: Europe/London, corrections: c@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
profiles:
  live: { transport: { smtp: { host: localhost, port: 9, tls: none } }, archive: { folder: www, verify: false }, hold_at: error, approval: none }
";

const PIPELINE: &str = "\
name: brief
drafts: { folder: drafts, review: none }
stages: [parse, validate, render, { distribute: [archive, feed] }]
";

/// Words that say whether a page is whole: they end every draft.
const END: &str = "That is the end of it.";

fn draft(number: usize) -> String {
    let filling = "A sentence that fills the page, as sentences do. ".repeat(200);
    format!(
        "---\ntitle: Save {number}\nedition: save-{number}\nstatus: ready\n---\n\n{filling}\n\n{END}\n"
    )
}

type Save = fn(&Path, &str);

/// The ways to save, by who saves so.
const STYLES: [(&str, Save); 12] = [
    ("vim: the old file aside, a new one in its place", |path, text| {
        let backup = path.with_extension("md~");
        let _ = fs::rename(path, &backup);
        fs::write(path, text).unwrap();
        let _ = fs::remove_file(backup);
    }),
    ("emacs: a lock, an autosave, then in place", |path, text| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let autosave = path.with_file_name(format!("#{name}#"));
        fs::write(&autosave, &text[..text.len() / 2]).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(autosave).unwrap();
    }),
    ("nano: truncated and written in place", |path, text| fs::write(path, text).unwrap()),
    ("VS Code: in place, in two pieces", |path, text| pieces(path, text, 2, 5)),
    ("gedit: a hidden file, renamed", |path, text| renamed(path, ".goutputstream-X1", text)),
    ("rsync: a hidden file with an ending, renamed", |path, text| {
        renamed(path, ".a.md.Xy7z", text)
    }),
    ("scp: in place, as it arrives", |path, text| pieces(path, text, 8, 20)),
    ("cp over a slow line", |path, text| pieces(path, text, 4, 250)),
    ("Syncthing: its own name, renamed", |path, text| renamed(path, "~syncthing~a.md.tmp", text)),
    ("a browser's download: .part, renamed", |path, text| renamed(path, "a.md.part", text)),
    ("JetBrains: beside, the old one aside, renamed", |path, text| {
        let old = path.with_file_name("a.md___jb_old___");
        let had = fs::rename(path, &old).is_ok();
        renamed(path, "a.md___jb_tmp___", text);
        if had {
            fs::remove_file(old).unwrap();
        }
    }),
    ("Word: hard link kept, truncated in place", |path, text| {
        let lock = path.with_file_name("~$a.md");
        fs::write(&lock, "lock").unwrap();
        pieces(path, text, 3, 50);
        fs::remove_file(lock).unwrap();
    }),
];

fn renamed(path: &Path, beside: &str, text: &str) {
    let beside = path.with_file_name(beside);
    pieces(&beside, text, 2, 5);
    fs::rename(beside, path).unwrap();
}

/// In so many pieces, with pauses of so many milliseconds: less than it takes for a
/// file to count as quiet.
fn pieces(path: &Path, text: &str, count: usize, pause: u64) {
    let mut file = File::create(path).unwrap();
    for piece in text.as_bytes().chunks(text.len().div_ceil(count)) {
        file.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(pause));
    }
}

struct Daemon {
    folder: PathBuf,
    child: Child,
}

impl Daemon {
    fn start(folder: &Path) -> Self {
        let child = spawn(folder);
        Self { folder: folder.to_owned(), child }
    }

    fn kill_and_start(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(&self.folder);
    }
}

fn spawn(folder: &Path) -> Child {
    let mut command = copydesk(folder);
    command.args(["--quiet", "--profile", "live", "watch"]);
    command.stdout(Stdio::null()).spawn().unwrap()
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|words| words.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn each_save_goes_out_once_and_whole_however_often_the_daemon_dies() {
    let (saves, seed) = (number("COPYDESK_SAVES", 60) as usize, number("COPYDESK_SEED", 7));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("drafts")).unwrap();
    fs::create_dir_all(path("pipelines")).unwrap();
    fs::write(path("copydesk.yaml"), NEWSROOM).unwrap();
    fs::write(path("pipelines/brief.yaml"), PIPELINE).unwrap();
    let adopt = copydesk(folder.path()).args(["ledger", "adopt", "--nothing"]).status().unwrap();
    assert!(adopt.success());

    let mut chance = Chance::new(seed);
    let mut daemon = Daemon::start(folder.path());
    let (mut kills, mut killed) = (0, Instant::now());
    for number in 0..saves {
        let (_, save) = STYLES[number % STYLES.len()];
        let file = path(&format!("drafts/save-{number}.md"));
        // Some save twice; what counts is what stands there in the end.
        if chance.below(3) == 0 {
            fs::write(&file, "not yet\n").unwrap();
        }
        save(&file, &draft(number));
        if killed.elapsed() > Duration::from_millis(200 + chance.below(2500) as u64) {
            daemon.kill_and_start();
            (kills, killed) = (kills + 1, Instant::now());
        }
    }
    // One that lives long enough to take in what is left.
    let feed = |number: usize| path(&format!("www/save-{number}/index.html"));
    let end = Instant::now() + Duration::from_secs(60 + saves as u64);
    while !(0..saves).all(|number| feed(number).is_file()) {
        assert!(Instant::now() < end, "seed {seed}: some were lost");
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(daemon);

    let ledger = SqliteLedger::open(&path(".copydesk/ledger.sqlite"), Arc::new(SystemClock));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let editions = runtime.block_on(ledger.unwrap().editions(World::Live)).unwrap();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for edition in editions {
        *counts.entry(edition.key).or_default() += 1;
    }
    assert_eq!(counts.len(), saves, "seed {seed}");
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "seed {seed}: {twice:?}");
    for number in 0..saves {
        let page = fs::read_to_string(feed(number)).unwrap();
        let (style, _) = STYLES[number % STYLES.len()];
        assert!(page.contains(END), "seed {seed}: save {number} is torn ({style})");
    }
    assert!(kills > 0, "seed {seed}: nobody was killed");
    eprintln!("{saves} saves, {kills} kills, seed {seed}: 0 lost, 0 twice, 0 torn");
}
