//! Relays that encrypt, and everything that may be wrong with one: then nothing is
//! sent, and never in the clear.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::DuplexStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::body::BodyAnswer;
use super::session::Session;
use super::{Login, Protection, Relay, Tls, TrustProblem};
use crate::testing::{Authority, Log, Peer, Pipe, pipe};

const HOST: &str = "relay.example.org";
/// `brief` and `open sesame`, as AUTH PLAIN sends them.
const PLAIN: &str = "AUTH PLAIN AGJyaWVmAG9wZW4gc2VzYW1l";
const OFFER: &str = "250-relay.example.org\r\n250-PIPELINING\r\n250 STARTTLS\r\n";

/// A relay's authority and the file that names it.
struct Trust {
    authority: Authority,
    folder: TempDir,
}

impl Trust {
    fn new() -> Self {
        let trust =
            Self { authority: Authority::new("ours"), folder: tempfile::tempdir().unwrap() };
        trust.authority.write(&trust.folder.path().join("ca.pem"));
        trust
    }

    fn certificate(&self) -> TlsAcceptor {
        self.authority.relay(HOST, 4000)
    }

    fn tls(&self, login: Option<Login>) -> Tls {
        Tls::new(Some(&self.folder.path().join("ca.pem")), login).unwrap()
    }

    fn relay(&self, protection: fn(Tls) -> Protection, login: Option<Login>) -> Relay {
        Relay { protection: protection(self.tls(login)), ..Relay::new(HOST, 587) }
    }
}

fn brief() -> Login {
    Login::new("brief", "open sesame")
}

/// Greets, offers STARTTLS, answers it with `answer`, and shows the certificate.
fn starttls(
    mut peer: Peer<DuplexStream>,
    offer: &'static str,
    answer: &'static str,
    certificate: TlsAcceptor,
) -> JoinHandle<Option<Peer<TlsStream<DuplexStream>>>> {
    tokio::spawn(async move {
        peer.say("220 relay.example.org\r\n").await;
        peer.answer(offer).await;
        if peer.answer(answer).await != "STARTTLS" {
            return None;
        }
        let log = peer.log.clone();
        let stream = certificate.accept(peer.into_inner()).await.ok()?;
        log.add("encrypted");
        Some(Peer::over(stream, log))
    })
}

/// What is said of a relay that is not used, and what it had heard by then.
async fn refused(
    ours: Pipe,
    relay: &Relay,
    peer: JoinHandle<Option<Peer<TlsStream<DuplexStream>>>>,
    log: Log,
) -> (String, Vec<String>) {
    let why = Session::open(ours, relay, "news.example.org").await.err().unwrap();
    let _ = peer.await;
    (why, log.take())
}

#[tokio::test]
async fn a_message_goes_out_encrypted_and_after_a_login() {
    for implicit in [false, true] {
        let trust = Trust::new();
        let (ours, peer) = pipe();
        let log = peer.log.clone();
        let certificate = trust.certificate();
        let relay = match implicit {
            true => trust.relay(Protection::Implicit, Some(brief())),
            false => trust.relay(Protection::Starttls, Some(brief())),
        };
        let serving = tokio::spawn(async move {
            let mut peer = match implicit {
                true => {
                    let stream = certificate.accept(peer.into_inner()).await.unwrap();
                    let mut peer = Peer::over(stream, log);
                    peer.say("220 relay.example.org\r\n").await;
                    peer
                }
                false => {
                    starttls(peer, OFFER, "220 go on\r\n", certificate).await.unwrap().unwrap()
                }
            };
            peer.answer("250-relay.example.org\r\n250 AUTH LOGIN PLAIN\r\n").await;
            peer.answer("235 2.7.0 welcome\r\n").await;
            for reply in ["250 ok\r\n", "250 ok\r\n", "354 go on\r\n"] {
                peer.answer(reply).await;
            }
            let message = peer.message().await;
            peer.say("250 2.0.0 queued\r\n").await;
            (message, peer.log.take())
        });
        let mut session = Session::open(ours, &relay, "news.example.org").await.unwrap();
        let (from, to) = ("a@news.example.org".parse().unwrap(), "b@x.org".parse().unwrap());
        session.offer(&from, &to).await.unwrap();
        let answer = session.body(b"Subject: hello\r\n\r\nyou\r\n", None, &mut || {}).await;
        assert_eq!(answer, BodyAnswer::Taken("250 2.0.0 queued".to_owned()));
        let (message, heard) = serving.await.unwrap();
        assert_eq!(message, "Subject: hello\r\n\r\nyou\r\n.\r\n");
        let encrypted = [
            "EHLO news.example.org",
            PLAIN,
            "MAIL FROM:<a@news.example.org>",
            "RCPT TO:<b@x.org>",
            "DATA",
        ];
        let in_the_clear = ["EHLO news.example.org", "STARTTLS", "encrypted"];
        match implicit {
            true => assert_eq!(heard, encrypted),
            false => assert_eq!(heard, [&in_the_clear[..], &encrypted].concat()),
        }
    }
}

