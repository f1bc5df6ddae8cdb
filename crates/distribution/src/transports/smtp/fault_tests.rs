//! What each fault at each phase means, over the three ways to speak to a relay.
//! Time stands still until everybody waits, so limits of minutes cost none.

use std::time::Duration;

use lettre::Address;
use tokio::io::DuplexStream;
use tokio::time::sleep;

use super::Relay;
use super::body::BodyAnswer;
use super::reply::No;
use super::session::{Envelope, Phase, Session};
use crate::testing::{Log, Peer, pipe};

const PLAIN: &str = "250 relay\r\n";
const PIPELINING: &str = "250-relay\r\n250 PIPELINING\r\n";
const CHUNKING: &str = "250-relay\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
const MODES: [&str; 3] = [PLAIN, PIPELINING, CHUNKING];

const MESSAGE: &str = "Subject: hello\r\n\r\n.dot\r\nyou\r\n";

/// What the relay does in the place of a yes.
#[derive(Clone, Copy, Debug)]
enum Act {
    Say(&'static str),
    /// After so many seconds.
    Late(u64, &'static str),
    /// A reply that never ends, a byte a second.
    Drip,
    Silent,
    HangUp,
}

use Act::{Drip, HangUp, Late, Say, Silent};

/// The relay at the other end. It says yes but for one answer.
struct Scripted {
    peer: Peer<DuplexStream>,
    fault: Option<(&'static str, Act)>,
}

impl Scripted {
    /// What it said; nothing once it has hung up.
    async fn answer(&mut self, at: &str, yes: &'static str) -> Option<&'static str> {
        let act = self.fault.take_if(|(place, _)| *place == at).map_or(Say(yes), |(_, act)| act);
        match act {
            Say(reply) | Late(_, reply) => {
                if let Late(seconds, _) = act {
                    sleep(Duration::from_secs(seconds)).await;
                }
                self.peer.say(reply).await;
                Some(reply)
            }
            Drip => {
                self.peer.say("250-").await;
                loop {
                    sleep(Duration::from_secs(1)).await;
                    self.peer.say("x").await;
                }
            }
            Silent => std::future::pending().await,
            HangUp => None,
        }
    }

    async fn serve(mut self, offers: &'static str) -> Option<()> {
        self.answer("greeting", "220 relay\r\n").await?;
        loop {
            let line = self.peer.hear().await;
            let mut words = line.split_whitespace();
            match words.next()? {
                "EHLO" => self.answer("EHLO", offers).await?,
                "DATA" => {
                    if self.answer("DATA", "354 go on\r\n").await?.starts_with("354") {
                        let message = self.peer.message().await;
                        self.peer.log.add(message);
                        self.answer("end", "250 2.0.0 queued\r\n").await?;
                    }
                    ""
                }
                "BDAT" => {
                    let count = words.next().and_then(|n| n.parse().ok()).unwrap_or_default();
                    let message = self.peer.bytes(count).await;
                    self.peer.log.add(message);
                    self.answer("end", "250 2.0.0 queued\r\n").await?
                }
                verb => self.answer(verb, "250 yes\r\n").await?,
            };
        }
    }
}

fn addresses() -> (Address, Address) {
    ("bounce+1@news.example.org".parse().unwrap(), "ann@example.org".parse().unwrap())
}

/// A session with a relay that fails once, and what the relay hears.
async fn meet(
    offers: &'static str,
    fault: Option<(&'static str, Act)>,
) -> (Result<Session, String>, Log) {
    let (ours, peer) = pipe();
    let log = peer.log.clone();
    tokio::spawn(Scripted { peer, fault }.serve(offers));
    let session = Session::open(ours, &Relay::new("localhost", 25), "news.example.org").await;
    log.take();
    (session, log)
}

/// Offers and sends one message: the answer in a word or two, and how often the end
/// was begun.
async fn send(session: &mut Session, message: &str, next: Option<Envelope<'_>>) -> (String, u32) {
    let (from, to) = addresses();
    let kind = |no: &No| match no {
        No::Later(_) if no.ends_the_connection() => "later, hangs up",
        No::Later(_) => "later",
        No::Never(_) => "never",
        No::Lost(_) => "lost",
    };
    let mut ends = 0;
    let answer = match session.offer(&from, &to).await {
        Err((phase, no)) => format!("{phase:?} {}", kind(&no)),
        Ok(()) => match session.body(message.as_bytes(), next, &mut || ends += 1).await {
            BodyAnswer::Taken(_) => "taken".to_owned(),
            BodyAnswer::Not(no) => format!("end {}", kind(&no)),
            BodyAnswer::LostBeforeDot(_) => "lost before the end".to_owned(),
            BodyAnswer::LostAfterDot(_) => "lost after the end".to_owned(),
        },
    };
    (answer, ends)
}

#[tokio::test(start_paused = true)]
async fn each_fault_before_the_body_is_certain() {
    for (at, phase) in [("MAIL", "Mail"), ("RCPT", "Rcpt"), ("DATA", "Data")] {
        for (act, kind) in [
            (Say("450 4.3.0 later\r\n"), "later"),
            (Say("421 4.3.2 bye\r\n"), "later, hangs up"),
            (Say("550-5.7.1 no\r\n550 5.7.1 never\r\n"), "never"),
            (Say("what?\r\n"), "lost"),
            (Say("999 what?\r\n"), "lost"),
            (Late(301, "250 yes\r\n"), "lost"),
            (HangUp, "lost"),
            (Silent, "lost"),
            (Drip, "lost"),
        ] {
            for offers in MODES.into_iter().filter(|mode| at != "DATA" || *mode != CHUNKING) {
                let (session, _) = meet(offers, Some((at, act))).await;
                let mut session = session.unwrap();
                let expected = (format!("{phase} {kind}"), 0);
                assert_eq!(send(&mut session, MESSAGE, None).await, expected, "{act:?} {offers}");
                // A connection whose replies may be one behind is of no more use.
                match kind {
                    "lost" => assert!(session.reset().await.is_err(), "{at} {act:?} {offers}"),
                    _ => {
                        session.reset().await.unwrap();
                        let again = send(&mut session, MESSAGE, None).await;
                        assert_eq!(again, ("taken".to_owned(), 1), "{at} {act:?} {offers}");
                    }
                }
            }
        }
        let yes = if at == "DATA" { "354 go on\r\n" } else { "250 yes\r\n" };
        for offers in MODES {
            let (session, _) = meet(offers, Some((at, Late(299, yes)))).await;
            let answer = send(&mut session.unwrap(), MESSAGE, None).await;
            assert_eq!(answer, ("taken".to_owned(), 1), "late is not lost");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_fault_after_the_end_is_an_answer_or_unknown() {
    for (act, expected) in [
        (Say("250 2.0.0 queued\r\n"), "taken"),
        (Late(599, "250 2.0.0 queued\r\n"), "taken"),
        (Say("451 4.3.0 later\r\n"), "end later"),
        (Say("421 4.3.2 bye\r\n"), "end later, hangs up"),
        (Say("554 5.7.1 spam\r\n"), "end never"),
        (Late(601, "250 2.0.0 queued\r\n"), "lost after the end"),
        (Say("354 more\r\n"), "lost after the end"),
        (Say("what?\r\n"), "lost after the end"),
        (HangUp, "lost after the end"),
        (Silent, "lost after the end"),
        (Drip, "lost after the end"),
    ] {
        for offers in MODES {
            let (session, _) = meet(offers, Some(("end", act))).await;
            let mut session = session.unwrap();
            let answer = send(&mut session, MESSAGE, None).await;
            assert_eq!(answer, (expected.to_owned(), 1), "{act:?} {offers}");
            if matches!(expected, "taken" | "end later" | "end never") {
                assert_eq!(send(&mut session, MESSAGE, None).await, ("taken".to_owned(), 1));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_stops_reading_has_no_message() {
    // More than the pipe holds, and for the last one more than one chunk.
    for (offers, size, expected, ends) in [
        (PLAIN, 60_000, "lost before the end", 0),
        (PIPELINING, 60_000, "lost before the end", 0),
        // lettre writes a chunk and waits in one call: whether the end has left is
        // not known.
        (CHUNKING, 60_000, "lost after the end", 1),
        (CHUNKING, 300_000, "lost before the end", 0),
    ] {
        let (ours, mut peer) = pipe();
        tokio::spawn(async move {
            peer.say("220 relay\r\n").await;
            peer.answer(offers).await;
            peer.answer("250 yes\r\n").await;
            peer.answer("250 yes\r\n").await;
            if offers != CHUNKING {
                peer.answer("354 go on\r\n").await;
            }
            std::future::pending::<()>().await;
        });
        let relay = Relay::new("localhost", 25);
        let mut session = Session::open(ours, &relay, "news.example.org").await.unwrap();
        let message = format!("A: b\r\n\r\n{}", "line of the message\r\n".repeat(size / 21));
        let answer = send(&mut session, &message, None).await;
        assert_eq!(answer, (expected.to_owned(), ends), "{offers} {size}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_fault_before_the_first_message_is_told() {
    for (at, act, expected) in [
        ("greeting", Say("554 5.3.2 closed\r\n"), "554 5.3.2 closed"),
        ("greeting", Say("SSH-2.0-OpenSSH\r\n"), ""),
        ("greeting", HangUp, "incomplete response"),
        ("greeting", Silent, "no greeting within 300s"),
        ("greeting", Drip, "no greeting within 300s"),
        ("EHLO", Say("421 4.3.2 busy\r\n"), "421 4.3.2 busy"),
        ("EHLO", HangUp, "incomplete response"),
        ("EHLO", Silent, "no greeting within 300s"),
    ] {
        let why = meet(PLAIN, Some((at, act))).await.0.err().unwrap();
        assert!(why.contains(expected), "{at} {act:?}: {why}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_relay_can_take_at_once_is_said_at_once() {
    let (mail, rcpt) = ("MAIL FROM:<bounce+1@news.example.org>", "RCPT TO:<ann@example.org>");
    let dotted = "Subject: hello\r\n\r\n..dot\r\nyou\r\n.\r\n";
    for (offers, heard) in [
        (PLAIN, vec![mail, rcpt, "DATA", dotted]),
        (PIPELINING, vec![mail, rcpt, "DATA", dotted]),
        (CHUNKING, vec![mail, rcpt, "BDAT 29 LAST", MESSAGE]),
    ] {
        let (session, log) = meet(offers, None).await;
        assert_eq!(send(&mut session.unwrap(), MESSAGE, None).await.0, "taken");
        assert_eq!(log.take(), heard);
    }
    // One write: the relay hears all of it before it says a word.
    let (ours, mut peer) = pipe();
    let serving = tokio::spawn(async move {
        peer.say("220 relay\r\n").await;
        peer.answer(PIPELINING).await;
        let heard = [peer.hear().await, peer.hear().await, peer.hear().await];
        peer.say("250 yes\r\n550 5.1.1 no such person\r\n354 go on\r\n").await;
        // Nobody is left to get a body: a bare dot, and no intent.
        let body = peer.message().await;
        peer.say("554 5.5.1 no valid recipients\r\n").await;
        assert_eq!(peer.answer("250 yes\r\n").await, "RSET");
        (heard, body)
    });
    let relay = Relay::new("localhost", 25);
    let mut session = Session::open(ours, &relay, "news.example.org").await.unwrap();
    assert_eq!(send(&mut session, MESSAGE, None).await, ("Rcpt never".to_owned(), 0));
    session.reset().await.unwrap();
    let (heard, body) = serving.await.unwrap();
    assert_eq!(
        (heard.map(String::from), body.as_str()),
        ([mail, rcpt, "DATA"].map(String::from), ".\r\n")
    );
}

#[tokio::test(start_paused = true)]
async fn the_next_envelope_travels_with_the_last_body() {
    let (from, to) = addresses();
    let other: Address = "bob@example.org".parse().unwrap();
    let to_ann = "RCPT TO:<ann@example.org>";
    for (waits, next, recipients) in [
        // As announced, and at once: said once.
        (0, &to, vec![to_ann, to_ann]),
        // Somebody else, or too late: forgotten and said anew.
        (0, &other, vec![to_ann, "RCPT TO:<bob@example.org>", "RSET", to_ann]),
        (3, &to, vec![to_ann, to_ann, "RSET", to_ann]),
    ] {
        let (session, log) = meet(CHUNKING, None).await;
        let mut session = session.unwrap();
        assert_eq!(send(&mut session, MESSAGE, Some((&from, next))).await.0, "taken");
        sleep(Duration::from_secs(waits)).await;
        assert_eq!(send(&mut session, MESSAGE, None).await, ("taken".to_owned(), 1));
        let mut heard = log.take();
        heard.retain(|line| line.starts_with("RCPT") || line == "RSET");
        assert_eq!(heard, recipients);
    }
    // Where nothing can be said ahead, nothing is.
    for offers in [PLAIN, PIPELINING] {
        let (session, log) = meet(offers, None).await;
        send(&mut session.unwrap(), MESSAGE, Some((&from, &other))).await;
        assert!(!log.take().iter().any(|line| line.contains("bob")));
    }
}

#[tokio::test(start_paused = true)]
async fn letters_beyond_ascii_go_to_relays_that_take_them() {
    let (from, zoe): (Address, Address) =
        ("a@b.org".parse().unwrap(), "zoë@x.org".parse().unwrap());
    for offers in MODES {
        let (session, log) = meet(offers, None).await;
        let mut session = session.unwrap();
        // Announced or not, it is not offered, and the next one is.
        assert_eq!(send(&mut session, MESSAGE, Some((&from, &zoe))).await.0, "taken");
        let Err((Phase::Rcpt, No::Never(why))) = session.offer(&from, &zoe).await else {
            panic!("it was offered");
        };
        assert!(why.contains("SMTPUTF8"), "{why}");
        session.reset().await.unwrap();
        assert_eq!(send(&mut session, MESSAGE, None).await.0, "taken");
        assert!(!log.take().iter().any(|line| line.contains("zo")));
    }
    let (session, log) = meet("250-relay\r\n250 SMTPUTF8\r\n", None).await;
    session.unwrap().offer(&from, &zoe).await.unwrap();
    let heard = ["MAIL FROM:<a@b.org> SMTPUTF8 BODY=8BITMIME", "RCPT TO:<zoë@x.org>", "DATA"];
    assert_eq!(log.take(), heard);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_where_replies_cannot_be_told_apart() {
    let (from, other): (Address, Address) =
        ("a@b.org".parse().unwrap(), "c@d.org".parse().unwrap());
    for act in [Silent, HangUp, Say("what?\r\n"), Late(301, "250 yes\r\n")] {
        let (session, log) = meet(CHUNKING, Some(("RSET", act))).await;
        let mut session = session.unwrap();
        assert_eq!(send(&mut session, MESSAGE, Some((&from, &other))).await.0, "taken");
        log.take();
        for _ in 0..2 {
            assert_eq!(send(&mut session, MESSAGE, None).await, ("Mail lost".to_owned(), 0));
        }
        sleep(Duration::from_secs(10)).await;
        assert!(log.take().iter().all(|line| line == "RSET" || line.is_empty()), "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_body_takes_the_announced_envelope_with_it() {
    let (from, to) = addresses();
    let fault = Some(("end", Say("554 5.7.1 spam\r\n")));
    let (session, log) = meet(CHUNKING, fault).await;
    let mut session = session.unwrap();
    let answer = send(&mut session, MESSAGE, Some((&from, &to))).await;
    assert_eq!(answer, ("end never".to_owned(), 1));
    assert_eq!(send(&mut session, MESSAGE, None).await.0, "taken");
    let verbs: Vec<String> = log.take().iter().map(|line| line.chars().take(4).collect()).collect();
    let expected =
        ["MAIL", "RCPT", "BDAT", "Subj", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "BDAT", "Subj"];
    assert_eq!(verbs, expected);
}

#[tokio::test(start_paused = true)]
async fn an_envelope_is_taken_back_unless_the_relay_waits_for_a_body() {
    for (offers, possible) in [(PLAIN, false), (PIPELINING, false), (CHUNKING, true)] {
        let (session, log) = meet(offers, None).await;
        let mut session = session.unwrap();
        let (from, to) = addresses();
        session.offer(&from, &to).await.unwrap();
        assert_eq!(session.withdraw().await, possible, "{offers}");
        if possible {
            assert_eq!(send(&mut session, MESSAGE, None).await.0, "taken");
        } else {
            // Not even an empty message: that would be one to the person who left.
            assert_eq!(log.take().last().unwrap(), "DATA");
        }
    }
}
