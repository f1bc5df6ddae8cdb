//! Every phase at which a message can get stuck, and where that leaves its row.

use std::time::Duration;

use copydesk_ledger::{Balance, World};
use tokio::net::TcpListener;

use super::{Relay, Timeouts};
use crate::testing::{Newsroom, ScriptedRelay, Turn};
use crate::{DistributeError, Halt};

const TWO: &[(&str, Option<&str>)] = &[("a@x.org", Some("Ann")), ("b@x.org", None)];
const B_GOES_OUT: [&str; 3] = ["intent b", "body", "b accepted: 250 2.0.0 queued"];

/// The first of two people meets the script; the second is simply accepted.
/// Gives the first one's lines and the balance.
async fn first_meets(turns: &[Turn], timeouts: Option<Timeouts>) -> (Vec<String>, Balance) {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let mut relay = ScriptedRelay::start(&newsroom.log, turns).await;
    relay.relay.timeouts = timeouts.unwrap_or(relay.relay.timeouts);
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!(delivered.halt, None);
    assert_eq!(delivered.closed, delivered.balance.waiting == 0);
    assert_eq!(relay.received().len() as u64, delivered.balance.accepted);
    // The second one's lines, wherever outcomes were written.
    let mut lines = newsroom.log.take();
    let begins = lines.iter().position(|line| line == B_GOES_OUT[0]).unwrap();
    let second: Vec<_> = lines.drain(begins..begins + 2).collect();
    assert_eq!(second, B_GOES_OUT[..2], "{lines:?}");
    let settled = lines.iter().position(|line| line == B_GOES_OUT[2]).unwrap();
    lines.remove(settled);
    // Another connection for the second one.
    lines.retain({
        let mut first = true;
        move |line| line != "connected" || std::mem::take(&mut first)
    });
    (lines, delivered.balance)
}

/// One accepted, and `set` by the caller.
fn balance(set: impl Fn(&mut Balance)) -> Balance {
    let mut balance = Balance { candidates: 2, accepted: 1, ..Balance::default() };
    set(&mut balance);
    assert!(balance.holds());
    balance
}

#[tokio::test]
async fn a_yes_is_accepted_and_nobody_is_mailed_again() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(delivered.closed && delivered.balance == balance(|b| b.accepted = 2));
    let expected = ["connected", "intent a", "body", "intent b", "body"];
    let lines = newsroom.log.take();
    assert_eq!(lines[..5], expected);
    assert_eq!(lines[5..], ["a accepted: 250 2.0.0 queued", B_GOES_OUT[2]]);

    let again = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!(again.balance, delivered.balance);
    assert_eq!(newsroom.log.take(), Vec::<String>::new(), "not even a connection");
    assert_eq!(relay.received().len(), 2);
}

#[tokio::test]
async fn who_left_since_the_plan_gets_nothing_and_holds_up_nobody() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    // Planned, and not sent.
    let down = newsroom.submit(&Relay::new("127.0.0.1", nowhere)).await.unwrap();
    assert_eq!(down.balance.waiting, 2);
    newsroom.leaves("a@x.org").await;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(delivered.closed && delivered.halt.is_none(), "{delivered:?}");
    assert_eq!(delivered.balance, balance(|b| b.suppressed = 1));
    assert_eq!(relay.received().len(), 1);
}

#[tokio::test]
async fn lines_that_begin_with_dots_arrive_as_they_were() {
    let newsroom = Newsroom::new(World::Live, &TWO[..1]).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    newsroom.submit(&relay.relay).await.unwrap();
    let message = String::from_utf8(relay.received().remove(0)).unwrap();
    assert!(message.contains("\r\n.A line that begins with a dot\r\n..and one with two\r\n.\r\n"));
    assert!(message.ends_with("--\r\n") && !message.ends_with("\r\n\r\n"), "nothing is added");
}

