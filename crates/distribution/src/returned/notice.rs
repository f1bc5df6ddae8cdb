//! A relay's own notice of what became of a message: one JSON object on a line, in a
//! form of ours into which `jq` turns what providers send (docs/subscribers.md).
//!
//! A notice names its delivery by the tag in the address it was sent from, or, with
//! the recipient's address, by the relay's id or by our Message-ID.

use serde::Deserialize;

use super::{BounceClass, bounce, find};
use crate::address;

/// More is no notice, in bytes.
pub const LONGEST_NOTICE: usize = 64 * 1024;
/// A relay's id is at least so long, and has a digit: no word of its reply is one.
const SHORTEST_ID: usize = 6;

/// A notice that can be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub what: NoticeWhat,
    /// The server's words, on one line, behind its enhanced status code.
    pub words: String,
    /// The recipient, normalised, if it names one.
    pub address: Option<String>,
    /// Tags in the address that the message was sent from.
    pub tags: Vec<String>,
    /// The relay's id for the message.
    pub relay_id: Option<String>,
    /// What stands before the `@` in our Message-ID.
    pub message_id: Option<String>,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeWhat {
    /// The recipient's server took it.
    Delivered,
    /// It may still be taken.
    Deferred,
    /// It will not be.
    Bounced(BounceClass),
    /// The reader reported it as spam.
    Complained,
    /// The reader left by a link of the relay's own.
    Unsubscribed,
}

/// The line as it is written. Other keys are an error: one that is spelt wrongly
/// would count as missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    event: Event,
    address: Option<String>,
    sender: Option<String>,
    relay_id: Option<String>,
    message_id: Option<String>,
    status: Option<String>,
    words: Option<String>,
    permanent: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Event {
    Delivered,
    Deferred,
    Bounced,
    Complained,
    Unsubscribed,
}

impl Notice {
    /// Whether the relay's reply, when it took a message, has the id of this notice.
    pub fn is_answered_by(&self, reply: &str) -> bool {
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
        self.relay_id.as_deref().is_some_and(|id| {
            reply.split(|c| !inside(c)).any(|word| word.trim_end_matches('.') == id)
        })
    }
}

/// Reads a line, without its end.
///
/// # Errors
/// What is wrong with it. What it says is not repeated: it is about a person.
pub fn read_notice(line: &[u8]) -> Result<Notice, String> {
    if line.len() > LONGEST_NOTICE {
        return Err(format!("it has more than {LONGEST_NOTICE} bytes"));
    }
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
    // Else the fields of an array would be taken in their order.
    if !text.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    let written: Written = serde_json::from_str(text).map_err(|error| told(&error))?;
    let mut notice = Notice {
        what: NoticeWhat::Delivered,
        words: String::new(),
        address: written.address.as_deref().and_then(find::address),
        tags: Vec::new(),
        relay_id: written.relay_id.map(|id| id.trim().trim_matches(['<', '>']).to_owned()),
        message_id: None,
    };
    if written.address.is_some() && notice.address.is_none() {
        return Err("`address` is none that a subscriber can have".to_owned());
    }
    if let Some(id) = &notice.relay_id
        && (id.len() < SHORTEST_ID || !id.contains(|c: char| c.is_ascii_digit()))
    {
        return Err("`relay_id` is too short, or has no digit, to name one message".to_owned());
    }
    if let Some(sender) = &written.sender {
        find::tag(sender, &mut notice.tags);
    }
    if let Some(id) = &written.message_id {
        let mut found = Vec::new();
        find::message_id(id, &mut found);
        notice.message_id = found.pop();
    }
    let named = notice.relay_id.is_some() || notice.message_id.is_some();
    if notice.tags.is_empty() && !(named && notice.address.is_some()) {
        return Err("it names no message: `sender` with our tag, or `address` with `relay_id` or \
                    our `message_id`"
            .to_owned());
    }
    let said = address::one_line(written.words.as_deref().unwrap_or_default()).unwrap_or_default();
    let (class, status) =
        bounce::classify_notice(written.status.as_deref(), &said, written.permanent);
    notice.what = match written.event {
        Event::Delivered => NoticeWhat::Delivered,
        Event::Deferred => NoticeWhat::Deferred,
        // A relay that gives up after temporary failures says so with their code.
        Event::Bounced => NoticeWhat::Bounced(match class {
            BounceClass::Delivered => BounceClass::Refused,
            class => class,
        }),
        Event::Complained => NoticeWhat::Complained,
        Event::Unsubscribed => NoticeWhat::Unsubscribed,
    };
    let words: String = said.chars().take(500).collect();
    notice.words = [status.unwrap_or_default(), words].join(" ").trim().to_owned();
    Ok(notice)
}

