//! Postfix as the relay, with recipients that it refuses, greylists and finds full:
//! each ends in its own state, and a trace says why.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod mta;
mod newsroom;

use copydesk_distribution::{Relay, Transport};
use copydesk_ledger::{DeliveryState, World};
use mta::Postfix;
use newsroom::Newsroom;

/// What the relay says to whom.
const ANSWERS: [(&str, &str); 3] = [
    ("gone@quay.example", "550 5.1.1 no such reader"),
    ("grey@quay.example", "450 4.7.1 greylisted"),
    ("full@quay.example", "452 4.2.2 mailbox full"),
];

#[tokio::test]
async fn four_people_end_in_four_states_and_a_trace_says_why() {
    let answers: String =
        ANSWERS.iter().map(|(who, says)| format!("{{{who} = {says}}},")).collect();
    let postfix = Postfix::start(&format!(
        "default_transport = discard\nrelay_transport = discard\n\
         smtpd_recipient_restrictions = check_recipient_access inline:{{{}}}, \
         permit_mynetworks, reject\n",
        answers.trim_end_matches(',')
    ));
    let mut list = "address\nfine@quay.example\n".to_owned();
    for (address, _) in ANSWERS {
        list.push_str(&format!("{address}\n"));
    }
    let newsroom = Newsroom::new(&list);
    let transport = Transport::Smtp(Relay::new("127.0.0.1", postfix.port));
    let delivered = newsroom.publish(World::Live, &transport).await;
    let balance = delivered.balance;
    assert_eq!((balance.accepted, balance.rejected, balance.waiting), (1, 1, 2), "{delivered:?}");
    assert!(!delivered.closed && balance.holds());

    for (address, state, says) in [
        ("fine@quay.example", DeliveryState::Accepted, "queued as"),
        ("gone@quay.example", DeliveryState::Rejected, "no such reader"),
        ("grey@quay.example", DeliveryState::Deferred, "greylisted"),
        ("full@quay.example", DeliveryState::Deferred, "mailbox full"),
    ] {
        let trace = newsroom.trace(address).await;
        assert_eq!(trace.state, state, "{trace:?}");
        let last = trace.events.last().unwrap();
        assert!(last.detail.contains(says), "{trace:?}");
        // Who was refused by name never had a byte of the body on the way.
        assert_eq!(trace.attempts > 0, state == DeliveryState::Accepted, "{trace:?}");
        assert_eq!(trace.due_at.is_some(), state == DeliveryState::Deferred, "{trace:?}");
    }
}
