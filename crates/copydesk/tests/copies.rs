//! Newsrooms whose ledger is not the one that sent: a clone without one, a copy that
//! was put back, one that is taken away while the daemon runs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod daemon;
mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use daemon::{CLEAN, Desk, copydesk, live};

/// The same newsroom before anybody adopted its ledger.
fn cloned(folder: &Path) {
    live(folder);
    fs::remove_dir_all(folder.join(".copydesk")).unwrap();
    for number in 0..400 {
        fs::write(folder.join(format!("drafts/brief-{number}.md")), another(number)).unwrap();
    }
}

/// A draft whose title and text are those of no other.
fn another(number: usize) -> String {
    let names = ["Pier", "Crane", "Berth", "Mole", "Jetty", "Slip", "Lock", "Shed"];
    let names = names.map(|name| format!("{name}{number}")).join(" and ");
    let text = CLEAN.replace("title: ", &format!("title: Number {number}, "));
    text.replace("on Thursday.[1]", &format!("on Thursday.[1] So it did with {names}.[1]"))
}

fn ask(desk: &Desk, arguments: &[&str]) -> Output {
    copydesk(desk.folder.path()).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const WHY: &str = "this ledger has never sent to people";

#[test]
fn a_clone_with_400_drafts_marked_ready_and_no_ledger_sends_nothing_and_says_so_once() {
    let mut desk = Desk::open_with(cloned, &["--profile", "live"]);
    desk.wait_for("the reason", || desk.said().contains(WHY));
    let reviewed = || desk.review("drafts/brief-99.md").contains("CLEAR");
    desk.wait_for("the last review", reviewed);
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    assert_eq!(desk.said().matches(WHY).count(), 1, "{}", desk.said());
    assert!(desk.said().contains("`copydesk ledger adopt` opens it"));

    for command in
        [&["--profile", "live", "publish"][..], &["--profile", "live", "watch", "--once"]]
    {
        let output = ask(&desk, command);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert_eq!(said(&output).matches(WHY).count(), 1, "{}", said(&output));
    }
    // Opened, it leaves them alone as well, and sends what is new.
    let adopted = said(&ask(&desk, &["ledger", "adopt"]));
    assert!(adopted.contains("400 drafts that stood ready will not be sent"), "{adopted}");
    desk.save("drafts/quay.md", CLEAN);
    let output = ask(&desk, &["--profile", "live", "watch", "--once"]);
    assert!(output.status.success(), "{}", said(&output));
    let pages = fs::read_dir(desk.path("www")).unwrap().flatten();
    let pages = pages.filter(|entry| entry.path().join("index.html").exists()).count();
    assert_eq!(pages, 1, "{}", said(&output));
}

#[test]
fn a_daemon_that_waits_for_its_ledger_goes_on_when_it_is_adopted() {
    let desk = Desk::open_with(unopened, &["--profile", "live"]);
    desk.wait_for("the reason", || desk.said().contains(WHY));
    assert!(ask(&desk, &["ledger", "adopt", "--nothing"]).status.success());
    desk.signal("-USR1");
    desk.wait_for("the page", || desk.path("www/feed.xml").is_file());
}

/// A newsroom before anybody adopted its ledger, with one draft.
fn unopened(folder: &Path) {
    live(folder);
    fs::remove_dir_all(folder.join(".copydesk")).unwrap();
    fs::write(folder.join("drafts/quay.md"), CLEAN).unwrap();
}

#[test]
fn what_was_removed_before_its_ledger_was_adopted_goes_nowhere() {
    let desk = Desk::open_with(unopened, &["--profile", "live"]);
    desk.wait_for("the reason", || desk.said().contains(WHY));
    fs::remove_file(desk.path("drafts/quay.md")).unwrap();
    assert!(ask(&desk, &["ledger", "adopt"]).status.success());
    desk.save("drafts/new.md", &another(1));
    desk.wait_for("what is new", || !desk.path("drafts/new.md").exists());
    desk.signal("-USR1");
    desk.save("drafts/newer.md", &another(2));
    desk.wait_for("a pass after that", || !desk.path("drafts/newer.md").exists());
    assert!(!desk.said().contains("its file is gone"), "{}", desk.said());
    let pages = fs::read_dir(desk.path("www")).unwrap().flatten();
    assert_eq!(pages.filter(|page| page.path().join("index.html").exists()).count(), 2);
}

#[test]
fn a_brief_that_stood_there_before_is_kept_once_its_ledger_is_adopted() {
    let hour = |folder: &Path, hours: i64| {
        let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
        let now = jiff::Timestamp::now().to_zoned_datetime(london);
        let at = now.checked_add(jiff::Span::new().hours(hours)).unwrap().strftime("%H:%M");
        let pipeline = folder.join("pipelines/brief.yaml");
        let text = fs::read_to_string(&pipeline).unwrap();
        let others = text.lines().filter(|line| !line.starts_with("  - collect"));
        let others = others.collect::<Vec<_>>().join("\n") + "\n";
        let collect = format!("  - collect: {{ at: \"{at}\" }}\n  - render");
        fs::write(pipeline, others.replace("  - render", &collect)).unwrap();
    };
    let later = |folder: &Path| {
        unopened(folder);
        hour(folder, 12);
    };
    let mut desk = Desk::open_with(later, &["--profile", "live"]);
    desk.wait_for("the reason", || desk.said().contains(WHY));
    assert!(ask(&desk, &["ledger", "adopt", "--nothing"]).status.success());
    desk.signal("-USR1");
    let told = |desk: &Desk| fs::read_to_string(desk.path("told.txt")).unwrap();
    desk.wait_for("another look", || told(&desk).matches("quay.md").count() == 2);
    // Saved after that, it is looked at after that.
    desk.save("drafts/pier.md", &another(1));
    desk.wait_for("the look", || told(&desk).contains("pier.md"));
    desk.daemon.0.kill().unwrap();
    desk.daemon.0.wait().unwrap();
    fs::remove_file(desk.path("drafts/quay.md")).unwrap();
    hour(desk.folder.path(), 0);
    desk.start(&["--profile", "live"]);
    desk.wait_for("the digest", || desk.path("www/feed.xml").is_file());
    desk.wait_for("the answer", || told(&desk).contains("collect     2 briefs"));
}

#[test]
fn a_copy_that_was_put_back_sends_nothing_again_until_it_is_adopted() {
    let mut desk = Desk::open_with(live, &["--profile", "live"]);
    desk.save("drafts/first.md", &another(1));
    desk.wait_for("the first", || !desk.path("drafts/first.md").exists());
    let copied = ask(&desk, &["ledger", "backup", "copy.sqlite"]);
    assert!(said(&copied).contains("1 live edition"), "{}", said(&copied));
    desk.save("drafts/second.md", &another(2));
    desk.wait_for("the second", || !desk.path("drafts/second.md").exists());

    let refused = ask(&desk, &["ledger", "restore", "copy.sqlite"]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    desk.signal("-TERM");
    assert!(desk.daemon.wait().unwrap().success());
    let restored = ask(&desk, &["ledger", "restore", "copy.sqlite"]);
    assert!(restored.status.success(), "{}", said(&restored));

    // Both stand there once more, as after a restore of the folder.
    fs::write(desk.path("drafts/first.md"), another(1)).unwrap();
    fs::write(desk.path("drafts/second.md"), another(2)).unwrap();
    let why = "this ledger is a copy that was put back on";
    let output = ask(&desk, &["--profile", "live", "watch", "--once"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(said(&output).matches(why).count(), 1, "{}", said(&output));
    assert!(ask(&desk, &["ledger", "adopt", "--nothing"]).status.success());
    let output = ask(&desk, &["--profile", "live", "watch", "--once"]);
    assert!(said(&output).contains("Nothing new: "), "{}", said(&output));
    assert!(said(&output).contains("stood ready when the ledger was adopted"), "{}", said(&output));
    desk.save("drafts/third.md", &another(3));
    let output = ask(&desk, &["--profile", "live", "watch", "--once"]);
    assert!(said(&output).contains("third.md\n"), "{}", said(&output));
}

#[test]
fn a_ledger_that_is_taken_away_is_noticed_and_nothing_more_goes_out() {
    let desk = Desk::open_with(live, &["--profile", "live"]);
    desk.save("drafts/first.md", &another(1));
    desk.wait_for("the first", || !desk.path("drafts/first.md").exists());
    fs::rename(desk.path(".copydesk/ledger.sqlite"), desk.path("taken.sqlite")).unwrap();
    desk.save("drafts/second.md", &another(2));
    desk.wait_for("the trouble", || desk.said().contains("was removed while it was open"));
    assert!(desk.path("drafts/second.md").exists());
    fs::rename(desk.path("taken.sqlite"), desk.path(".copydesk/ledger.sqlite")).unwrap();
    desk.save("drafts/second.md", &another(2));
    desk.wait_for("the second", || !desk.path("drafts/second.md").exists());
}
