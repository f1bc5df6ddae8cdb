//! Whole runs: several connections, a death in the middle, a stop, a clock that
//! jumps, a destination that has had enough.

use std::time::Duration;

use copydesk_ledger::{Ledger, World};
use tokio::time::{sleep, timeout};

use crate::Halt;
use crate::testing::{Newsroom, ScriptedRelay, Turn};

fn people(count: usize, domain: &str) -> Vec<(String, Option<&'static str>)> {
    (0..count).map(|n| (format!("p{n:03}@{domain}"), None)).collect()
}

fn borrowed<'a>(people: &'a [(String, Option<&'a str>)]) -> Vec<(&'a str, Option<&'a str>)> {
    people.iter().map(|(address, name)| (address.as_str(), *name)).collect()
}

#[tokio::test]
async fn several_connections_share_a_list_and_mail_everybody_once() {
    let people = people(120, "x.org");
    let mut newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
    newsroom.traffic.connections = 5;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    assert!(delivered.closed && delivered.balance.accepted == 120);
    let lines = newsroom.log.take();
    let count = |what: &str| lines.iter().filter(|line| *line == what).count();
    assert!(count("connected") > 1 && count("body") == 120, "{lines:?}");
}

#[tokio::test]
async fn what_a_dead_run_left_is_settled_from_its_recorder() {
    let people = people(30, "x.org");
    let newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
    // The third is accepted by nobody: its dot is written, and no answer comes.
    let turns = [Turn::Accept, Turn::Accept, Turn::SilentAfterDot];
    let relay = ScriptedRelay::start(&newsroom.log, &turns).await;
    // Dropped in the middle, as a process is that dies.
    let died = timeout(Duration::from_secs(2), newsroom.submit(&relay.relay)).await;
    assert!(died.is_err());
    let next = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!((next.balance.accepted, next.balance.uncertain), (29, 1));
    assert_eq!(relay.received().len(), 29, "nobody twice");
    let trace = newsroom.ledger.trace(World::Live, "p002@x.org", None).await.unwrap();
    let last = trace[0].events.last().unwrap();
    assert!(last.detail.contains("after the final dot"), "{last:?}");
}

#[tokio::test]
async fn a_stopped_edition_halts_every_worker_and_goes_on_when_it_is_resumed() {
    let people = people(200, "x.org");
    let mut newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
    newsroom.traffic.connections = 4;
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    let stop = async {
        while relay.received().len() < 20 {
            sleep(Duration::from_millis(1)).await;
        }
        newsroom.ledger.stop(newsroom.edition).await.unwrap();
        relay.received().len()
    };
    let (delivered, sent) = tokio::join!(newsroom.submit(&relay.relay), stop);
    let delivered = delivered.unwrap();
    assert_eq!(delivered.halt, Some(Halt::EditionStopped));
    assert!(relay.received().len() <= sent + 80, "so many were intended at most");
    assert!(delivered.balance.holds() && delivered.balance.waiting > 0);

    let still = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!(still.balance, delivered.balance);
    newsroom.ledger.resume(newsroom.edition).await.unwrap();
    let resumed = newsroom.submit(&relay.relay).await.unwrap();
    assert!(resumed.closed && resumed.balance.accepted == 200);
    assert_eq!(relay.received().len(), 200);
}

#[tokio::test]
async fn a_clock_that_jumps_sends_nothing_twice_and_leaves_nobody_out() {
    for jump in [7_200, -7_200] {
        let people = people(150, "x.org");
        let mut newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
        newsroom.traffic.connections = 3;
        let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
        let jumps = async {
            while relay.received().len() < 40 {
                sleep(Duration::from_millis(1)).await;
            }
            newsroom.later(jump);
        };
        let (first, ()) = tokio::join!(newsroom.submit(&relay.relay), jumps);
        assert!(first.unwrap().balance.holds());
        newsroom.later(-jump);
        let mut runs = 0;
        while !newsroom.submit(&relay.relay).await.unwrap().closed {
            // What was put off by a wrong clock is due when its time has come.
            newsroom.later(7_201);
            runs += 1;
            assert!(runs < 5, "somebody is left out");
        }
        let mut received = relay.received();
        received.sort();
        received.dedup();
        assert_eq!((relay.received().len(), received.len()), (150, 150));
    }
}

#[tokio::test]
async fn a_destination_that_says_421_is_left_alone_and_the_others_go_on() {
    let mut people = people(40, "gmail.com");
    people.extend(self::people(40, "outlook.com"));
    let newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
    let relay =
        ScriptedRelay::start(&newsroom.log, &[Turn::At("RCPT", "421 4.7.0 too fast")]).await;
    let delivered = newsroom.submit(&relay.relay).await.unwrap();
    let Some(Halt::Paused(paused)) = &delivered.halt else { panic!("{delivered:?}") };
    assert_eq!(paused.len(), 1);
    assert_eq!(paused[0].0, "gmail.com");
    assert_eq!((delivered.balance.accepted, delivered.balance.waiting), (40, 40));

    newsroom.later(60);
    let next = newsroom.submit(&relay.relay).await.unwrap();
    assert_eq!((next.balance.accepted, next.balance.waiting), (79, 1), "one is due later");
    newsroom.later(300);
    assert!(newsroom.submit(&relay.relay).await.unwrap().closed);
}

#[tokio::test]
async fn a_pace_is_kept() {
    let people = people(25, "gmail.com");
    let mut newsroom = Newsroom::new(World::Live, &borrowed(&people)).await;
    newsroom.traffic.connections = 2;
    let pace = copydesk_ledger::Pace {
        per_second: 1e6,
        burst: 1_000,
        ramp: Some(copydesk_ledger::Ramp { per_day: 10, growth: 2.0 }),
    };
    newsroom.traffic.own =
        [("gmail.com".to_owned(), crate::Limits { connections: Some(1), pace: Some(pace) })].into();
    let relay = ScriptedRelay::start(&newsroom.log, &[]).await;
    for (day, sent) in [10, 25].into_iter().enumerate() {
        let delivered = newsroom.submit(&relay.relay).await.unwrap();
        assert_eq!(delivered.balance.accepted, sent, "day {day}: {:?}", delivered.halt);
        newsroom.later(86_400);
    }
    assert_eq!(relay.received().len(), 25);
}
