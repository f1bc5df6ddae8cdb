//! People who leave by mail while their edition is being sent: `mail ingest` runs beside
//! the sender, and is in force before the next intent.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;

use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_distribution::RecipientKey;
use copydesk_ledger::{Candidate, DeliveryState, Ledger, World};
use copydesk_proving::sink::{Manner, Sink};
use copydesk_proving::trial::Trial;
use jiff::Timestamp;
use program::copydesk;

const PEOPLE: usize = 1_500;
/// How many leave.
const LEAVE: usize = 40;
/// Before each of the relay's replies: a message takes one or two of them.
const DELAY: Duration = Duration::from_millis(10);

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_by_mail_while_it_is_sent_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let manner = Manner { delay: DELAY, ..Manner::default() };
    let sink = Sink::start(0, manner).await.unwrap();
    let sender = Path::new(env!("CARGO_BIN_EXE_sender"));
    let trial = Trial::begin(folder.path(), Some(sender), PEOPLE, sink.port, 2).await.unwrap();
    let mut child = trial.send(None).unwrap();
    let patience = Instant::now() + Duration::from_secs(120);
    while sink.accepted() < 10 {
        assert!(Instant::now() < patience && child.try_wait().unwrap().is_none());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Nobody of these has it yet, and all of them are planned.
    let waiting = trial.addresses().filter(|address| sink.for_person(address) == 0);
    let leaving: Vec<String> = waiting.skip(200).take(LEAVE).collect();
    let key = RecipientKey::open(folder.path()).unwrap();
    for (number, address) in leaving.iter().enumerate() {
        ask(folder.path(), number, address, &key);
    }
    let done = copydesk(folder.path()).args(["mail", "ingest", "Maildir"]).output().unwrap();
    let in_force = Timestamp::now();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains(&format!("{LEAVE} unsubscribed.")), "{said}");
    assert!(child.try_wait().unwrap().is_none(), "the sender had ended before");
    assert!(child.wait().unwrap().success());

    let ledger = trial.ledger().unwrap();
    let mut spared = 0;
    for address in &leaving {
        let trace = ledger.trace(World::Live, address, None).await.unwrap().remove(0);
        match sink.for_person(address) {
            0 => {
                assert_eq!(trace.state, DeliveryState::Suppressed, "{trace:?}");
                assert_eq!(trace.attempts, 0, "no intent was noted");
                spared += 1;
            }
            once => {
                let intended = trace.events.iter().find(|e| e.event == "intended").unwrap();
                assert!(once == 1 && intended.at <= in_force, "{trace:?}");
            }
        }
    }
    assert!(spared > LEAVE / 2, "{spared} of {LEAVE} left in time");
    let balance = trial.balance().await.unwrap();
    assert!(balance.holds() && balance.waiting == 0);
    assert_eq!(balance.suppressed, spared as u64);
    assert_eq!(balance.accepted + balance.suppressed, PEOPLE as u64);
}

/// As a mail program writes it that follows our header.
fn ask(folder: &Path, number: usize, address: &str, key: &RecipientKey) {
    let reader = Candidate {
        address: address.to_owned(),
        name: None,
        list: "readers".to_owned(),
        since: None,
    };
    let token = key.token(&reader);
    let path = folder.join(format!("Maildir/new/{number}"));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let message = format!(
        "Return-Path: <{address}>\r\nFrom: {address}\r\nTo: desk@quay.example.org\r\n\
         Subject: unsubscribe {}\r\n\r\n",
        token.as_str()
    );
    std::fs::write(path, message).unwrap();
}
