//! The preview in a real browser: loaded, kept up to date, used with every tab and
//! sample, and seen by axe.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod program;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use program::copydesk;
use serde_json::Value;

const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../copydesk/tests/stories/newsroom.in");
const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates");

/// A saved draft is on the page within so long.
const GOAL_MS: u64 = 150;

/// Ends with its value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_editor_sees_every_save_in_every_way() {
    let newsroom = tempfile::tempdir().unwrap();
    copy(Path::new(STORY), newsroom.path());
    copy(Path::new(TEMPLATES), &newsroom.path().join("templates"));
    let shots = judges::target().join("preview");
    std::fs::create_dir_all(&shots).unwrap();
    let log = shots.join("log.txt");
    let mut server = Server(
        copydesk(newsroom.path())
            .args(["preview", "drafts/quay.md", "--port", "0", "-v", "--color", "never"])
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap(),
    );
    let mut url = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut url).unwrap();

    let answer: Value = judges::ask(
        "preview.mjs",
        [
            judges::chromium().as_os_str(),
            url.trim().as_ref(),
            newsroom.path().join("drafts/quay.md").as_os_str(),
            newsroom.path().join("templates/shared/_mail-brief.hbs").as_os_str(),
            shots.as_os_str(),
        ],
    );
    assert_eq!(answer["found"], serde_json::json!([]));
    println!("from save to page, in ms: median and 95th percentile of 40 saves");
    for step in ["told", "page", "mail", "shown", "yardstick"] {
        let times = sorted(&answer["saves"], step);
        println!("{step:>10} {:>4} {:>4}", middle(&times), nearly_all(&times));
    }
    println!("pictures in {}; in {} how long each was set", shots.display(), log.display());
    let shown = middle(&sorted(&answer["saves"], "shown"));
    let yardstick = middle(&sorted(&answer["saves"], "yardstick"));
    // The goal is for the program as it is shipped, on a machine that does nothing else.
    // What the browser needs for the mail alone says how busy this one is, and is none
    // of ours.
    let allowed = (3 * GOAL_MS).max(8 * yardstick);
    assert!(shown <= allowed, "half of the saves took more than {shown} of {allowed} ms");
}

fn sorted(saves: &Value, step: &str) -> Vec<u64> {
    let saves = saves.as_array().unwrap().iter();
    let mut times: Vec<u64> = saves.map(|save| save[step].as_u64().unwrap()).collect();
    times.sort_unstable();
    assert_eq!(times.len(), 40);
    times
}

fn middle(times: &[u64]) -> u64 {
    times[times.len() / 2]
}

fn nearly_all(times: &[u64]) -> u64 {
    times[times.len() * 95 / 100]
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
