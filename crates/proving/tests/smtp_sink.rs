//! Mail through Postfix's own test server: everybody's message arrives, once.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod newsroom;

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use copydesk_distribution::{Relay, Transport};
use copydesk_ledger::World;
use newsroom::Newsroom;

/// Ends with its value.
struct Sink(Child);

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("smtp-sink"))
        .find(|program| program.is_file())
        .expect("smtp-sink is missing: install Debian's package `postfix`")
}

/// Every message becomes a file in `folder`.
fn start(folder: &Path) -> (Sink, u16) {
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
fn taken(folder: &Path) -> Vec<(String, String)> {
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

#[tokio::test]
async fn each_message_arrives_once_however_often_the_run_is_repeated() {
    let people: Vec<String> = (0..250).map(|n| format!("reader{n:03}@example.org")).collect();
    let newsroom = Newsroom::new(&format!("address\n{}\n", people.join("\n")));
    let folder = tempfile::tempdir().unwrap();
    let (_sink, port) = start(folder.path());
    let transport = Transport::Smtp(Relay::new("127.0.0.1", port));

    let delivered = newsroom.publish(World::Live, &transport).await;
    assert_eq!(delivered.halt, None);
    assert!(delivered.closed);
    assert_eq!(delivered.balance.accepted, 250);
    let first = taken(folder.path());
    let recipients: Vec<&String> = first.iter().map(|(to, _)| to).collect();
    assert_eq!(recipients, people.iter().collect::<Vec<_>>());
    assert!(first.iter().all(|(_, message)| message.contains("List-Unsubscribe-Post:")));

    let again = newsroom.publish(World::Live, &transport).await;
    assert!(again.closed && again.balance == delivered.balance);
    assert_eq!(taken(folder.path()), first);
}
