//! The real daemon on a real folder: saves by rename, reviews, signals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod daemon;
mod program;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;

use daemon::{CLEAN, Desk, HELD, PATIENCE, copydesk, live};
use program::Running;

#[test]
fn every_save_is_reviewed_and_only_what_is_ready_goes_out() {
    let mut desk = Desk::open();
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the review", || desk.review("drafts/held.txt").contains("HELD"));
    assert!(desk.review("drafts/held.txt").contains("leftover-boilerplate"));

    // Saved again, mended: reviewed again, and still goes nowhere.
    desk.save("drafts/held.txt", HELD.split("Click").next().unwrap());
    desk.wait_for("the second review", || desk.review("drafts/held.txt").contains("CLEAR"));
    assert_eq!(desk.mails(), 0);

    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the edition", || desk.mails() == 2);
    desk.wait_for("the feed", || desk.path("public/feed.xml").is_file());

    desk.signal("-TERM");
    assert!(desk.daemon.wait().unwrap().success());
}

#[test]
fn a_held_edition_is_in_the_review_and_goes_out_when_it_is_mended() {
    let desk = Desk::open();
    let greeting = CLEAN.replace("\n---\n", "\n---\n\nGood morning, *|FNAME|*!\n");
    desk.save("drafts/quay.md", &greeting);
    desk.wait_for("the review", || desk.review("drafts/quay.md").contains("nobody filled in"));
    assert_eq!(desk.mails(), 0);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the mails", || desk.mails() > 0);
    assert!(!desk.review("drafts/quay.md").contains("nobody filled in"));
}

#[test]
fn an_answer_beside_a_draft_is_heard_without_a_save_of_the_draft() {
    let desk = Desk::open();
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the review", || desk.review("drafts/held.txt").contains("fingerprint: "));
    let review = desk.review("drafts/held.txt");
    let entry =
        review.lines().find(|line| line.starts_with("- { check: sentence-uncited")).unwrap();
    let answer = entry.replace("reason:  }", "reason: we stood there, by: Ann Ortiz }");
    desk.save("drafts/held.txt.allow.yaml", &answer);
    desk.wait_for("the answer", || desk.review("drafts/held.txt").contains("1 waived"));
    assert!(!desk.review("drafts/held.txt").contains("[sentence-uncited]"));
}

#[test]
fn a_file_in_ready_goes_out_and_one_bad_draft_disturbs_no_other() {
    let mut desk = Desk::open();
    fs::write(desk.path("drafts/broken.md"), b"ab\xff").unwrap();
    fs::create_dir(desk.path("drafts/folder.md")).unwrap();
    let mended = HELD.split("Click").next().unwrap();
    desk.save("drafts/ready/storm.txt", mended);
    desk.wait_for("the edition", || desk.mails() == 2);
    desk.wait_for("the review", || desk.review("drafts/broken.md").contains("not UTF-8"));

    desk.signal("-INT");
    assert!(desk.daemon.wait().unwrap().success());
}

#[test]
fn what_died_in_the_middle_is_taken_up_and_nothing_is_doubled() {
    let mut desk = Desk::open();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the edition", || desk.mails() == 2);
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    let again = copydesk(desk.folder.path()).args(["watch", "--once"]).output().unwrap();
    let told = String::from_utf8(again.stdout).unwrap();
    assert!(again.status.success(), "{told}");
    assert_eq!(desk.mails(), 2);
}

/// Says how far it was, where it is asked:
/// `cargo test -p copydesk --test watching backlog -- --nocapture`.
#[test]
#[allow(clippy::print_stdout, reason = "its result")]
fn a_save_does_not_wait_for_the_backlog() {
    const MANY: usize = 400;
    let full = |folder: &Path| {
        for number in 0..MANY {
            let text = CLEAN.replace("title: ", &format!("edition: berth-{number}\ntitle: "));
            fs::write(folder.join(format!("drafts/berth-{number:03}.md")), text).unwrap();
        }
    };
    let desk = Desk::open_with(full, &[]);
    let told = || fs::read_to_string(desk.path("told.txt")).unwrap();
    desk.wait_for("the first", || told().contains("berth-"));
    desk.save("drafts/zeal.md", &CLEAN.replace("title: ", "edition: zeal\ntitle: "));
    desk.wait_for("the edition", || told().contains("✓ drafts/zeal.md"));
    let told = told();
    let before = told.split("zeal.md").next().unwrap_or_default().matches("✓ drafts/berth-");
    let before = before.count();
    println!("{before} of {MANY} drafts before it");
    assert!(before < MANY);
}

