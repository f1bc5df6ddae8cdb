//! Readers who come and go: in a real browser with letters over a real relay, and by a
//! provider's button or by mail while a sender is at work.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod program;
mod room;
mod sink;

use std::process::Stdio;
use std::time::Duration;

use copydesk_distribution::{ONE_CLICK, RecipientKey};
use copydesk_proving::sink::{Manner, Sink};
use program::copydesk;
use room::{DRAFT, Pages, Plan, build, done, free_port, subscribe};
use serde_json::{Value, json};

#[test]
fn a_reader_comes_and_goes_in_a_real_browser() {
    let mail = tempfile::tempdir().unwrap();
    let (_relay, relay) = sink::start(mail.path());
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let newsroom = build(&Plan {
        url: &url,
        sender: "",
        smtp: &format!("host: localhost, port: {relay}, tls: none"),
        listen: &format!("127.0.0.1:{port}"),
    });
    let _pages = Pages::start(newsroom.path());
    let shots = judges::target().join("subscribing");
    let answer: Value = judges::ask(
        "subscribing.mjs",
        [judges::chromium().as_os_str(), url.as_ref(), mail.path().as_os_str(), shots.as_os_str()],
    );
    println!("pictures in {}", shots.display());
    assert_eq!(answer["found"], json!([]));

    let person = done(copydesk(newsroom.path()).args([
        "subscribers",
        "export",
        "--person",
        "ann@example.org",
    ]));
    let person: Value = serde_json::from_str(&person).unwrap();
    assert_eq!(person["name"], "Ann Ames");
    assert_eq!(person["attributes"], json!({ "age": 42.0, "city": "Rome", "premium": true }));
    let brief = &person["subscriptions"][0];
    assert_eq!((&brief["list"], &brief["standing"]), (&json!("brief"), &json!("confirmed")));
    assert!(brief["consent"]["text_version"].is_string(), "{person}");
    assert!(brief["consent"]["ip"].is_null(), "nobody asked to keep it");
}

/// People come in the order of their addresses, one connection after another, so that
/// the last of them still wait when the first have theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_while_the_sender_runs_gets_nothing() {
    const PEOPLE: usize = 120;
    let address = |n: usize| format!("p{n:03}@example.org");
    let manner = Manner { delay: Duration::from_millis(15), ..Manner::default() };
    let relay = Sink::start(0, manner).await.unwrap();
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let newsroom = build(&Plan {
        url: &url,
        sender: "",
        smtp: &format!("host: localhost, port: {}, tls: none, connections: 1", relay.port),
        listen: &format!("127.0.0.1:{port}"),
    });
    let folder = newsroom.path();
    subscribe(folder, (0..PEOPLE).map(address));
    std::fs::write(folder.join("drafts/quay.md"), DRAFT).unwrap();
    let _pages = Pages::start(folder);
    let key = RecipientKey::open(folder).unwrap();
    let mut publish = copydesk(folder)
        .args(["--profile", "live", "publish", "drafts/quay.md"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while relay.accepted() < 3 {
        assert!(publish.try_wait().unwrap().is_none(), "it ended before it had begun");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    // Everybody is planned by now. A scanner follows every link there is.
    let client = reqwest::Client::new();
    let link = |n: usize, page: &str| {
        let token = key.token_of("brief", &address(n));
        format!("{url}/{page}/{}", token.as_str())
    };
    let (by_post, by_mail) = (PEOPLE - 1, PEOPLE - 2);
    for n in PEOPLE - 12..PEOPLE {
        for page in ["unsubscribe", "preferences"] {
            let answer = client.get(link(n, page)).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
    }
    // A provider's button, and a mail to the address beside it.
    let form = "application/x-www-form-urlencoded";
    let request = client.post(link(by_post, "unsubscribe")).header("content-type", form);
    let answer = request.body(ONE_CLICK).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.url().as_str()),
        (200, &*link(by_post, "unsubscribe"))
    );
    let token = key.token_of("brief", &address(by_mail));
    let letter = format!(
        "From: {}\r\nTo: desk@quay.example.org\r\nSubject: unsubscribe {}\r\n\r\n\r\n",
        address(by_mail),
        token.as_str()
    );
    std::fs::write(folder.join("leave.eml"), letter).unwrap();
    done(copydesk(folder).args(["mail", "ingest", "leave.eml"]));
    let before = relay.accepted();
    assert!((before as usize) < PEOPLE - 12, "the sender was too fast for this test: {before}");

    assert!(publish.wait().unwrap().success());
    for n in 0..PEOPLE {
        let expected = u32::from(n != by_post && n != by_mail);
        assert_eq!(relay.for_person(&address(n)), expected, "{}", address(n));
    }
    println!("left behind {before} of {PEOPLE} messages; {} went out", relay.accepted());
}
