//! What waits: over deaths of the daemon, and although its file is gone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod daemon;
mod program;

use std::fs;
use std::path::Path;

use daemon::{CLEAN, Desk, HELD, copydesk, live};

const KEY: &str = "2023-03-04-quay";

/// A live newsroom with more in its profile and in its pipeline.
fn with(profile: &str, pipeline: &str, folder: &Path) {
    live(folder);
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    change("copydesk.yaml", "    approval: none\n", profile);
    change("pipelines/brief.yaml", "stages:", &format!("{pipeline}stages:"));
    change("pipelines/brief.yaml", ", lifecycle: move", "");
}

const ASKS: &str = "    approval: { needed: 1 }\n";

fn ask(desk: &Desk, arguments: &[&str]) -> String {
    let output = copydesk(desk.folder.path()).args(arguments).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The line of `status` with these words; the page around it changes with the hour.
fn line_with(status: &str, words: &str) -> String {
    status.lines().find(|line| line.contains(words)).unwrap_or(status).trim().to_owned()
}

fn told(desk: &Desk) -> String {
    fs::read_to_string(desk.path("told.txt")).unwrap()
}

fn page(desk: &Desk, key: &str) -> String {
    fs::read_to_string(desk.path(&format!("www/{key}/index.html"))).unwrap_or_default()
}

/// Kills the daemon with signal 9, and starts another after `meanwhile`.
fn killed(desk: &mut Desk, meanwhile: impl FnOnce(&Desk)) {
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    meanwhile(desk);
    desk.start(&["--profile", "live"]);
}

#[test]
fn what_waits_for_a_yes_goes_out_although_its_file_is_gone() {
    let mut desk = Desk::open_with(|folder| with(ASKS, "", folder), &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    killed(&mut desk, |desk| fs::remove_file(desk.path("drafts/quay.md")).unwrap());
    desk.wait_for("a word about it", || desk.said().contains("its file is gone"));
    assert!(ask(&desk, &["approve", KEY, "--by", "Bo Lee"]).contains("1 person said yes"));
    desk.wait_for("the page", || page(&desk, KEY).contains("Quay shut"));
    // And that is all: another daemon has nothing to do.
    killed(&mut desk, |_| {});
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("a look", || desk.review("drafts/held.txt").contains("HELD"));
    assert_eq!(ask(&desk, &["status"]).matches(KEY).count(), 1);
}

#[test]
fn what_waits_for_its_window_goes_out_although_its_file_is_gone() {
    let other_day = || {
        let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
        let today = jiff::Timestamp::now().to_zoned_datetime(london).date();
        let day = today.checked_add(jiff::Span::new().days(3)).unwrap().strftime("%a").to_string();
        format!("window: {{ days: {} }}\n", day.to_lowercase())
    };
    let closed = |folder: &Path| with("    approval: none\n", &other_day(), folder);
    let mut desk = Desk::open_with(closed, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the reason", || told(&desk).contains("outside the pipeline's window"));
    assert!(ask(&desk, &["status"]).contains(&format!("{KEY}   waits until ")));
    let output = copydesk(desk.folder.path()).args(["--profile", "live", "publish"]).output();
    assert_eq!(output.unwrap().status.code(), Some(4));
    killed(&mut desk, |desk| {
        fs::remove_file(desk.path("drafts/quay.md")).unwrap();
        let pipeline = desk.path("pipelines/brief.yaml");
        let text = fs::read_to_string(&pipeline).unwrap();
        let open: String =
            text.lines().filter(|l| !l.starts_with("window")).collect::<Vec<_>>().join("\n");
        fs::write(pipeline, open).unwrap();
    });
    desk.wait_for("the page", || page(&desk, KEY).contains("Quay shut"));
}

/// A newsroom that asks people about its digest, which is due now.
fn due(folder: &Path) {
    with(ASKS, "", folder);
    let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
    let now = jiff::Timestamp::now().to_zoned_datetime(london);
    let pipeline = folder.join("pipelines/brief.yaml");
    let text = fs::read_to_string(&pipeline).unwrap();
    let collect = format!("  - collect: {{ at: \"{}\" }}\n  - render", now.strftime("%H:%M"));
    fs::write(pipeline, text.replace("  - render", &collect)).unwrap();
    fs::write(folder.join("drafts/quay.md"), CLEAN).unwrap();
}

#[test]
fn a_digest_that_was_asked_about_goes_out_as_it_was_asked_about() {
    let mut desk = Desk::open_with(due, &["--profile", "live"]);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    let status = ask(&desk, &["status"]);
    let waits = line_with(&status, "waits for approval");
    assert!(waits.ends_with(", 0 of 1 given"), "{status}");
    let key = waits.split_whitespace().next().unwrap().to_owned();
    killed(&mut desk, |desk| {
        fs::remove_file(desk.path("drafts/quay.md")).unwrap();
        desk.save("drafts/pier.md", &CLEAN.replace("Quay", "Pier"));
    });
    desk.wait_for("the other draft", || told(&desk).contains("pier.md"));
    ask(&desk, &["approve", &key, "--by", "Bo Lee"]);
    desk.wait_for("the page", || page(&desk, &key).contains("Quay shut"));
    assert!(!page(&desk, &key).contains("Pier shut"), "it is for the next edition");
}

#[test]
fn what_puts_a_digest_right_goes_out_although_its_file_is_gone() {
    let mut desk = Desk::open_with(due, &["--profile", "live"]);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    let waits = line_with(&ask(&desk, &["status"]), "waits for approval");
    let key = waits.split_whitespace().next().unwrap().to_owned();
    ask(&desk, &["approve", &key, "--by", "Bo Lee"]);
    desk.wait_for("the page", || page(&desk, &key).contains("Quay shut"));
    let kind = "correction: { kind: typo }\ntitle: ";
    desk.save(
        "drafts/quay.md",
        &CLEAN.replace("title: ", kind).replace("The board", "The harbour board"),
    );
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    killed(&mut desk, |desk| fs::remove_file(desk.path("drafts/quay.md")).unwrap());
    desk.wait_for("a word about it", || desk.said().contains("its file is gone"));
    ask(&desk, &["approve", &key, "--by", "Bo Lee"]);
    desk.wait_for("the correction", || page(&desk, &key).contains("The harbour board"));
}

#[test]
fn grace_is_seen_outlives_the_daemon_and_is_ended_by_cancel() {
    let patient = |folder: &Path| with("    approval: none\n    grace: 1h\n", "", folder);
    let mut desk = Desk::open_with(patient, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    let waits = format!("{KEY}   waits until ");
    desk.wait_for("grace", || ask(&desk, &["status"]).contains(&waits));
    let before = line_with(&ask(&desk, &["status"]), &waits);
    killed(&mut desk, |_| {});
    desk.wait_for("the look", || told(&desk).contains("`copydesk cancel 2023-03-04-quay` ends it"));
    let after = line_with(&ask(&desk, &["status"]), &waits);
    assert_eq!(after, before, "it does not begin again");
    assert!(ask(&desk, &["cancel", KEY]).contains("cancelled before it went out to anybody"));
    desk.wait_for("the end", || told(&desk).contains("was cancelled before it went out"));
    assert!(!ask(&desk, &["status"]).contains(KEY));
    assert!(!desk.path("www").exists());
    // Its words changed, it is another edition.
    desk.save("drafts/quay.md", &CLEAN.replace("The board", "The harbour board"));
    desk.wait_for("grace", || ask(&desk, &["status"]).contains(&waits));
}

#[test]
fn what_waits_for_its_own_hour_is_ended_by_cancel() {
    let open = |folder: &Path| with("    approval: none\n", "", folder);
    let mut desk = Desk::open_with(open, &["--profile", "live"]);
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(30);
    let text = CLEAN.replace("title: ", &format!("send_at: {at}\ntitle: "));
    desk.save("drafts/quay.md", &text);
    desk.save("drafts/pier.md", &text.replace("Quay", "Pier").replace("board", "council"));
    desk.wait_for("the hour", || told(&desk).matches("not before").count() == 2);
    assert!(ask(&desk, &["cancel", "2023-03-04-crane"]).contains("there is no live edition"));
    let ended = ask(&desk, &["cancel", KEY]);
    assert!(ended.contains("cancelled before it went out to anybody"), "{ended}");
    desk.wait_for("the end", || told(&desk).contains("was cancelled before it went out"));
    killed(&mut desk, |desk| fs::remove_file(desk.path("drafts/pier.md")).unwrap());
    // The other goes at its hour, although its file is gone, and the one that was ended
    // does not.
    desk.wait_for("the other", || page(&desk, "2023-03-04-pier").contains("Pier shut"));
    let status = ask(&desk, &["status"]);
    assert!(!status.contains(KEY) && page(&desk, KEY).is_empty(), "{status}");
    assert!(jiff::Timestamp::now() >= at);
}

#[test]
fn after_its_grace_an_edition_goes() {
    let brisk = |folder: &Path| with("    approval: none\n    grace: 3s\n", "", folder);
    let desk = Desk::open_with(brisk, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the page", || page(&desk, KEY).contains("Quay shut"));
    assert!(told(&desk).contains("may go out, and waits until"), "{}", told(&desk));
}

#[test]
fn a_file_that_is_no_longer_ready_takes_its_bytes_back() {
    let mut desk = Desk::open_with(|folder| with(ASKS, "", folder), &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    desk.save("drafts/quay.md", &CLEAN.replace("status: ready", "status: draft"));
    desk.wait_for("the look", || told(&desk).contains("not marked ready"));
    ask(&desk, &["approve", KEY, "--by", "Bo Lee"]);
    killed(&mut desk, |desk| fs::remove_file(desk.path("drafts/quay.md")).unwrap());
    desk.save("drafts/held.txt", HELD);
    desk.wait_for("another look", || desk.review("drafts/held.txt").contains("HELD"));
    assert!(!desk.path("www").exists() && !desk.said().contains("its file is gone"));
}

#[test]
fn what_is_saved_while_the_edition_before_it_is_on_its_way_is_not_lost() {
    let slow = |folder: &Path| {
        with("    approval: none\n", "", folder);
        let newsroom = folder.join("copydesk.yaml");
        let text = fs::read_to_string(&newsroom).unwrap();
        fs::write(newsroom, text.replace("verify: false", "deploy: sleep 8, verify: false"))
            .unwrap();
    };
    let mut desk = Desk::open_with(slow, &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the page", || page(&desk, KEY).contains("Quay shut"));
    let kind = "correction: { kind: typo }\ntitle: ";
    let mended = CLEAN.replace("title: ", kind).replace("The board", "The harbour board");
    desk.save("drafts/quay.md", &mended);
    desk.wait_for("the first", || told(&desk).contains("drafts/quay.md"));
    killed(&mut desk, |desk| fs::remove_file(desk.path("drafts/quay.md")).unwrap());
    desk.wait_for("a word about it", || desk.said().contains("its file is gone"));
    desk.wait_for("the correction", || page(&desk, KEY).contains("The harbour board"));
}

#[test]
fn that_a_file_is_gone_is_told_once() {
    let mut desk = Desk::open_with(|folder| with(ASKS, "", folder), &["--profile", "live"]);
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the question", || desk.review("drafts/quay.md").contains("0 of 1 given"));
    // The archive has an edition that the ledger does not know: nothing may go out.
    let page = "<meta name=\"copydesk:digest\" content=\"0\">";
    killed(&mut desk, |desk| {
        fs::remove_file(desk.path("drafts/quay.md")).unwrap();
        fs::create_dir_all(desk.path("www/2023-03-03-pier")).unwrap();
        fs::write(desk.path("www/2023-03-03-pier/index.html"), page).unwrap();
    });
    desk.wait_for("the bar", || desk.said().contains("Restore that one, or move the page away"));
    for name in ["a", "b", "c"] {
        desk.save(&format!("drafts/{name}.txt"), HELD);
        let review = || desk.review(&format!("drafts/{name}.txt")).contains("HELD");
        desk.wait_for("another pass", review);
    }
    assert_eq!(desk.said().matches("its file is gone").count(), 1, "{}", desk.said());
    fs::remove_dir_all(desk.path("www")).unwrap();
    desk.signal("-USR1");
    desk.wait_for("the question", || told(&desk).contains("0 of 1 given"));
}

/// Says what a start costs, where it is asked:
/// `cargo test -p copydesk --test scheduling restart -- --nocapture`.
#[test]
#[allow(clippy::print_stdout, reason = "its result")]
fn a_restart_does_not_take_everything_through_the_chain_again() {
    let full = |folder: &Path| {
        with("    approval: none\n", "", folder);
        for number in 0..400 {
            let text = CLEAN.replace("title: ", &format!("edition: berth-{number}\ntitle: "));
            let text = text.replace("Quay shut after", &format!("Berth {number} shut after"));
            fs::write(folder.join(format!("drafts/berth-{number}.md")), text).unwrap();
        }
    };
    let mut desk = Desk::open_with(full, &["--once"]);
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    fs::remove_dir_all(desk.path(".copydesk")).unwrap();
    assert!(ask(&desk, &["ledger", "adopt"]).contains("400 drafts that stood ready"));
    let once = || {
        let began = std::time::Instant::now();
        let said = ask(&desk, &["--profile", "live", "watch", "--once"]);
        (said, began.elapsed())
    };
    let (first, took) = once();
    assert_eq!(first.matches("stood ready when the ledger was adopted").count(), 400);
    let (again, took_again) = once();
    println!("400 drafts: {took:?}, and a restart {took_again:?}");
    assert!(again.contains("400 drafts known to the ledger: out already"), "{again}");
    assert!(!again.contains("stood ready"), "{again}");
    // Under other rules, each is read again.
    let pipeline = desk.path("pipelines/brief.yaml");
    let text = fs::read_to_string(&pipeline).unwrap();
    fs::write(pipeline, text + "# other rules\n").unwrap();
    let (changed, took_changed) = once();
    println!("after a change of the pipeline: {took_changed:?}");
    assert_eq!(changed.matches("stood ready when the ledger was adopted").count(), 400);
}
