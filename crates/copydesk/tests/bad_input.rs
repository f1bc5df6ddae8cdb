//! What a daemon meets in months: folders and files that nobody may read, a look that
//! breaks while it runs, a ledger that is no ledger. Each is named with what to do, and
//! survived where it can be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod daemon;
mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use daemon::{CLEAN, Desk, HELD, copydesk};

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn watched_once(folder: &Path) -> (Output, String) {
    let output = copydesk(folder).args(["watch", "--once"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// Root reads everything, so the daemon is somebody else.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

fn as_somebody(desk: &mut Desk) {
    desk.daemon.kill().unwrap();
    desk.daemon.wait().unwrap();
    let root = desk.folder.path();
    let said = fs::File::create(root.join("said.txt")).unwrap();
    // Where we are not root already, we are somebody.
    let mut command = Command::new(program::PATH);
    if is_root() {
        // A copy, because the folder where it was built may be closed to others.
        let copy = root.join("copydesk");
        fs::copy(program::PATH, &copy).unwrap();
        let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(root).status();
        assert!(owned.unwrap().success());
        command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(copy);
    }
    program::alone(&mut command);
    command.arg("watch").current_dir(root);
    let daemon =
        command.stdout(fs::File::create(root.join("told.txt")).unwrap()).stderr(said).spawn();
    desk.daemon = program::Running(daemon.unwrap());
}

#[test]
fn a_folder_and_a_draft_that_nobody_may_read() {
    let mut desk = Desk::open();
    fs::write(desk.path("drafts/secret.md"), CLEAN).unwrap();
    mode(&desk.path("drafts/secret.md"), 0);
    as_somebody(&mut desk);
    let secret = || desk.said().matches("secret.md").count();
    desk.wait_for("the draft's reason", || desk.said().contains("Permission denied"));
    fs::write(desk.path("drafts/held.txt"), HELD).unwrap();
    desk.wait_for("another review", || desk.review("drafts/held.txt").contains("HELD"));
    assert_eq!(secret(), 1, "{}", desk.said());

    mode(&desk.path("drafts"), 0);
    let why = "the drafts folder cannot be read: Permission denied";
    desk.wait_for("the folder's reason", || desk.said().contains(why));
    mode(&desk.path("drafts"), 0o755);
    desk.wait_for("all right again", || desk.said().contains("can be read again"));
    mode(&desk.path("drafts/secret.md"), 0o644);
    desk.wait_for("the mails", || desk.mails() == 2);
}

#[test]
fn a_device_among_the_drafts_is_named() {
    if !is_root() {
        // Only root can make one.
        return;
    }
    let desk = Desk::open();
    let device = desk.path("drafts/null.md");
    assert!(Command::new("mknod").arg(&device).args(["c", "1", "3"]).status().unwrap().success());
    desk.wait_for("its name", || desk.said().contains("null.md: this is a device, not a draft"));
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the mails", || desk.mails() == 2);
}

#[test]
fn a_look_broken_while_running_keeps_what_is_ready_and_reviews_go_on() {
    let desk = Desk::open_with(
        |folder| {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/brief");
            let to = folder.join("templates/brief");
            fs::create_dir_all(&to).unwrap();
            for file in fs::read_dir(from).unwrap().flatten() {
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        },
        &[],
    );
    let subject = desk.path("templates/brief/subject.hbs");
    let sound = fs::read_to_string(&subject).unwrap();
    fs::write(&subject, "{{#if}").unwrap();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the place", || desk.said().contains("templates/brief/subject.hbs:1"));
    desk.wait_for("the review", || desk.review("drafts/quay.md").contains("CLEAR"));
    assert_eq!(desk.mails(), 0);
    fs::write(&subject, sound).unwrap();
    // Saved again, because trying again by itself takes half a minute.
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the mails", || desk.mails() == 2);
}

/// Changes bytes of the ledger of a newsroom that nobody watches.
fn with_ledger(change: impl FnOnce(&mut Vec<u8>)) -> (Desk, Vec<u8>) {
    let mut desk = Desk::open();
    desk.save("drafts/quay.md", CLEAN);
    desk.wait_for("the mails", || desk.mails() == 2);
    desk.signal("-TERM");
    assert!(desk.daemon.wait().unwrap().success());
    let path = desk.path(".copydesk/ledger.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    (desk, bytes)
}

#[test]
fn a_ledger_of_a_newer_program_is_refused_with_both_versions() {
    // The layout stands in SQLite's header, at byte 60.
    let (desk, bytes) = with_ledger(|bytes| bytes[60..64].copy_from_slice(&9999_u32.to_be_bytes()));
    let (output, said) = watched_once(desk.folder.path());
    assert_eq!(output.status.code(), Some(5), "{said}");
    let words = "was written by a newer Copydesk (layout 9999, this one knows ";
    assert!(said.contains(words) && said.contains("use that one"), "{said}");
    assert_eq!(fs::read(desk.path(".copydesk/ledger.sqlite")).unwrap(), bytes);
}

#[test]
fn a_damaged_ledger_is_named_with_what_to_do_and_left_alone() {
    for at in [0, 4096] {
        let (desk, bytes) = with_ledger(|bytes| bytes[at..at + 4096].fill(0x5a));
        let (output, said) = watched_once(desk.folder.path());
        assert_ne!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("the ledger at .copydesk/ledger.sqlite is "), "{said}");
        assert!(said.contains("`copydesk ledger restore FILE`"), "{said}");
        let now = fs::read(desk.path(".copydesk/ledger.sqlite")).unwrap();
        assert_eq!(now[at..at + 4096], bytes[at..at + 4096], "not written over");
    }
}
