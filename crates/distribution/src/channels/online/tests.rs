//! A web server that is behind, stalls, redirects or shows something else, and
//! commands that fail, hang and say too much.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use copydesk_ledger::World;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::{Command, Deploy, Online, OnlineProblem, Patience};
use crate::testing::{Newsroom, stored};
use crate::{Channel, DistributeError, FrozenEdition, Stop};

/// What the server does with one request.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// This status, and nothing.
    Status(&'static str),
    /// The page with this in the place of its digest.
    Other(&'static str),
    /// The page.
    Page,
    /// Says nothing any more.
    Stall,
    /// Half of the page, and nothing any more.
    HalfAndStall,
    /// Hangs up.
    HangUp,
    /// To the same address with something behind it.
    Elsewhere,
}

struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Follows the script; behind its end it shows the page.
    async fn start(page: String, turns: &[Turn]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (heard, turns) = (asked.clone(), turns.to_vec());
        tokio::spawn(async move {
            let mut turns = turns.into_iter();
            while let Ok((stream, _)) = listener.accept().await {
                let turn = turns.next().unwrap_or(Turn::Page);
                tokio::spawn(answer(stream, turn, page.clone(), heard.clone()));
            }
        });
        Self { address, asked }
    }
}

async fn answer(
    stream: TcpStream,
    turn: Turn,
    page: String,
    heard: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while stream.read_line(&mut head).await? > 2 {}
    heard.lock().unwrap().push(head.lines().next().unwrap_or_default().to_owned());
    let whole = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let digest = FrozenEdition::thaw(stored()).unwrap().digest().to_string();
    let said = match turn {
        Turn::Status(status) => {
            format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        }
        Turn::Elsewhere => "HTTP/1.1 301 Moved Permanently\r\nlocation: /elsewhere/\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n"
            .to_owned(),
        Turn::Other(text) => whole(&page.replace(&digest, text)),
        Turn::Page => whole(&page),
        Turn::HalfAndStall => {
            let whole = whole(&format!("<!doctype html>{page}"));
            whole[..whole.find("<meta").unwrap()].to_owned()
        }
        Turn::HangUp => return Ok(()),
        Turn::Stall => String::new(),
    };
    stream.write_all(said.as_bytes()).await?;
    if matches!(turn, Turn::Stall | Turn::HalfAndStall) {
        std::future::pending::<()>().await;
    }
    stream.shutdown().await
}

fn patient() -> Online {
    let patience = Patience {
        answer: Duration::from_millis(400),
        all: Duration::from_secs(20),
        pause: Duration::from_millis(10),
    };
    Online { deploy: None, verify: true, patience }
}

fn edition() -> FrozenEdition {
    FrozenEdition::thaw(stored()).unwrap()
}

#[tokio::test]
async fn mail_waits_until_the_page_is_there_and_is_this_edition() {
    let edition = edition();
    let turns = [
        Turn::Status("404 Not Found"),
        Turn::Status("503 Service Unavailable"),
        Turn::Other("0000"),
        Turn::HangUp,
        Turn::Stall,
        Turn::HalfAndStall,
        Turn::Elsewhere,
    ];
    let server = Server::start(edition.page(), &turns).await;
    let address = format!("{}/2026-11-07-brief/", server.address);
    let online = patient().bring(&edition, &address, &Stop::never()).await;
    assert!(online.unwrap());
    let asked = server.asked.lock().unwrap().clone();
    assert_eq!(asked[0], "GET /2026-11-07-brief/ HTTP/1.1");
    assert_eq!(asked.last().unwrap(), "GET /elsewhere/ HTTP/1.1");
    assert_eq!(asked.len(), turns.len() + 1);
}