#[tokio::test]
async fn a_no_to_the_recipient_needs_no_intent() {
    let later = Turn::At("RCPT", "450 4.2.1 busy");
    let (lines, found) = first_meets(&[later], None).await;
    assert_eq!(lines, ["connected", "a deferred: 450 4.2.1 busy / 2026-11-07T06:35:00Z"]);
    assert_eq!(found, balance(|b| b.waiting = 1));

    let never = Turn::At("RCPT", "550-5.1.1 no such\r\n550 5.1.1 person");
    let (lines, found) = first_meets(&[never], None).await;
    assert_eq!(lines, ["connected", "a rejected: 550 5.1.1 no such person"]);
    assert_eq!(found, balance(|b| b.rejected = 1));

    let (lines, _) = first_meets(&[Turn::At("DATA", "554 5.5.1 none")], None).await;
    assert_eq!(lines, ["connected", "a rejected: 554 5.5.1 none"]);
}

#[tokio::test]
async fn a_no_after_the_dot_is_an_answer() {
    let (lines, found) = first_meets(&[Turn::AfterDot("554 5.7.1 spam")], None).await;
    assert_eq!(lines[1..], ["intent a", "body", "a rejected: 554 5.7.1 spam"]);
    assert_eq!(found, balance(|b| b.rejected = 1));

    let (lines, found) = first_meets(&[Turn::AfterDot("451 4.3.0 later")], None).await;
    assert_eq!(lines[3], "a deferred: 451 4.3.0 later / 2026-11-07T06:35:00Z");
    assert_eq!(found, balance(|b| b.waiting = 1));
}

#[tokio::test]
async fn lost_before_the_dot_is_unsent_and_not_tried_twice_in_a_run() {
    // More than the kernel's buffers take, so that the dot cannot have left.
    let long = format!("{}\n", "A very long brief. ".repeat(50)).repeat(4_500);
    for turn in [Turn::ResetInBody, Turn::StallInBody] {
        let newsroom = Newsroom::with(World::Live, &TWO[..1], &long).await;
        let mut relay = ScriptedRelay::start(&newsroom.log, &[turn]).await;
        relay.relay.timeouts.body = Duration::from_secs(2);
        let delivered = newsroom.submit(&relay.relay).await.unwrap();
        assert_eq!((delivered.balance.waiting, delivered.halt), (1, None));
        let lines = newsroom.log.take();
        assert_eq!(lines[..3], ["connected", "intent a", "body"]);
        assert!(lines.len() == 4 && lines[3].starts_with("a unsent: "), "{lines:?}");
        assert!(relay.received().is_empty());
    }
}

#[tokio::test]
async fn no_answer_after_the_dot_is_uncertain_for_good() {
    let impatient = Some(Timeouts { after_dot: Duration::from_millis(100), ..Timeouts::default() });
    for turn in [
        Turn::SilentAfterDot,
        Turn::CloseAfterDot,
        Turn::AfterDot("what?"),
        Turn::AfterDot("354 more"),
    ] {
        let (lines, found) = first_meets(&[turn], impatient).await;
        assert_eq!(lines[1..3], ["intent a", "body"]);
        assert!(lines[3].starts_with("a uncertain: "), "{lines:?}");
        assert_eq!(found, balance(|b| b.uncertain = 1));
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_body_is_unsent() {
    let impatient = Some(Timeouts { command: Duration::from_millis(100), ..Timeouts::default() });
    for turn in [
        Turn::CloseAt("RCPT"),
        Turn::SilentAt("RCPT"),
        Turn::At("RCPT", "yes"),
        Turn::CloseAt("DATA"),
    ] {
        let (lines, found) = first_meets(&[turn], impatient).await;
        assert!(lines[1].starts_with("a unsent: "), "{lines:?}");
        assert_eq!(found, balance(|b| b.waiting = 1));
    }
}

#[tokio::test]
async fn what_waits_goes_out_when_its_time_has_come() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[Turn::At("RCPT", "450 4.2.1 busy")]).await;
    newsroom.submit(&relay.relay).await.unwrap();
    let early = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!((early.balance.waiting, early.halt), (1, None));
    newsroom.later(301);
    let late = newsroom.submit(&relay.relay).await.unwrap();
    assert!(late.closed && late.balance.accepted == 2);
    assert_eq!(relay.received().len(), 2);
}

