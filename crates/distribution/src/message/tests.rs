//! The bytes of messages, against files that any mail client opens.

use std::path::Path;

use copydesk_ledger::{Delivery, DeliveryId};

use super::*;
use crate::testing::{candidate, composer_parts, stored};
use crate::{Signer, SigningKey, SigningKeyKind};

const URL: &str = "https://brief.example.org";

fn compose(candidate: &Candidate) -> Result<Message, MessageProblem> {
    let edition = FrozenEdition::thaw(stored()).unwrap();
    let (sender, key) = composer_parts();
    Composer::new(&edition, &sender, &key, URL, "The Daily Brief").compose(candidate)
}

/// `UPDATE_EXPECT=1 cargo test -p copydesk-distribution` writes the files anew.
fn golden(name: &str, address: &str, called: Option<&str>) -> String {
    let message = compose(&candidate(address, called)).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, message.bytes()).unwrap();
    }
    let expected = std::fs::read(&path).unwrap_or_default();
    assert!(message.bytes() == expected, "{} differs", path.display());
    String::from_utf8(expected).unwrap()
}

#[test]
fn a_plain_name() {
    let eml = golden("plain.eml", "ann@example.org", Some("Ann"));
    assert!(eml.contains("To: Ann <ann@example.org>\r\n"));
    assert!(eml.contains("Date: Sat, 07 Nov 2026 06:30:00 +0000\r\n"));
    assert!(eml.contains("List-Id: The Daily Brief <subscribers.news.example.org>\r\n"));
    assert!(eml.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    assert!(eml.contains("List-Archive: <https://brief.example.org/>\r\n"));
    assert!(eml.contains("Reply-To: desk@example.org\r\n"));
    let (text, html) = (eml.find("text/plain").unwrap(), eml.find("text/html").unwrap());
    assert!(text < html);
}

#[test]
fn no_name() {
    let eml = golden("nameless.eml", "nobody@example.org", None);
    assert!(eml.contains("To: nobody@example.org\r\n"));
    assert!(eml.contains("Dear=20=\r\nreader=\r\n,\r\n"));
}

#[test]
fn another_script() {
    let eml =
        golden("other-script.eml", "olga@example.org", Some("Ольга Ивановна Петрова-Водкина"));
    assert!(eml.contains("To: =?utf-8?b?"));
}

#[test]
fn markup_quotes_and_line_breaks_in_a_name_stay_words() {
    let name = "<script>alert(\"x\")</script>\r\nBcc: everybody@example.org";
    let eml = golden("hostile.eml", "eve@example.org", Some(name));
    assert!(!eml.contains("\nBcc:"));
    let html = &eml[eml.find("text/html").unwrap()..];
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
}

#[test]
fn a_name_of_three_hundred_characters() {
    let long = "Łódź ".repeat(60);
    let eml = golden("long.eml", "long@example.org", Some(&long));
    let (to, _) = eml.split_once("\r\nDate:").unwrap();
    let mut words = to.split_whitespace().filter(|word| word.starts_with("=?"));
    assert!(to.lines().count() > 5 && words.all(|word| word.len() <= 75));
    let unbroken = "x".repeat(crate::address::LONGEST_NAME);
    compose(&candidate("x@example.org", Some(&unbroken))).unwrap();
}

#[test]
fn the_same_message_every_time_and_another_id_for_everybody() {
    let ann = candidate("ann@example.org", None);
    let (first, second) = (compose(&ann).unwrap(), compose(&ann).unwrap());
    assert_eq!(first.bytes(), second.bytes());
    let other = compose(&candidate("bob@example.org", None)).unwrap();
    assert_ne!(first.id, other.id);
}

#[test]
fn what_goes_to_a_relay_is_signed_and_bounces_to_its_delivery() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::create(SigningKeyKind::Ed25519, &folder.path().join("key.pem")).unwrap();
    let edition = FrozenEdition::thaw(stored()).unwrap();
    let (sender, recipients) = composer_parts();
    let sender = sender.signed_by(vec![Signer::new("news.example.org", "brief", key)]);
    let composer = Composer::new(&edition, &sender, &recipients, URL, "The Daily Brief");
    let delivery =
        Delivery { id: DeliveryId(17), candidate: candidate("ann@example.org", None), attempts: 0 };
    let (unsigned, outgoing) =
        (composer.compose(&delivery.candidate).unwrap(), composer.outgoing(&delivery).unwrap());
    assert_eq!(unsigned.envelope().0, "brief@news.example.org");
    let (from, to) = outgoing.envelope();
    assert_eq!(to, "ann@example.org");
    let tag = from.strip_prefix("bounce+").unwrap().strip_suffix("@news.example.org").unwrap();
    assert_eq!(recipients.bounced(tag), Some(delivery.id));
    let text = String::from_utf8(outgoing.bytes().to_vec()).unwrap();
    assert!(text.starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"), "{text}");
    assert!(outgoing.bytes().ends_with(unsigned.bytes()));
    // The Date's own moment, whenever it is sent.
    assert!(text.contains("t=1794033000;") && text.contains("07 Nov 2026 06:30:00"), "{text}");
    assert_eq!(composer.outgoing(&delivery).unwrap().bytes(), outgoing.bytes());
    let test = composer.outgoing_test(&delivery.candidate).unwrap();
    assert_eq!(test.envelope().0, "brief@news.example.org", "no delivery, no tag");
}

#[test]
fn an_address_beyond_ascii_stands_in_one_header_alone() {
    let message = compose(&candidate("zoë@example.org", Some("Zoë"))).unwrap();
    let text = String::from_utf8(message.bytes().to_vec()).unwrap();
    let beyond: Vec<&str> = text.lines().filter(|line| !line.is_ascii()).collect();
    assert_eq!(beyond, ["To: =?utf-8?b?Wm/Dqw==?= <zoë@example.org>"]);
}

#[test]
fn an_address_that_is_none_is_told_without_it() {
    let problem = compose(&candidate("nobody", None)).unwrap_err();
    assert_eq!(problem.to_string(), "a message cannot be built: the address has no @");
}