#[tokio::test]
async fn a_reply_injected_in_the_clear_is_found_wherever_it_stands() {
    let trust = Trust::new();
    let relay = trust.relay(Protection::Starttls, Some(brief()));
    let injected = "250 AUTH PLAIN\r\n";
    for (greeting, offer, answer) in [
        ("220 hello\r\n", OFFER.to_owned(), format!("220 go on\r\n{injected}")),
        ("220 hello\r\n", OFFER.to_owned(), "220 go on\r\n2".to_owned()),
        ("220 hello\r\n", format!("{OFFER}{injected}"), "220 go on\r\n".to_owned()),
        ("220 hello\r\n250 AUTH PLAIN\r\n", OFFER.to_owned(), "220 go on\r\n".to_owned()),
    ] {
        let (ours, mut peer) = pipe();
        let log = peer.log.clone();
        let serving = tokio::spawn(async move {
            peer.say(greeting).await;
            peer.answer(&offer).await;
            peer.answer(&answer).await;
            peer.hear().await;
        });
        let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
        assert!(why.contains("there was more behind"), "{why}");
        serving.await.unwrap();
        assert!(!log.take().iter().any(|line| line.starts_with("AUTH")));
    }
}

#[tokio::test]
async fn a_relay_that_does_not_encrypt_is_not_used() {
    let trust = Trust::new();
    let relay = trust.relay(Protection::Starttls, Some(brief()));
    for (offer, answer, expected) in [
        (
            "250-relay.example.org\r\n250 AUTH PLAIN LOGIN\r\n",
            "",
            "it does not offer STARTTLS, and a password sent to it could be read on the way",
        ),
        ("250 relay.example.org\r\n", "", "it does not offer STARTTLS: if it encrypts"),
        ("502 5.5.1 what?\r\n", "", "it answered EHLO with `502 5.5.1 what?`"),
        (
            OFFER,
            "454 4.7.0 TLS not available\r\n",
            "it offers STARTTLS and answered it with `454 4.7.0 TLS not available`",
        ),
        (OFFER, "220 go on\r\nSSH-2.0 is no handshake", "there was more behind"),
    ] {
        let (ours, mut peer) = pipe();
        let log = peer.log.clone();
        let serving = tokio::spawn(async move {
            peer.say("220 relay.example.org\r\n").await;
            peer.answer(offer).await;
            peer.answer(answer).await;
        });
        let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
        assert!(why.contains(expected), "{why}");
        serving.await.unwrap();
        let heard = log.take();
        let allowed = ["EHLO news.example.org", "STARTTLS", ""];
        assert!(heard.iter().all(|line| allowed.contains(&line.as_str())), "{heard:?}");
    }
}

