//! Letters that cannot leave, and what the log says of them.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tracing::Level;
use tracing::subscriber::DefaultGuard;

use super::asking::{ANN, Server, YAML};
use crate::connections::Patience;

/// What the log says at its loudest while this test's thread has it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen() -> (Self, DefaultGuard) {
        let log = Self::default();
        let lines = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .with_ansi(false)
            .with_writer(move || lines.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }

    fn count(&self, words: &str) -> usize {
        self.lines().iter().filter(|line| line.contains(words)).count()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A newsroom with a relay that says this to every recipient.
async fn relay(says: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, says));
        }
    });
    let live = format!(
        "profiles: {{ live: {{ transport: {{ smtp: {{ host: 127.0.0.1, port: {port}, tls: none }} \
         }}, archive: {{ folder: www, verify: false }}, approval: none, hold_at: error }} }}\n"
    );
    format!("{YAML}{live}")
}

async fn talk(stream: TcpStream, says: &str) {
    let mut stream = BufReader::new(stream);
    let mut line = "220 relay.example\r\n".to_owned();
    while stream.write_all(line.as_bytes()).await.is_ok() {
        let mut asked = String::new();
        if stream.read_line(&mut asked).await.unwrap_or_default() == 0 {
            return;
        }
        line = match asked.get(..4).unwrap_or_default() {
            "RCPT" => format!("{says} {}", asked.get(8..).unwrap_or_default()),
            _ => "250 fine\r\n".to_owned(),
        };
    }
}

fn says_nobody_aloud(log: &Log) {
    let lines = log.lines();
    assert!(lines.iter().any(|line| line.contains(ANN)), "at debug it is told: {lines:#?}");
    let loud = |line: &&String| ["ERROR ", " WARN ", " INFO "].iter().any(|l| line.contains(l));
    for line in lines.iter().filter(loud) {
        assert!(!line.contains("example.org"), "{line}");
    }
}

#[tokio::test]
async fn the_words_of_a_relay_are_logged_at_debug_alone() {
    for (says, then) in [
        ("450 4.2.0 later:", "a letter could not leave and waits"),
        ("550 5.1.1 never:", "the relay does not take a letter"),
    ] {
        let (log, _guard) = Log::listen();
        let server = Server::with(&relay(says).await, Patience::default()).await;
        server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
        server.end().await;
        assert!(log.count(then) > 0, "{:#?}", log.lines());
        says_nobody_aloud(&log);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_named_at_debug_alone() {
    let (log, _guard) = Log::listen();
    let server = Server::start().await;
    std::fs::create_dir(server.folder.path().join("outbox")).unwrap();
    std::fs::write(server.folder.path().join("outbox/_letters"), "no folder").unwrap();
    server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
    server.end().await;
    assert!(log.count("a letter could not leave and waits") > 0, "{:#?}", log.lines());
    says_nobody_aloud(&log);
}
