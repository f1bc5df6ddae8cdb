//! The preview over a real socket, as a browser asks.

use std::time::Duration;

use copydesk_distribution::{Audience, Definition, Sender, Trial};
use copydesk_manuscript::{Digest, Draft};
use copydesk_rendering::{Lineup, Masthead, Occasion, Templates, galley, proofread, render};
use copydesk_validation::{Policy, Verdict, validate};
use jiff::civil::date;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::*;

const CLEAR: &str = "Quay <shut> & \"closed\"\n\nThe board shut it on 2 March 2023.[1]\n\n\
                     1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n";
const HELD: &str = "Quay shut\n\nThe board shut it on 2 March 2023.[7]\n\n\
                    1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n";

/// Much longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A preview, and the port it answers on.
struct Server {
    preview: Preview,
    port: u16,
}

impl Server {
    async fn start(drafts: &[(&str, &str)]) -> Self {
        let preview = Preview::default();
        for (path, text) in drafts {
            preview.show(shown(path, text));
        }
        let listener = Preview::bind(0).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(preview.clone().serve(listener));
        Self { preview, port }
    }

    async fn ask(&self, head: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let head = head.replace("PORT", &self.port.to_string()).replace('\n', "\r\n");
        stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
        stream
    }

    /// The whole answer, head and body.
    async fn answer(&self, head: &str) -> String {
        let mut answer = String::new();
        self.ask(head).await.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn get(&self, path: &str) -> String {
        self.answer(&format!("GET {path} HTTP/1.1\nHost: 127.0.0.1:PORT")).await
    }
}

fn shown(path: &str, text: &str) -> Shown {
    let today = date(2023, 3, 4);
    let verdict =
        validate(copydesk_parsing::parse(&Draft::new(path, text)), &Policy::rehearsal(today));
    let masthead = Masthead {
        name: "The Quay".to_owned(),
        url: "https://quay.example.org".to_owned(),
        postal: "1 Pier Road".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "corrections@quay.example.org".to_owned(),
        list: "The Quay".to_owned(),
        theme: copydesk_rendering::Theme::default(),
    };
    let occasion = Occasion {
        key: "2023-03-04-quay".to_owned(),
        date: today,
        subject: None,
        ..Occasion::default()
    };
    let templates = Templates::embedded().unwrap();
    let title = verdict.document().title.as_ref().unwrap().text.clone();
    let (standing, look) = match verdict {
        Verdict::Clear(checked) => {
            let lineup = Lineup::of_one(checked);
            let edition = render(&lineup, &templates, &masthead, &occasion).unwrap();
            let sender = Sender::parse("The Quay <b@quay.example.org>", None).unwrap();
            let now = "2023-03-04T06:00:00Z".parse().unwrap();
            let read = proofread(edition, &lineup, &Policy::rehearsal(today));
            let trial = Trial::new(
                read.passed().unwrap(),
                &Audience::nobody(),
                &Definition { name: "brief".to_owned(), digest: Digest::of(b"brief") },
                &sender,
                &masthead.url,
                now,
            );
            (Standing::Clear, Look::Trial(Box::new(trial.unwrap())))
        }
        Verdict::Held(held) => {
            let galley = galley(&held, &templates, &masthead, &occasion).unwrap();
            (Standing::Held, Look::Galley(Box::new(galley)))
        }
    };
    Shown {
        path: path.to_owned(),
        title,
        standing,
        verdict: "Said of it".to_owned(),
        todo: 0,
        refusal: None,
        from: "The Quay".to_owned(),
        findings: "<!DOCTYPE html><p>What was found</p>".to_owned(),
        broken: Vec::new(),
        look: Some(look),
        outdated: false,
    }
}

#[tokio::test]
async fn what_is_broken_is_told_above_the_last_that_could_be_made() {
    let server = Server::start(&[("a.md", CLEAR)]).await;
    let broken = || Shown {
        standing: Standing::Broken,
        broken: vec!["templates/brief/html.hbs:3:5: unknown variable `nobody`".to_owned()],
        look: None,
        ..shown("a.md", CLEAR)
    };
    // Again, as when the template is saved and broken still.
    for _ in 0..2 {
        server.preview.show(broken());
        let page = server.get("/?draft=a.md&view=html").await;
        assert!(page.contains("templates/brief/html.hbs:3:5: unknown variable"), "{page}");
        assert!(page.contains("This is an old edition"), "{page}");
        let frame = server.get("/frame?draft=a.md&view=html").await;
        assert!(frame.contains("The board shut it"), "{frame}");
    }
    server.preview.show(shown("a.md", CLEAR));
    let page = server.get("/?draft=a.md&view=html").await;
    assert!(!page.contains("old edition"), "{page}");
    server.preview.show(Shown { path: "b.md".to_owned(), ..broken() });
    let page = server.get("/?draft=b.md&view=html").await;
    assert!(
        page.contains("There is nothing to see yet") && page.contains("html.hbs:3:5"),
        "{page}"
    );
}

#[tokio::test]
async fn every_view_shows_the_draft_to_every_sample() {
    let server = Server::start(&[("a.md", CLEAR), ("b.md", HELD)]).await;
    for draft in ["a.md", "b.md"] {
        for view in view::ALL {
            for sample in copydesk_distribution::samples() {
                let query = format!("?draft={draft}&view={}&as={}", view.key(), sample.key);
                let page = server.get(&format!("/{query}")).await;
                assert!(
                    page.starts_with("HTTP/1.1 200") && page.contains("aria-current"),
                    "{page}"
                );
                assert!(!page.contains("<script>alert") && !page.contains("Quay <shut>"), "{page}");
                let frame = server.get(&format!("/frame{query}")).await;
                let words = if view == View::Findings { "What was found" } else { "The board" };
                assert!(frame.contains(words), "{query}: {frame}");
                assert!(!frame.contains("<script"), "{frame}");
                assert!(frame.contains("sandbox allow-same-origin allow-popups"), "{frame}");
            }
        }
    }
    let text = server.get("/?draft=a.md&view=text").await;
    assert!(text.contains("Quay &lt;shut&gt; &amp; &quot;closed&quot;"), "{text}");
    let source = server.get("/?draft=a.md&view=source&as=script").await;
    assert!(source.contains("<th scope=\"row\">Message-ID</th>"), "{source}");
    let dark = server.get("/frame?draft=a.md&view=dark").await;
    assert!(dark.contains("@media (min-width:0)") && !dark.contains("prefers-color-scheme"));
}

#[tokio::test]
async fn what_is_held_is_told_first_and_becomes_no_message() {
    let server = Server::start(&[("a.md", CLEAR), ("b.md", HELD)]).await;
    let first = server.get("/").await;
    assert!(first.contains("data-view=\"findings\"") && first.contains("draft=b.md"), "{first}");
    assert!(server.get("/?draft=b.md&view=html").await.contains("A galley:"));
    assert!(server.get("/?draft=b.md&view=source").await.contains("becomes no message"));
    assert!(server.get("/?draft=a.md").await.contains("data-view=\"html\""));
}

#[tokio::test]
async fn only_our_own_pages_are_answered() {
    let server = Server::start(&[("a.md", CLEAR)]).await;
    let hosts = ["Host: 127.0.0.1:PORT", "Host: localhost:PORT"];
    for host in hosts {
        for origin in ["", "\nOrigin: http://127.0.0.1:PORT", "\nOrigin: http://localhost:PORT"] {
            let answer = server.answer(&format!("GET / HTTP/1.1\n{host}{origin}")).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{host}{origin}: {answer}");
            assert!(
                answer.contains("content-security-policy: default-src 'none'; script-src 'self'")
            );
        }
    }
    let strangers = [
        "Host: evil.example",
        "Host: evil.example:PORT",
        "Host: 127.0.0.1",
        "Host: 127.0.0.1.evil.example:PORT",
        "Host: 127.0.0.1:PORT\nHost: evil.example",
        "Host: 127.0.0.1:PORT\nOrigin: https://evil.example",
        "Host: 127.0.0.1:PORT\nOrigin: null",
        "Host: 127.0.0.1:PORT\nOrigin: https://127.0.0.1:PORT",
    ];
    for stranger in strangers {
        for path in ["/", "/frame?draft=a.md", "/events", "/preview.js", "/nowhere"] {
            let answer = server.answer(&format!("GET {path} HTTP/1.1\n{stranger}")).await;
            let refused = answer.starts_with("HTTP/1.1 4") && !answer.starts_with("HTTP/1.1 404");
            assert!(refused && !answer.contains("Quay"), "{stranger}: {answer}");
        }
    }
}

#[tokio::test]
async fn nothing_can_be_changed_and_nothing_else_is_there() {
    let server = Server::start(&[("a.md", CLEAR)]).await;
    for method in ["POST", "PUT", "DELETE"] {
        let head = format!("{method} / HTTP/1.1\nHost: 127.0.0.1:PORT\nContent-Length: 0");
        assert!(server.answer(&head).await.starts_with("HTTP/1.1 405"));
    }
    for path in ["/nowhere", "/?draft=../copydesk.yaml", "/frame?draft=/etc/passwd"] {
        assert!(server.get(path).await.starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(server.get("/?draft=%3Cscript%3E").await.contains("&lt;script&gt;"));
    assert!(Server::start(&[]).await.get("/").await.contains("No draft yet"));
}

#[tokio::test]
async fn every_page_that_is_open_hears_of_a_save() {
    let server = Server::start(&[("a.md", CLEAR)]).await;
    let stream = server.ask("GET /events HTTP/1.1\nHost: 127.0.0.1:PORT").await;
    let mut lines = BufReader::new(stream).lines();
    let mut next = async || {
        loop {
            let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
            if let Some(version) = line.strip_prefix("data: ") {
                return version.to_owned();
            }
        }
    };
    assert_eq!(next().await, "1");
    server.preview.show(shown("a.md", HELD));
    assert_eq!(next().await, "2");
    assert!(server.get("/?draft=a.md&view=html").await.contains("version=2"));
    server.preview.keep(|_| true);
    server.preview.keep(|_| false);
    assert_eq!(next().await, "3");
}
