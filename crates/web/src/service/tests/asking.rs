//! A newsroom in a folder that vanishes, its pages, and who calls them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use copydesk_distribution::RecipientKey;
use copydesk_ledger::{
    Consent, Holder, NewSubscription, Optin, Reason, Subscribed, Subscriber, Subscriptions,
};
use copydesk_pipeline::{Newsroom, Post};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connections::{self, Patience};

pub(super) const ANN: &str = "ann@example.org";

/// Much longer than anything here takes.
pub(super) const LONG: Duration = Duration::from_secs(60);

pub(super) const YAML: &str = r#"
newsroom:
  name: The Quay
  url: https://quay.example.org
  postal: 1 Pier Road
  language: en-GB
  time_zone: UTC
  corrections: corrections@quay.example.org
sender: { from: The Quay <quay@news.example.org>, reply_to: desk@quay.example.org }
lists:
  brief: { title: The Brief }
  week: { title: The Week & More }
  staff: { title: Staff }
attributes: { city: text, age: number, premium: yes-no, joined: date, score: number }
serve:
  listen: 127.0.0.1:0
  proxy: { header: X-Forwarded-For }
  subscribe: [brief, week]
  editable: [city, age, premium, joined]
"#;

pub(super) struct Server {
    pub(super) people: Arc<dyn Subscriptions>,
    pub(super) key: RecipientKey,
    pub(super) folder: TempDir,
    now: Arc<AtomicI64>,
    port: u16,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// An answer, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Server {
    pub(super) async fn start() -> Self {
        Self::with(YAML, Patience::default()).await
    }

    pub(super) async fn with(yaml: &str, patience: Patience) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("copydesk.yaml"), yaml.trim_start()).unwrap();
        Self::of(folder, patience, 0).await
    }

    /// Of a newsroom that is there, so many seconds later.
    pub(super) async fn of(folder: TempDir, patience: Patience, later: i64) -> Self {
        let newsroom = Newsroom::load(folder.path()).unwrap();
        let now = Arc::new(AtomicI64::new(1_700_000_000 + later));
        let time = Arc::clone(&now);
        // Each look at it is a moment of its own, as on a real one.
        let ticks = AtomicI64::new(0);
        let clock = Arc::new(move || {
            let micros = ticks.fetch_add(1, Ordering::SeqCst);
            Timestamp::from_microsecond(time.load(Ordering::SeqCst) * 1_000_000 + micros).unwrap()
        });
        let people = newsroom.subscriptions(clock.clone()).unwrap();
        let profile = newsroom.profile(Some("live")).or_else(|_| newsroom.profile(None)).unwrap();
        let post = Post::open(&newsroom, profile, clock.clone()).unwrap();
        let key = post.key().clone();
        let serving = newsroom.serve.clone().unwrap();
        let served =
            super::super::pages(&newsroom, &serving, Arc::clone(&people), post, clock).unwrap();
        let listener = TcpListener::bind(serving.listen).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let pages = connections::answer(listener, served.router, patience, stopped);
            tokio::join!(pages, served.postman.run());
        });
        Self { people, key, folder, now, port, stop, task }
    }

    pub(super) fn wait(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Ends it; all letters are written then.
    pub(super) async fn end(self) -> TempDir {
        self.stop.send_replace(true);
        self.task.await.unwrap();
        self.folder
    }

    pub(super) fn tell_to_end(&self) {
        self.stop.send_replace(true);
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.unwrap()
    }

    /// Sends these bytes and reads to the end.
    pub(super) async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        answer(stream).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: quay.example.org\r\n\r\n").as_bytes()).await
    }

    pub(super) async fn post(&self, path: &str, body: &str) -> Answer {
        self.post_with(path, "Content-Type: application/x-www-form-urlencoded", body).await
    }

    pub(super) async fn post_with(&self, path: &str, header: &str, body: &str) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: quay.example.org\r\n{header}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.raw((head + body).as_bytes()).await
    }

    /// The token of somebody who was mailed.
    pub(super) async fn token(&self, list: &str, address: &str) -> String {
        let token = self.key.token_of(list, address);
        let holder = Holder { list: Some(list.to_owned()), address: address.to_owned() };
        self.people.keep_token(token.mark(), holder).await.unwrap();
        token.as_str().to_owned()
    }

    pub(super) async fn add(&self, list: &str, address: &str) {
        let consent = Consent {
            at: Timestamp::from_second(1_600_000_000).unwrap(),
            source: "by hand".to_owned(),
            text_version: None,
            ip: None,
        };
        let subscriber = Subscriber {
            address: address.to_owned(),
            name: None,
            attributes: Default::default(),
            tags: Vec::new(),
        };
        let asked = NewSubscription {
            list: list.to_owned(),
            subscriber,
            standing: Optin::Confirmed,
            consent,
        };
        assert_eq!(self.people.subscribe(asked).await.unwrap(), Subscribed::Added);
    }

    pub(super) async fn reasons(&self, address: &str) -> Vec<(Option<String>, Reason)> {
        let person = self.people.person(address).await.unwrap();
        person.suppressions.into_iter().map(|why| (why.list, why.reason)).collect()
    }

    pub(super) async fn is_on(&self, list: &str, address: &str) -> bool {
        let on = self.people.subscribed(list, None, 100).await.unwrap();
        on.iter().any(|person| person.subscriber.address == address)
    }

    /// The letters to somebody, once there are so many; the oldest first.
    pub(super) async fn letters(&self, address: &str, count: usize) -> Vec<String> {
        let folder = self.folder.path().join("outbox/_letters");
        let began = tokio::time::Instant::now();
        loop {
            let found = letters_in(&folder, address);
            if found.len() >= count {
                return found;
            }
            assert!(began.elapsed() < LONG, "{} of {count} letters", found.len());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub(super) fn letters_in(folder: &std::path::Path, address: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(&format!("{address}-"))
        })
        .collect();
    files.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
    files.iter().map(|path| plain(&std::fs::read_to_string(path).unwrap())).collect()
}

/// Quoted-printable lines joined again.
fn plain(message: &str) -> String {
    message.replace("=\r\n", "").replace("=3D", "=")
}

/// The first link of this kind in a letter, as a path.
pub(super) fn link(letter: &str, page: &str) -> String {
    let start = letter.find(&format!("https://quay.example.org/{page}/")).unwrap();
    let rest = &letter[start + "https://quay.example.org".len()..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"<>".contains(c)).unwrap();
    rest[..end].to_owned()
}

pub(super) async fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // Whoever is refused in the middle of sending may be hung up on.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}
