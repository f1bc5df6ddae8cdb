//! The pages for subscribers in the real program: by themselves, beside the daemon, and
//! where somebody else has their address.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod program;

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use program::{Running, copydesk};

/// Much longer than anything here takes, so that a slow machine fails no test.
const PATIENCE: Duration = Duration::from_secs(60);

/// A newsroom with pages at this address.
fn newsroom(listen: SocketAddr) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    program::newsroom(folder.path());
    fs::create_dir_all(folder.path().join("drafts")).unwrap();
    let path = folder.path().join("copydesk.yaml");
    let yaml = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{yaml}\nserve: {{ listen: '{listen}' }}\n")).unwrap();
    folder
}

/// Ends with its value.
struct Server(Running, PathBuf);

impl Server {
    fn start(folder: &Path, command: &str) -> Self {
        let said = folder.join("said.txt");
        let mut program = copydesk(folder);
        program.arg(command).stdout(Stdio::null()).stderr(fs::File::create(&said).unwrap());
        Self(Running(program.spawn().unwrap()), said)
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.1).unwrap()
    }

    fn wait_until(&mut self, what: &str, mut there: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !there(self) {
            assert!(self.0.try_wait().unwrap().is_none(), "it ended: {}", self.said());
            assert!(Instant::now() < end, "{what}: {}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn terminate(&mut self) -> Option<i32> {
        self.0.signal("-TERM");
        self.0.wait().unwrap().code()
    }
}

fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /unsubscribe/x HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut answer = String::new();
    asked.and_then(|()| stream.read_to_string(&mut answer)).is_ok()
        && answer.starts_with("HTTP/1.1 404")
        && answer.contains("This link leads nowhere")
}

#[test]
fn serve_answers_until_it_is_told_to_end() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let folder = newsroom(address);
    let mut serving = Server::start(folder.path(), "serve");
    serving.wait_until("an answer", |_| answers(address));
    assert_eq!(serving.terminate(), Some(0));
    assert!(serving.said().contains("stopped; whoever was being answered is"));
}

#[test]
fn serve_says_that_somebody_has_its_address() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let folder = newsroom(address);
    let ended = copydesk(folder.path()).arg("serve").output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(5), "{said}");
    assert!(said.contains(&format!("error: {address} cannot be had: ")), "{said}");
    assert!(said.contains("perhaps `copydesk watch`"), "{said}");
}

#[test]
fn watch_serves_them_once_it_can_and_goes_on_meanwhile() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let folder = newsroom(address);
    let mut watching = Server::start(folder.path(), "watch");
    let named = format!("{address} cannot be had: ");
    watching.wait_until("that it says so", |watching| watching.said().contains(&named));
    drop(other);
    watching.wait_until("an answer", |_| answers(address));
    assert!(watching.said().contains("is ours: the pages for subscribers are served"));
    assert_eq!(watching.terminate(), Some(0), "{}", watching.said());
}