#[test]
fn what_is_no_draft_is_named_once_and_disturbs_nobody() {
    let desk = Desk::open();
    desk.wait_for("the daemon", || desk.said().contains("watching"));
    let fifo = desk.path("drafts/pipe.md");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", desk.path("drafts/zero.md")).unwrap();
    std::os::unix::fs::symlink(desk.path("readers.csv"), desk.path("drafts/away.md")).unwrap();
    fs::write(desk.path("drafts/two\nlines.md"), CLEAN).unwrap();
    let strange = OsStr::from_bytes(b"bad\xff.md");
    fs::write(desk.path("drafts").join(strange), CLEAN).unwrap();
    // A gigabyte that takes no room.
    fs::File::create(desk.path("drafts/huge.md")).unwrap().set_len(1 << 30).unwrap();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the edition", || desk.mails() == 2);
    desk.wait_for("the huge one", || desk.review("drafts/huge.md").contains("HELD"));
    let said = desk.said();
    for name in ["pipe.md", "zero.md", "away.md", "two\\nlines.md", "bad\u{fffd}.md"] {
        assert_eq!(said.matches(name).count(), 1, "{name} in {said}");
    }
}

#[test]
fn a_folder_that_was_taken_away_is_degraded_until_it_comes_back() {
    let desk = Desk::open();
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the review", || desk.review("drafts/held.txt").contains("HELD"));
    fs::rename(desk.path("drafts"), desk.path("away")).unwrap();
    desk.wait_for("the trouble", || desk.said().contains("the drafts folder cannot be read"));
    fs::create_dir(desk.path("drafts")).unwrap();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the edition", || desk.mails() == 2);
    assert!(desk.said().contains("can be read again"));
}

#[test]
fn a_list_broken_while_running_keeps_what_is_ready_and_reviews_go_on() {
    let desk = Desk::open();
    let readers = fs::read_to_string(desk.path("readers.csv")).unwrap();
    fs::write(desk.path("readers.csv"), "address\nnobody\n").unwrap();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the trouble", || desk.said().contains("readers.csv:2"));
    desk.wait_for("the review", || desk.review("drafts/quay.md").contains("CLEAR"));
    assert_eq!(desk.mails(), 0);
    fs::write(desk.path("readers.csv"), readers).unwrap();
    // Saved again, because trying again by itself takes half a minute.
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the edition", || desk.mails() == 2);
}

/// A service manager that a daemon talks to, on a thread that never lets it wait.
struct Manager(mpsc::Receiver<String>);

impl Manager {
    fn listen(path: &Path) -> Self {
        let socket = UnixDatagram::bind(path).unwrap();
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length) = socket.recv(&mut bytes) {
                for line in std::str::from_utf8(&bytes[..length]).unwrap().lines() {
                    let _ = say.send(line.to_owned());
                }
            }
        });
        Self(heard)
    }

    /// Waits until this is said.
    fn hears(&self, word: &str) {
        let mut heard = String::new();
        while let Ok(line) = self.0.recv_timeout(PATIENCE) {
            if line == word {
                return;
            }
            heard = format!("{heard}{line}\n");
        }
        panic!("{word} was not said: {heard}");
    }
}

