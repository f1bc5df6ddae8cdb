//! Postfix's own test server, which takes every message and keeps it as a file.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Ends with its value.
pub(crate) struct Sink(Child);

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Every message becomes a file in `folder`.
pub(crate) fn start(folder: &Path) -> (Sink, u16) {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut command = Command::new(program());
    // Run by root, it wants to be told as whom to go on.
    if std::fs::metadata(folder).unwrap().uid() == 0 {
        command.args(["-u", "root"]);
    }
    command.arg("-d").arg("%s.%M.").arg(format!("127.0.0.1:{port}")).arg("16");
    let child = command.current_dir(folder).spawn().unwrap();
    let sink = Sink(child);
    let patience = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < patience, "smtp-sink does not answer");
        std::thread::yield_now();
    }
    (sink, port)
}

/// Recipient and message of every file.
#[allow(dead_code, reason = "not every test that shares this file asks")]
pub(crate) fn taken(folder: &Path) -> Vec<(String, String)> {
    let mut taken: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .map(|message| {
            let (_, rest) = message.split_once("X-Rcpt-Args: <").unwrap();
            (rest.split('>').next().unwrap().to_owned(), message)
        })
        .collect();
    taken.sort();
    taken
}

fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("smtp-sink"))
        .find(|program| program.is_file())
        .expect("smtp-sink is missing: install Debian's package `postfix`")
}
