//! Machine-readable reports: delivery status (RFC 3464) and feedback (RFC 5965).

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::bounce::{self, Bounce, BounceClass};
use super::{Proof, find};

/// The report of this kind as text, if the message has one.
pub(super) fn part(message: &Message<'_>, kind: &str) -> Option<String> {
    let is_kind = |part: &&MessagePart<'_>| {
        part.content_type().is_some_and(|content| {
            content.ctype().eq_ignore_ascii_case("message")
                && content.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case(kind))
        })
    };
    let part = message.parts.iter().find(is_kind)?;
    Some(match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.clone().into_owned(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        // Read as a message with headers alone: its bytes are what we want.
        PartType::Message(inner) => String::from_utf8_lossy(inner.raw_message()).into_owned(),
        PartType::Multipart(_) => return None,
    })
}

/// A delivery status. Of several recipients the one that failed counts: each of our
/// messages has one.
pub(super) fn bounce(message: &Message<'_>) -> Option<Bounce> {
    let text = part(message, "delivery-status")?;
    let groups = groups(&text);
    let about = groups.iter().filter(|group| {
        field(group, "Final-Recipient").or_else(|| field(group, "Action")).is_some()
    });
    let group = about.clone().find(|group| is(group, "failed")).or_else(|| about.clone().next())?;
    let addresses =
        ["Original-Recipient", "Final-Recipient"].into_iter().filter_map(|name| field(group, name));
    let addresses: Vec<String> = addresses.filter_map(find::address).collect();
    let status = field(group, "Status").and_then(|status| status.split_whitespace().next());
    let words = field(group, "Diagnostic-Code").unwrap_or_default();
    let mut bounce = bounce::bounce(message, status, words, addresses);
    if is(group, "delayed") {
        bounce.class = BounceClass::Soft;
        bounce.failed = false;
    } else if ["delivered", "relayed", "expanded"].iter().any(|action| is(group, action)) {
        bounce.class = BounceClass::Delivered;
        bounce.failed = false;
    }
    Some(bounce)
}

fn is(group: &[(String, String)], action: &str) -> bool {
    field(group, "Action").is_some_and(|found| {
        found.split_whitespace().next().unwrap_or_default().eq_ignore_ascii_case(action)
    })
}

/// Whom a complaint is about. Providers black out addresses; the token stays.
pub(super) fn complaint(message: &Message<'_>, report: &str) -> Proof {
    let groups = groups(report);
    let named = groups.iter().filter_map(|group| field(group, "Original-Rcpt-To"));
    let addresses: Vec<String> = named.filter_map(find::address).collect();
    let mut proof = find::proof(message, addresses);
    for sender in groups.iter().filter_map(|group| field(group, "Original-Mail-From")) {
        find::tag(sender, &mut proof.tags);
    }
    proof
}

fn field<'a>(group: &'a [(String, String)], name: &str) -> Option<&'a str> {
    group
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// Groups of fields between blank lines, folded lines made whole.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            groups.push(Vec::new());
        } else if let (true, Some((_, value))) =
            (line.starts_with([' ', '\t']), groups.last_mut().and_then(|group| group.last_mut()))
        {
            value.push(' ');
            value.push_str(line.trim());
        } else if let (Some((name, value)), Some(group)) = (line.split_once(':'), groups.last_mut())
        {
            group.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    groups
}
