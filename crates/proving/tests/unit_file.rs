//! The service manager's own judge on the unit file that we ship.
#![cfg(feature = "services")]
#![allow(clippy::unwrap_used, reason = "a test that meets a surprise has failed")]

use std::path::Path;
use std::process::Command;

const UNIT: &str = include_str!("../../../docs/systemd/copydesk.service");

/// As it would be installed on a machine where its program and its user exist.
fn installed(folder: &Path) -> std::path::PathBuf {
    let program = std::env::current_exe().unwrap();
    let unit = UNIT
        .replace("/usr/local/bin/copydesk", program.to_str().unwrap())
        .replace("User=copydesk", "User=root")
        .replace("Group=copydesk", "Group=root");
    let path = folder.join("copydesk.service");
    std::fs::write(&path, unit).unwrap();
    path
}

#[test]
fn the_unit_file_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .arg(installed(folder.path()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && said.is_empty(), "{said}");
}

#[test]
fn the_password_is_handed_over_by_the_service_manager() {
    let line = "LoadCredential=smtp-password:";
    assert!(UNIT.lines().any(|said| said.starts_with(line)), "{UNIT}");
}

#[test]
fn the_service_is_kept_away_from_what_it_does_not_need() {
    let folder = tempfile::tempdir().unwrap();
    // The highest exposure that is allowed, in tenths: 2.0 of 10.
    let judged = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20"])
        .arg(installed(folder.path()))
        .output()
        .unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stdout));
}
