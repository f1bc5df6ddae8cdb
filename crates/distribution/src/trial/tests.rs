//! Tests that reach whom they should, as whom they should, and unsubscribe nobody.

use super::*;
use crate::Outbox;
use crate::testing::{Log, ScriptedRelay, Turn, candidate, composer_parts, stored};

fn trial() -> Trial {
    let (sender, _) = composer_parts();
    Trial {
        edition: FrozenEdition::thaw(stored()).unwrap(),
        sender,
        url: "https://brief.example.org".to_owned(),
        list: "subscribers".to_owned(),
        key: RecipientKey::new(NOBODYS_KEY),
    }
}

fn ann() -> Candidate {
    candidate("ann@example.org", Some("Ann"))
}

async fn answered(turns: &[Turn]) -> (SingleReceipt, Vec<String>) {
    let relay = ScriptedRelay::start(&Log::default(), turns).await;
    let transport = Transport::Smtp(relay.relay.clone());
    let receipt = trial().test(&ann(), "Tester@Example.org", &transport).await.unwrap();
    let received = relay.received().into_iter().map(|m| String::from_utf8(m).unwrap());
    (receipt, received.collect())
}

#[tokio::test]
async fn a_tester_gets_what_the_reader_would() {
    let (receipt, received) = answered(&[]).await;
    assert_eq!(receipt, SingleReceipt::Accepted("250 2.0.0 queued".to_owned()));
    let [message] = received.as_slice() else { panic!("{received:?}") };
    assert!(message.contains("To: Ann <tester@example.org>\r\n"));
    assert!(message.contains("Subject: [Test] ") && message.contains("Dear=20=\r\nAnn=\r\n,"));
    assert!(message.contains("To=20=\r\nann@example.org=\r\n,"));
}

#[test]
fn a_test_is_another_message_than_the_one_that_goes_out() {
    let trial = trial();
    let to = "ann@example.org".parse().unwrap();
    let test = trial.composer(Some(&to)).compose(&ann()).unwrap();
    let real = trial.message(&ann()).unwrap();
    assert_ne!(test.id, real.id);
    let html = |message: &Message| {
        let bytes = String::from_utf8(message.bytes().to_vec()).unwrap();
        bytes[bytes.find("Content-Type: text/html").unwrap()..].to_owned()
    };
    assert_eq!(html(&test), html(&real));
}

#[test]
fn no_link_in_a_test_takes_anybody_off_the_list() {
    let (_, newsroom) = composer_parts();
    let token = newsroom.token(&ann());
    let trial = trial();
    let message = trial.message(&ann()).unwrap();
    let bytes = String::from_utf8(message.bytes().to_vec()).unwrap();
    let (html, text) = trial.parts(&ann());
    let all = [bytes, html, text].concat();
    assert!(all.contains("/unsubscribe/") && !all.contains(token.as_str()));
}

#[tokio::test]
async fn the_relays_no_is_told() {
    let (receipt, _) = answered(&[Turn::At("RCPT", "550 5.1.1 nobody")]).await;
    assert_eq!(receipt, SingleReceipt::Rejected("550 5.1.1 nobody".to_owned()));
    let (receipt, _) = answered(&[Turn::AfterDot("451 4.3.0 later")]).await;
    assert_eq!(receipt, SingleReceipt::Deferred("451 4.3.0 later".to_owned()));
    let (receipt, _) = answered(&[Turn::CloseAfterDot]).await;
    assert!(matches!(receipt, SingleReceipt::Uncertain(_)), "{receipt:?}");
    let (receipt, _) = answered(&[Turn::CloseAt("DATA")]).await;
    assert!(matches!(receipt, SingleReceipt::Unsent(_)), "{receipt:?}");
}

#[tokio::test]
async fn a_rehearsal_keeps_the_last_test_to_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox { folder: folder.path().join("outbox"), write_all: false };
    let transport = Transport::Outbox(outbox);
    for _ in 0..2 {
        let receipt = trial().test(&ann(), "tester@example.org", &transport).await.unwrap();
        let path = folder.path().join("outbox/_tests/2026-11-07-brief/tester@example.org.eml");
        assert_eq!(receipt, SingleReceipt::Written(path.clone()));
        assert!(std::fs::read_to_string(path).unwrap().contains("Subject: [Test] "));
    }
    assert!(trial().test(&ann(), "nowhere", &transport).await.is_err());
}