#[tokio::test]
async fn a_wrong_certificate_ends_it() {
    let trust = Trust::new();
    let relay = trust.relay(Protection::Starttls, Some(brief()));
    for (certificate, expected) in [
        (Authority::new("another").relay(HOST, 4000), "needs `ca: FILE`"),
        (Authority::new("ours").relay(HOST, 4000), "needs `ca: FILE`"),
        (trust.authority.relay("mx.example.net", 4000), "for another name than `relay.example"),
        (trust.authority.relay(HOST, 2020), "has expired"),
    ] {
        let (ours, peer) = pipe();
        let log = peer.log.clone();
        let peer = starttls(peer, OFFER, "220 go on\r\n", certificate);
        let (why, heard) = refused(ours, &relay, peer, log).await;
        assert!(why.contains(expected), "{why}");
        assert_eq!(heard, ["EHLO news.example.org", "STARTTLS"]);
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_off_ends_it() {
    let trust = Trust::new();
    let relay = trust.relay(Protection::Implicit, None);
    let (ours, mut peer) = pipe();
    let serving = tokio::spawn(async move { peer.say("220 relay.example.org ESMTP\r\n").await });
    let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
    assert!(why.contains("the TLS handshake failed"), "{why}");
    serving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_for_ever() {
    let trust = Trust::new();
    // At which of our lines the relay falls silent.
    for (lines, expected) in [
        (0, "no greeting within 300s"),
        (1, "no answer to EHLO news.example.org within 300s"),
        (2, "no answer to STARTTLS within 300s"),
        (3, "the TLS handshake did not end within 300s"),
    ] {
        let relay = trust.relay(Protection::Starttls, None);
        let (ours, mut peer) = pipe();
        let serving = tokio::spawn(async move {
            let replies = ["220 hello\r\n", OFFER, "220 go on\r\n"];
            for (index, reply) in replies.into_iter().take(lines).enumerate() {
                if index > 0 {
                    peer.hear().await;
                }
                peer.say(reply).await;
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        });
        let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
        assert_eq!(why, expected);
        serving.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_byte_a_second_is_too_slow() {
    let trust = Trust::new();
    let relay = trust.relay(Protection::Starttls, None);
    let (ours, mut peer) = pipe();
    let serving = tokio::spawn(async move {
        peer.say("220-").await;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            peer.say("x").await;
        }
    });
    let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
    assert_eq!(why, "no greeting within 300s");
    serving.abort();
}

#[tokio::test]
async fn a_login_is_refused_in_words_without_the_password() {
    let trust = Trust::new();
    for (offers, reply, expected) in [
        (
            "250-relay\r\n250 AUTH PLAIN\r\n",
            "535 5.7.8 wrong\r\n",
            "it does not let `brief` log in: 535 5.7.8 wrong (mind `user` and `password`)",
        ),
        (
            "250-relay\r\n250 AUTH PLAIN\r\n",
            "454 4.7.0 not now\r\n",
            "`brief` could not log in: 454 4.7.0 not now",
        ),
        ("250-relay\r\n250 AUTH GSSAPI\r\n", "", "it offers no AUTH PLAIN or LOGIN"),
        ("250 relay\r\n", "", "it offers no AUTH PLAIN or LOGIN to log in as `brief`"),
    ] {
        let relay = trust.relay(Protection::Starttls, Some(brief()));
        assert!(!format!("{relay:?}").contains("sesame"));
        let (ours, peer) = pipe();
        let serving = starttls(peer, OFFER, "220 go on\r\n", trust.certificate());
        let answering = tokio::spawn(async move {
            let mut peer = serving.await.unwrap().unwrap();
            peer.answer(offers).await;
            peer.answer(reply).await;
            // QUIT, or nothing more.
            peer.answer("221 bye\r\n").await;
        });
        let why = Session::open(ours, &relay, "news.example.org").await.err().unwrap();
        assert!(why.contains(expected) && !why.contains("sesame"), "{why}");
        answering.await.unwrap();
    }
}

#[test]
fn a_file_of_authorities_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let told = |path: &Path| Tls::new(Some(path), None).unwrap_err();
    assert!(matches!(told(&path), TrustProblem::File { .. }));
    std::fs::write(&path, "no certificate").unwrap();
    assert!(told(&path).to_string().contains("has no `BEGIN CERTIFICATE`"));
    let torn = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    std::fs::write(&path, torn).unwrap();
    assert!(matches!(told(&path), TrustProblem::File { .. }));
}
