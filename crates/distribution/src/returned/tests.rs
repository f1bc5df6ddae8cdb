//! Samples of what servers, providers, machines and people send, of our own writing
//! after the forms that they document.

use std::path::Path;

use super::*;

const TOKEN: &str = "00112233445566778899aabbccddeeff";

pub(super) fn sample(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/returned").join(name);
    let text = std::fs::read_to_string(path).unwrap().replace("{TOKEN}", TOKEN);
    text.replace('\n', "\r\n").into_bytes()
}

fn bounce(name: &str) -> Bounce {
    match read_returned(&sample(name)) {
        Returned::Bounce(bounce) => bounce,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn servers_of_eight_kinds_end_in_the_right_class() {
    for (name, class, status) in [
        ("postfix.eml", BounceClass::Hard, Some("5.1.1")),
        ("postfix-delayed.eml", BounceClass::Soft, Some("4.4.1")),
        ("sendmail-full.eml", BounceClass::Soft, Some("5.2.2")),
        ("exchange.eml", BounceClass::Hard, Some("5.4.1")),
        ("gmail-policy.eml", BounceClass::Refused, Some("5.7.26")),
        ("ses.eml", BounceClass::Hard, Some("5.0.0")),
        ("qmail.eml", BounceClass::Hard, Some("5.1.1")),
        ("exim.eml", BounceClass::Hard, None),
    ] {
        let bounce = bounce(name);
        assert_eq!((bounce.class, bounce.status.as_deref()), (class, status), "{name}");
        assert_eq!(bounce.proof.addresses[0], "ann@example.org", "{name}");
        assert_eq!(bounce.proof.tokens, [TOKEN], "{name}");
    }
    assert!(bounce("postfix.eml").words.ends_with("rejected: User unknown"));
}

#[test]
fn the_address_that_a_bounce_comes_to_names_its_delivery() {
    let text = String::from_utf8(sample("postfix.eml")).unwrap();
    let tags = |headers: &str| {
        let text = text.replacen("To: brief@news.example.org", headers, 1);
        match read_returned(text.as_bytes()) {
            Returned::Bounce(bounce) => bounce.proof.tags,
            other => panic!("{other:?}"),
        }
    };
    assert!(tags("To: brief@news.example.org").is_empty());
    assert_eq!(tags("To: <Bounce+17-0A@news.example.org>"), ["17-0a"]);
    let forwarded = "To: b+1-a@x.org\r\nDelivered-To: b+1-a@x.org\r\nX-Original-To: b+2-c@x.org";
    assert_eq!(tags(forwarded), ["2-c", "1-a"]);
}

#[test]
fn what_came_back_of_our_message_names_its_delivery() {
    let id = "0123456789abcdef0123456789abcdef01234567";
    let text = |name: &str| {
        String::from_utf8(sample(name)).unwrap().replace("0123456789@", &format!("{id}@"))
    };
    match read_returned(text("postfix.eml").as_bytes()) {
        Returned::Bounce(bounce) => assert_eq!(bounce.proof.message_ids, [id]),
        other => panic!("{other:?}"),
    }
    // A provider that blacks out who complains leaves whom it came from.
    let complaint = text("complaint-blacked-out.eml")
        .replace("Mail-From: <brief@", "Mail-From: <bounce+17-0A@");
    match read_returned(complaint.as_bytes()) {
        Returned::Complaint(proof) => {
            assert_eq!(
                (proof.tags, proof.message_ids),
                (vec!["17-0a".to_owned()], vec![id.to_owned()])
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_late_or_arrived_is_no_failure() {
    for (name, failed) in [("postfix-delayed.eml", false), ("sendmail-full.eml", true)] {
        assert_eq!(bounce(name).failed, failed, "{name}");
    }
    let text = String::from_utf8(sample("postfix.eml"))
        .unwrap()
        .replace("Action: failed", "Action: relayed");
    match read_returned(text.as_bytes()) {
        Returned::Bounce(bounce) => {
            assert_eq!((bounce.class, bounce.failed), (BounceClass::Delivered, false))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn codes_decide_and_words_only_where_codes_say_nothing() {
    for (status, words, class) in [
        (Some("5.1.1"), "", BounceClass::Hard),
        (Some("5.1.8"), "user unknown", BounceClass::Refused),
        (Some("5.2.1"), "", BounceClass::Hard),
        (Some("5.4.4"), "", BounceClass::Hard),
        (Some("5.4.7"), "", BounceClass::Soft),
        (Some("5.7.1"), "user unknown", BounceClass::Refused),
        (Some("4.2.2"), "no such user", BounceClass::Soft),
        (Some("5.0.0"), "smtp; 550 5.7.1 blocked", BounceClass::Refused),
        (Some("5.0.0"), "smtp; 550 user unknown", BounceClass::Hard),
        (None, "550 rejected for spam", BounceClass::Refused),
        (None, "from 192.0.2.1 with 1.2.3 no such user", BounceClass::Hard),
    ] {
        assert_eq!(bounce::classify(status, words).0, class, "{status:?} {words}");
    }
}

#[test]
fn complaints_requests_machines_and_people_are_told_apart() {
    let proof = Proof {
        addresses: vec!["ann@example.org".to_owned()],
        tokens: vec![TOKEN.to_owned()],
        ..Proof::default()
    };
    assert_eq!(read_returned(&sample("complaint.eml")), Returned::Complaint(proof.clone()));
    let Returned::Complaint(hidden) = read_returned(&sample("complaint-blacked-out.eml")) else {
        panic!("no complaint")
    };
    assert_eq!((hidden.addresses.len(), hidden.tokens), (0, vec![TOKEN.to_owned()]));
    assert_eq!(read_returned(&sample("leave.eml")), Returned::Leave(proof));
    assert_eq!(read_returned(&sample("away.eml")), Returned::AutoReply);
    // The token in a quoted mail is no request.
    assert_eq!(read_returned(&sample("answer.eml")), Returned::Answer);
}

#[test]
fn hostile_mail_is_read_or_refused_and_nothing_breaks() {
    let nested = b"Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    assert!(matches!(read_returned(&nested), Returned::Unreadable("it is nested too deep")));
    let parts: Vec<u8> = (0..5_000)
        .flat_map(|n| {
            format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n").into_bytes()
        })
        .collect();
    assert!(matches!(read_returned(&parts), Returned::Unreadable("it is nested too deep")));
    for bad in [&b""[..], b"\0\0\0", b"\xff\xfe\xfd", b"no headers at all", b"\r\n\r\n"] {
        assert!(!matches!(read_returned(bad), Returned::Bounce(_) | Returned::Complaint(_)));
    }
    // Charsets that lie, and none that anybody knows.
    for charset in ["utf-16", "iso-2022-jp", "nobody-knows", "\"\u{0}\""] {
        let wrong = String::from_utf8_lossy(&sample("qmail.eml"))
            .replace("Date:", &format!("Content-Type: text/plain; charset={charset}\r\nDate:"));
        let _ = read_returned(wrong.as_bytes());
    }
    // Every prefix of a report, and every report with a byte turned.
    let whole = sample("exchange.eml");
    for end in (0..whole.len()).step_by(7) {
        let _ = read_returned(&whole[..end]);
        let mut turned = whole.clone();
        turned[end] ^= 0xff;
        let _ = read_returned(&turned);
    }
}