#[test]
fn the_service_manager_hears_ready_alive_reloading_and_stopping() {
    let mut desk = Desk::open();
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    let manager = Manager::listen(&desk.path("notify.sock"));
    let daemon = copydesk(desk.folder.path())
        .arg("watch")
        .env("NOTIFY_SOCKET", desk.path("notify.sock"))
        .env("WATCHDOG_USEC", "400000")
        .stderr(fs::File::create(desk.path("said.txt")).unwrap())
        .spawn();
    desk.daemon = Running(daemon.unwrap());
    manager.hears("READY=1");
    manager.hears("WATCHDOG=1");
    // And again, although nothing happens.
    manager.hears("WATCHDOG=1");

    // A broken configuration is not taken, and told.
    let pipeline = fs::read_to_string(desk.path("pipelines/brief.yaml")).unwrap();
    fs::write(desk.path("pipelines/brief.yaml"), pipeline.replace("parse", "prase")).unwrap();
    desk.signal("-HUP");
    manager.hears("RELOADING=1");
    manager.hears("READY=1");
    desk.wait_for("the reason", || desk.said().contains("stays in force"));
    assert!(desk.said().contains("did you mean `parse`"), "{}", desk.said());
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the review", || desk.review("drafts/held.txt").contains("HELD"));

    // A sound one is, and every draft is read again under it.
    let strict =
        pipeline.replace("- validate", "- validate: { checks: { leftover-boilerplate: off } }");
    fs::write(desk.path("pipelines/brief.yaml"), strict).unwrap();
    desk.signal("-HUP");
    desk.wait_for("the other judgement", || {
        !desk.review("drafts/held.txt").contains("leftover-boilerplate")
    });
    desk.signal("-TERM");
    manager.hears("STOPPING=1");
    assert!(desk.daemon.wait().unwrap().success());
}

/// A newsroom whose digest was due a minute ago.
fn due(folder: &Path) {
    let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
    let now = jiff::Timestamp::now().to_zoned_datetime(london);
    let pipeline = folder.join("pipelines/brief.yaml");
    let text = fs::read_to_string(&pipeline).unwrap();
    let collect = format!("  - collect: {{ at: \"{}\" }}\n  - render", now.strftime("%H:%M"));
    fs::write(pipeline, text.replace("  - render", &collect)).unwrap();
    fs::write(folder.join("drafts/quay.md"), CLEAN).unwrap();
    fs::write(folder.join("drafts/held.txt"), HELD).unwrap();
}

#[test]
fn a_digest_leaves_at_its_hour_and_once() {
    let mut desk = Desk::open_with(due, &[]);
    let told = |desk: &Desk| fs::read_to_string(desk.path("told.txt")).unwrap();
    desk.wait_for("the digest", || desk.path("public/feed.xml").is_file() && desk.mails() == 2);
    desk.wait_for("the answer", || told(&desk).contains("collect     1 brief"));
    // Another daemon asks the ledger, which has an edition of this hour.
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    fs::remove_dir_all(desk.path("outbox")).unwrap();
    desk.daemon = Running(copydesk(desk.folder.path()).arg("watch").spawn().unwrap());
    desk.save("drafts/late.txt", HELD);
    desk.wait_for("a review after that", || desk.review("drafts/late.txt").contains("HELD"));
    assert!(!desk.path("outbox").exists());
}