#[tokio::test]
async fn what_never_becomes_this_edition_is_told() {
    let edition = edition();
    let old = "f".repeat(64);
    let old: &'static str = old.leak();
    for (turn, why) in [
        (Turn::Status("404 Not Found"), "it answers 404 Not Found"),
        (Turn::Status("204 No Content"), "it answers 204 No Content"),
        (Turn::Other(old), "it has another digest, or none"),
        (Turn::Stall, "it does not answer in time"),
        (Turn::HangUp, "it cannot be read: "),
    ] {
        let server = Server::start(edition.page(), &[turn; 99]).await;
        let mut online = patient();
        online.patience.all = Duration::from_millis(50);
        let problem = online.bring(&edition, &server.address, &Stop::never()).await.unwrap_err();
        let said = problem.to_string();
        assert!(said.contains(why) && said.contains("nobody was planned"), "{turn:?}: {said}");
    }
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut online = patient();
    online.patience.all = Duration::ZERO;
    let address = format!("http://{nowhere}/");
    let said = online.bring(&edition, &address, &Stop::never()).await.unwrap_err().to_string();
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn a_digest_counts_only_in_a_meta_element() {
    let names = |page: &str| super::asking::names(page.as_bytes(), "abc");
    assert!(names("<META content='abc' name=copydesk:digest>"));
    assert!(names("<p>abc</p><meta name=\"copydesk:digest\" content=\"abc\">"));
    assert!(!names("<p>abc</p>") && !names("<meta>abc") && !names("abc") && !names(""));
}

#[tokio::test]
async fn nobody_is_planned_before_the_page_is_online_and_a_later_run_goes_on() {
    let mut newsroom = Newsroom::new(World::Live, &[("ann@x.org", None)]).await;
    let server = Server::start(String::new(), &[Turn::Status("404 Not Found"); 99]).await;
    newsroom.online = patient();
    newsroom.online.patience.all = Duration::ZERO;
    newsroom.address(&server.address);
    let relay = crate::testing::ScriptedRelay::start(&newsroom.log, &[]).await;
    let problem = newsroom.submit(&relay.relay).await.unwrap_err();
    assert!(matches!(problem, DistributeError::Online(OnlineProblem::NotThere { .. })));
    let stand = newsroom.balance().await;
    assert_eq!((stand.candidates, relay.received().len()), (0, 0));

    let server = Server::start(newsroom.page().await, &[]).await;
    newsroom.address(&server.address);
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(delivered.closed && delivered.balance.accepted == 1);
    // Whoever goes on later does not ask again.
    newsroom.address("http://127.0.0.1:1");
    assert!(newsroom.submit(&relay.relay).await.unwrap().closed);
}

#[tokio::test]
async fn a_feed_without_an_archive_is_published_too() {
    let mut newsroom = Newsroom::new(World::Live, &[("ann@x.org", None)]).await;
    newsroom.channels = vec![Channel::Email, Channel::Feed];
    let folder = newsroom.path("");
    let command = deploy("sh -c 'cp public/feed.xml published.xml'");
    newsroom.online = Online { deploy: Some(Deploy { folder, ..command }), ..patient() };
    newsroom.address("http://127.0.0.1:1");
    let relay = crate::testing::ScriptedRelay::start(&newsroom.log, &[]).await;
    assert!(newsroom.submit(&relay.relay).await.unwrap().closed, "no page is asked for");
    assert!(newsroom.path("published.xml").exists());
}

fn deploy(command: &str) -> Deploy {
    Deploy {
        command: Command::parse(command).unwrap(),
        folder: std::env::temp_dir(),
        without: vec!["HOME".to_owned()],
        limit: Duration::from_secs(20),
    }
}

#[tokio::test]
async fn a_command_publishes_or_says_why_not() {
    let never = Stop::never();
    assert!(deploy("true").run("key", &never).await.unwrap());
    let sh = "sh -c 'test \"$COPYDESK_EDITION\" = key && test -z \"$HOME\" && test ! -t 0'";
    assert!(deploy(sh).run("key", &never).await.unwrap());

    let missing = deploy("copydesk-has-no-such-program www").run("key", &never).await.unwrap_err();
    assert!(missing.to_string().contains("cannot be started"), "{missing}");

    let says = "sh -c 'echo pushing to https://desk:hunter2@host/www; echo denied >&2; exit 3'";
    let said = deploy(says).run("key", &never).await.unwrap_err().to_string();
    assert!(said.contains("exit status: 3") && said.contains("nobody was planned"), "{said}");
    assert!(said.ends_with("\n    pushing to https://***@host/www\n    denied"), "{said}");

    let slow = Deploy { limit: Duration::from_millis(100), ..deploy("sleep 600") };
    let said = slow.run("key", &never).await.unwrap_err().to_string();
    assert!(said.contains("was ended after 100ms"), "{said}");

    let (stopper, stop) = Stop::new();
    stopper.stop();
    assert!(!deploy("sleep 600").run("key", &stop).await.unwrap());
}