/// Serde's words with the column, without a value that is of the wrong kind.
fn told(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let words = match words.split_once(", expected ") {
        Some((wrong, expected)) if wrong.starts_with("invalid") => format!("expected {expected}"),
        _ => words.to_owned(),
    };
    format!("column {}: {words}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Notice, String> {
        read_notice(line.as_bytes())
    }

    #[test]
    fn a_notice_names_its_message_in_three_ways() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let line = format!(
            r#"{{"event":"bounced","address":"Ann@X.org","relay_id":"<4bXyZ12>","message_id":"<{id}@b.org>",
               "sender":"bounce+17-0A@b.org","status":"5.1.1","words":"no\nsuch user"}}"#
        );
        let notice = read(&line).unwrap();
        assert_eq!(notice.what, NoticeWhat::Bounced(BounceClass::Hard));
        assert_eq!(notice.address.as_deref(), Some("ann@x.org"));
        assert_eq!((notice.tags[0].as_str(), notice.message_id.as_deref()), ("17-0a", Some(id)));
        assert_eq!(notice.words, "5.1.1 no such user");
        assert!(notice.is_answered_by("250 2.0.0 Ok: queued as 4bXyZ12"));
        assert!(!notice.is_answered_by("250 2.0.0 Ok: queued as 4bXyZ123"));
    }

    #[test]
    fn codes_decide_and_the_relays_opinion_only_where_they_say_nothing() {
        for (more, class) in [
            (r#""status":"5.2.2","permanent":true"#, BounceClass::Soft),
            (r#""status":"5.7.1","permanent":true"#, BounceClass::Refused),
            (r#""status":"5.0.0","permanent":true"#, BounceClass::Hard),
            (r#""words":"550 5.1.1 gone","permanent":false"#, BounceClass::Hard),
            (r#""permanent":false"#, BounceClass::Soft),
            (r#""words":"blocked""#, BounceClass::Refused),
        ] {
            let line =
                format!(r#"{{"event":"bounced","address":"a@x.org","relay_id":"abcdef1",{more}}}"#);
            assert_eq!(read(&line).unwrap().what, NoticeWhat::Bounced(class), "{more}");
        }
    }

    #[test]
    fn broken_lines_are_told_why() {
        let long = format!("{{{}}}", " ".repeat(LONGEST_NOTICE));
        for (line, said) in [
            ("{", "EOF while parsing"),
            (r#"["bounced"]"#, "no JSON object"),
            (r#"{"event":"bounced","permanent":"a@x.org"}"#, "column 40: expected a boolean"),
            (r#"{"event":"eaten"}"#, "unknown variant `eaten`"),
            (r#"{"event":"bounced","adress":"a@x.org"}"#, "unknown field `adress`"),
            (r#"{"address":"a@x.org"}"#, "missing field `event`"),
            (r#"{"event":"bounced"}"#, "names no message"),
            (r#"{"event":"bounced","address":"a@x.org"}"#, "names no message"),
            (r#"{"event":"bounced","relay_id":"abcdef1"}"#, "names no message"),
            (r#"{"event":"bounced","address":"nobody","relay_id":"abcdef1"}"#, "`address` is none"),
            (r#"{"event":"bounced","address":"a@x.org","relay_id":"250"}"#, "too short"),
            (r#"{"event":"bounced","address":"a@x.org","relay_id":"queued"}"#, "no digit"),
            (r#"{"event":"bounced","sender":"bounce@b.org"}"#, "names no message"),
            (&long, "more than"),
        ] {
            let why = read(line).unwrap_err();
            assert!(why.contains(said), "{line}: {why}");
            assert!(!why.contains("x.org"), "no message names a person: {why}");
        }
        assert!(read_notice(b"{\"event\":\"\xff\"}").unwrap_err().contains("UTF-8"));
        // As deep as anybody likes.
        assert!(read(&r#"{"event":"#.repeat(5_000)).is_err());
    }
}