#[test]
fn what_went_out_is_filed_where_the_pipeline_says_so() {
    let desk = Desk::open_with(live, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the page", || desk.path("www/feed.xml").is_file());
    desk.wait_for("the move", || !desk.path("drafts/quay.md").exists());
    let day = |path: &Path| fs::read_dir(path).unwrap().next().unwrap().unwrap().path();
    let folder = day(&day(&day(&desk.path("drafts/published"))));
    let receipt = fs::read_to_string(folder.join("quay.md.receipt.yaml")).unwrap();
    assert!(receipt.contains("-quay\nrevision: 1\ndigest: "), "{receipt}");
    assert_eq!(fs::read_to_string(folder.join("quay.md")).unwrap(), CLEAN);
    // The same words under another name: said, not sent, not moved.
    desk.save("drafts/copy.md", CLEAN);
    let told = || fs::read_to_string(desk.path("told.txt")).unwrap();
    desk.wait_for("the answer", || told().contains("copy.md   Nothing new: "));
    assert!(desk.path("drafts/copy.md").exists());
}

/// The same, once somebody has said yes.
fn approved(folder: &Path) {
    live(folder);
    let newsroom = folder.join("copydesk.yaml");
    let text = fs::read_to_string(&newsroom).unwrap();
    fs::write(newsroom, text.replace("approval: none", "approval: { needed: 1 }")).unwrap();
}

#[test]
fn an_edition_waits_for_a_yes_and_a_no_reaches_the_review() {
    let desk = Desk::open_with(approved, &["--profile", "live"]);
    let ask = |arguments: &[&str]| {
        let output = copydesk(desk.folder.path()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    let key = "2023-03-04-quay";
    ask(&["reject", key, "--by", "Bo Lee", "--comment", "which quay?"]);
    desk.wait_for("the no", || desk.review("drafts/quay.md").contains("> which quay?"));
    assert!(!desk.path("www").exists());
    let mended = CLEAN.replace("The board", "The harbour board");
    assert_ne!(mended, CLEAN);
    desk.save("drafts/quay.md", &mended);
    desk.wait_for("the new question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    assert!(ask(&["approve", key, "--by", "Bo Lee"]).contains("1 person said yes"));
    desk.wait_for("the page", || desk.path("www/feed.xml").is_file());
}

#[test]
fn a_newsroom_has_one_watcher() {
    let desk = Desk::open();
    desk.wait_for("the lock", || desk.path(".copydesk/watch.lock").is_file());
    // The daemon takes the lock right after making the file.
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the review", || desk.review("drafts/held.txt").contains("HELD"));
    let second = copydesk(desk.folder.path()).args(["watch", "--once"]).output().unwrap();
    assert_eq!(second.status.code(), Some(4));
}

#[test]
fn check_says_it_again_when_the_editor_has_saved() {
    let mut desk = Desk::open();
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    desk.save("drafts/held.txt", HELD);
    let pages = desk.path("pages.txt");
    let page = fs::File::create(&pages).unwrap();
    let command = ["check", "--watch", "--deny", "warnings", "drafts/held.txt"];
    let daemon = copydesk(desk.folder.path()).args(command).stdout(page).spawn();
    desk.daemon = Running(daemon.unwrap());
    let told = || fs::read_to_string(&pages).unwrap();
    desk.wait_for("the first page", || told().contains("Held by"));
    // In place, as some editors save, then gone, then there again.
    fs::write(desk.path("drafts/held.txt"), CLEAN).unwrap();
    desk.wait_for("the second page", || told().contains("Clear."));
    fs::remove_file(desk.path("drafts/held.txt")).unwrap();
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("the third page", || told().matches("Held by").count() == 2);
    desk.signal("-INT");
    assert_eq!(desk.daemon.wait().unwrap().code(), Some(1));
}

#[test]
fn publish_beside_a_daemon_that_sends_says_who_does_and_does_not_wait() {
    let desk = Desk::open();
    desk.wait_for("the daemon", || {
        fs::read_to_string(desk.path(".copydesk/watch.lock")).is_ok_and(|who| who.contains("pid"))
    });
    // What the daemon holds while an edition is on its way.
    let lock = desk.path(".copydesk/sender.lock");
    let lock = fs::File::options().create(true).append(true).open(lock).unwrap();
    lock.lock().unwrap();
    let publish = |draft: &str, text: &str| {
        fs::create_dir_all(desk.path("desk")).unwrap();
        fs::write(desk.path(draft), text).unwrap();
        let output = copydesk(desk.folder.path()).args(["-q", "publish", draft]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = publish("desk/quay.md", CLEAN);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(&format!("process {}", desk.daemon.id())), "{said}");
    assert!(said.contains("`status: ready`"), "{said}");
    // What goes nowhere needs nobody's leave.
    assert_eq!(publish("desk/held.txt", HELD).0, Some(1));
    drop(lock);
    assert_eq!(publish("desk/quay.md", CLEAN).0, Some(0));
}

#[test]
fn what_is_to_go_on_beside_a_daemon_that_sends_is_said_at_once() {
    let desk = Desk::open_with(live, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the move", || !desk.path("drafts/quay.md").exists());
    let lock = desk.path(".copydesk/sender.lock");
    let lock = fs::File::options().create(true).append(true).open(lock).unwrap();
    lock.lock().unwrap();
    let key = "2023-03-04-quay";
    for (command, said) in [("stop", ""), ("resume", "is resumed, and"), ("retry", "is not tried")]
    {
        let output = copydesk(desk.folder.path()).args(["-q", command, key]).output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        let code = if said.is_empty() { Some(0) } else { Some(3) };
        assert_eq!(output.status.code(), code, "{words}");
        assert!(words.contains(said), "{words}");
        let daemon = format!("process {}", desk.daemon.id());
        assert!(said.is_empty() || words.contains(&daemon), "{words}");
    }
    drop(lock);
    let retried = copydesk(desk.folder.path()).args(["-q", "retry", key]).status().unwrap();
    assert_eq!(retried.code(), Some(0));
}
