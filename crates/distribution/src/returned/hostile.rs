//! Mail that nobody would write but to break whoever reads it.

use proptest::prelude::*;

use super::tests::sample;
use super::*;

/// What a part may call itself to hold another message, or others.
const NESTING: [&str; 8] = [
    "message/rfc822",
    "MESSAGE/RFC822",
    "message/global",
    "message(a comment)/rfc822",
    "message\r\n /rfc822",
    "multipart/digest; boundary=b",
    "multipart/report; boundary=\"b\"; report-type=delivery-status",
    "multipart/mixed; boundary=b",
];

const CHARSETS: [&str; 8] = [
    "utf-8",
    "utf-7",
    "utf-16",
    "utf-16be",
    "iso-2022-jp",
    "nobody-knows",
    "\"\u{0}\"",
    "us-ascii'en'%f0%28%8c%28",
];

const ENCODINGS: [&str; 4] = ["base64", "quoted-printable", "x-uuencode", "8bit"];

fn is_too_deep(bytes: &[u8]) -> bool {
    read_returned(bytes) == Returned::Unreadable("it is nested too deep")
}

#[test]
fn messages_in_messages_end_under_any_name() {
    for kind in NESTING {
        let part = format!("Content-Type: {kind}\r\n\r\n--b\r\n");
        assert!(is_too_deep(part.repeat(50_000).as_bytes()), "{kind}");
        // As deep as is read at all, taken apart and let go.
        let _ = read_returned(part.repeat(MOST_PARTS).as_bytes());
    }
}

#[test]
fn fifty_megabytes_are_read_as_far_as_ten() {
    let mut huge = sample("postfix.eml");
    huge.extend(std::iter::repeat_n(b'x', 50 << 20));
    assert!(matches!(read_returned(&huge), Returned::Bounce(_)));
    // One header, one line, one word; and nothing but ends of lines.
    let endless = [b"Subject: ".as_slice(), &b"=?utf-8?q?a?= ".repeat(4 << 20)].concat();
    let _ = read_returned(&endless);
    let _ = read_returned(&b"\r\n".repeat(25 << 20));
    let _ = read_returned(&[b"To: ".as_slice(), &b"(".repeat(10 << 20)].concat());
}

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(NESTING.as_slice()).prop_map(|kind| format!("Content-Type: {kind}")),
        prop::sample::select(CHARSETS.as_slice())
            .prop_map(|charset| format!("Content-Type: text/plain; charset={charset}")),
        prop::sample::select(ENCODINGS.as_slice())
            .prop_map(|encoding| format!("Content-Transfer-Encoding: {encoding}")),
        "(Received|To|From|Date|Subject|Message-ID|Auto-Submitted): [ -~\\t]{0,40}(\r\n\t)?",
        "(Subject|From): =\\?[a-z0-9-]{0,8}\\?[bqBQ]\\?[ -~]{0,20}(\\?=)?",
        Just("Content-Type: message/delivery-status".to_owned()),
        Just("Content-Type: message/feedback-report".to_owned()),
        Just("X-Failed-Recipients: ann@example.org,,@,<>".to_owned()),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        "(Final-Recipient: rfc822; [ -~]{0,20}\r\nAction: failed\r\nStatus: [0-9.]{0,8}\r\n)"
            .prop_map(String::into_bytes),
        Just(b"--b\r\n".to_vec()),
        Just(b"--b--\r\n".to_vec()),
        "[A-Za-z0-9+/=]{0,60}".prop_map(String::into_bytes),
    ]
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    let part = (prop::collection::vec(header(), 0..4), prop::collection::vec(body(), 0..3));
    prop::collection::vec(part, 0..12).prop_map(|parts| {
        let mut bytes = Vec::new();
        for (headers, bodies) in parts {
            for header in headers {
                bytes.extend(header.bytes());
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"\r\n");
            bodies.into_iter().for_each(|body| bytes.extend(body));
            bytes.extend(b"\r\n--b\r\n");
        }
        bytes
    })
}

/// What it takes for the token of somebody.
fn proof(returned: &Returned) -> Option<&Proof> {
    match returned {
        Returned::Bounce(bounce) => Some(&bounce.proof),
        Returned::Complaint(proof) | Returned::Leave(proof) => Some(proof),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Nothing panics, not even where a panic would be caught, and nobody is proved by
    /// what is not there.
    #[test]
    fn hostile_mime_breaks_nothing_and_proves_nobody(bytes in message()) {
        let returned = read_returned(&bytes);
        prop_assert_ne!(&returned, &Returned::Unreadable("its parts cannot be told apart"));
        if let Some(proof) = proof(&returned) {
            prop_assert!(proof.tokens.is_empty(), "{:?}", proof);
        }
    }

    /// A sample cut anywhere, with some bytes turned.
    #[test]
    fn broken_samples_break_nothing(
        name in prop::sample::select(vec!["postfix.eml", "exchange.eml", "complaint.eml", "qmail.eml"]),
        cut in any::<prop::sample::Index>(),
        turned in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let mut bytes = sample(name);
        for (at, byte) in turned {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let returned = read_returned(&bytes);
        prop_assert_ne!(returned, Returned::Unreadable("its parts cannot be told apart"));
    }
}