#[tokio::test]
async fn a_relay_that_hung_up_while_idle_is_called_again() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let turns = [Turn::Accept, Turn::At("MAIL", "421 4.4.2 timeout")];
    let relay = ScriptedRelay::start(&newsroom.log, &turns).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(delivered.closed && delivered.balance.accepted == 2);
}

#[tokio::test]
async fn a_relay_that_is_not_there_leaves_everybody_planned() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let delivered = newsroom.submit(&Relay::new("127.0.0.1", port)).await.unwrap();
    let said = delivered.halt.unwrap().to_string();
    assert!(said.contains(&format!("127.0.0.1:{port}")) && said.contains("refused"), "{said}");
    assert_eq!(delivered.balance.waiting, 2);
    assert!(newsroom.log.take().is_empty());

    for banner in ["554 5.3.2 closed", "SSH-2.0-OpenSSH_9.2", "421 4.3.2 later"] {
        let relay = ScriptedRelay::start(&newsroom.log, &[Turn::Banner(banner)]).await;
        let delivered = newsroom.submit(&relay.relay).await.unwrap();
        assert!(matches!(delivered.halt, Some(Halt::Unreachable { .. })), "{banner}");
        assert_eq!(newsroom.log.take(), ["connected"]);
    }
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    assert!(newsroom.submit(&relay.relay).await.unwrap().closed);
}

#[tokio::test]
async fn a_relay_that_keeps_breaking_is_given_up() {
    let people: Vec<String> = (0..9).map(|n| format!("p{n}@x.org")).collect();
    let people: Vec<_> = people.iter().map(|a| (a.as_str(), None)).collect();
    let newsroom = Newsroom::new(World::Live, &people).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[Turn::CloseAfterDot; 9]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(matches!(delivered.halt, Some(Halt::Unreachable { .. })));
    assert_eq!((delivered.balance.uncertain, delivered.balance.waiting), (3, 6));
}

#[tokio::test]
async fn a_relay_that_refuses_the_sender_costs_nobody_their_mail() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[Turn::At("MAIL", "550 5.7.1 not you")]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    let said = delivered.halt.unwrap().to_string();
    assert!(said.contains("550 5.7.1 not you"), "{said}");
    assert_eq!(delivered.balance.waiting, 2);
}

#[tokio::test]
async fn stop_is_heard_between_messages_and_before_an_intent() {
    for (at, sent) in [("DATA", 0), ("QUIT", 2)] {
        let mut newsroom = Newsroom::new(World::Live, TWO).await;
        let relay = ScriptedRelay::start(&newsroom.log, &[Turn::StopAt(at); 2]).await;
        newsroom.stop = relay.stop.clone();
        let delivered = newsroom.submit(&relay.relay).await.unwrap();
        assert_eq!(delivered.balance.accepted, sent);
        if sent == 0 {
            assert_eq!(delivered.halt, Some(Halt::Stopped));
            assert_eq!(delivered.balance.waiting, 2);
            let lines = newsroom.log.take();
            assert!(!lines.iter().any(|l| l.starts_with("intent") || l == "body"), "{lines:?}");
        }
    }
}

#[tokio::test]
async fn mail_does_not_leave_the_machine_in_the_clear() {
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let refused = newsroom.submit(&Relay::new("192.0.2.1", 25)).await.unwrap_err();
    assert!(matches!(refused, DistributeError::Relay(_)), "{refused}");
    assert!(!newsroom.path("public").exists(), "not even the page is written");
}

#[tokio::test]
async fn a_rehearsal_cannot_reach_a_relay_nor_a_live_edition_an_outbox() {
    let newsroom = Newsroom::new(World::Rehearsal, TWO).await;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    let refused = newsroom.submit(&relay.relay).await.unwrap_err();
    assert!(matches!(refused, DistributeError::OtherWorld { .. }), "{refused}");
    let newsroom = Newsroom::new(World::Live, TWO).await;
    let refused = newsroom.rehearse(false).await.unwrap_err();
    assert!(matches!(refused, DistributeError::OtherWorld { .. }), "{refused}");
}
