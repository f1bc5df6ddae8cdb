//! Mail through Postfix's own test server: everybody's message arrives, once.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod newsroom;
mod sink;

use copydesk_distribution::{Relay, Transport};
use copydesk_ledger::World;
use newsroom::Newsroom;
use sink::{start, taken};

#[tokio::test]
async fn each_message_arrives_once_however_often_the_run_is_repeated() {
    let people: Vec<String> = (0..250).map(|n| format!("reader{n:03}@example.org")).collect();
    let newsroom = Newsroom::new(&format!("address\n{}\n", people.join("\n")));
    let folder = tempfile::tempdir().unwrap();
    let (_sink, port) = start(folder.path());
    let transport = Transport::Smtp(Relay::new("127.0.0.1", port));

    let delivered = newsroom.publish(World::Live, &transport).await;
    assert_eq!(delivered.halt, None);
    assert!(delivered.closed);
    assert_eq!(delivered.balance.accepted, 250);
    let first = taken(folder.path());
    let recipients: Vec<&String> = first.iter().map(|(to, _)| to).collect();
    assert_eq!(recipients, people.iter().collect::<Vec<_>>());
    assert!(first.iter().all(|(_, message)| message.contains("List-Unsubscribe-Post:")));

    let again = newsroom.publish(World::Live, &transport).await;
    assert!(again.closed && again.balance == delivered.balance);
    assert_eq!(taken(folder.path()), first);
}
