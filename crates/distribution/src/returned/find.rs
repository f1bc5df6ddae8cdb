//! Words in bytes: tokens, addresses, and counts.

use mail_parser::{Message, PartType};

use super::Proof;
use crate::address;
use crate::message::ID_LENGTH;

/// How often `word` stands in `bytes`, in any case; counted up to `most`.
pub(super) fn count(bytes: &[u8], word: &[u8], most: usize) -> usize {
    bytes.windows(word.len()).filter(|found| found.eq_ignore_ascii_case(word)).take(most).count()
}

/// Tokens behind the words that stand before them in our headers.
pub(super) fn tokens(text: &str, found: &mut Vec<String>) {
    // Long headers are folded, at places that are not ours to choose.
    let text: String = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    for before in ["/unsubscribe/", "unsubscribe%20", "unsubscribe "] {
        for (at, _) in text.match_indices(before) {
            let token: String =
                text[at + before.len()..].chars().take_while(char::is_ascii_hexdigit).collect();
            if token.len() == 32 && !found.contains(&token) {
                found.push(token);
            }
        }
    }
}

/// The address in a field such as `rfc822; <reader@example.org>`.
pub(super) fn address(field: &str) -> Option<String> {
    let address = field.rsplit(';').next().unwrap_or(field).trim();
    let address = address.split_once('<').map_or(address, |(_, rest)| rest);
    let address = address.split('>').next().unwrap_or(address);
    let address = address::normalised(address);
    address::accept(&address).ok().map(|_| address)
}

/// What all parts of a message bring back of ours: headers of the message that is
/// returned, whole or as text.
pub(super) fn proof(message: &Message<'_>, first: impl IntoIterator<Item = String>) -> Proof {
    let mut proof = Proof { tags: tags(message), ..Proof::default() };
    let mut add = |address: String, proof: &mut Proof| {
        if !proof.addresses.contains(&address) {
            proof.addresses.push(address);
        }
    };
    first.into_iter().for_each(|address| add(address, &mut proof));
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => {
                if let Some(header) = inner.header_raw("List-Unsubscribe") {
                    tokens(header, &mut proof.tokens);
                }
                if let Some(sender) = inner.header_raw("Return-Path") {
                    tag(sender, &mut proof.tags);
                }
                if let Some(id) = inner.message_id() {
                    message_id(id, &mut proof.message_ids);
                }
                let to = inner.to().and_then(|to| to.first()).and_then(|to| to.address());
                if let Some(to) = to.and_then(address) {
                    add(to, &mut proof);
                }
            }
            PartType::Text(text) => of_text(text, &mut proof, &mut add),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                of_text(&String::from_utf8_lossy(bytes), &mut proof, &mut add);
            }
            PartType::Html(_) | PartType::Multipart(_) => {}
        }
    }
    proof
}

/// Where servers note to whom a message came, the last hop's word first: what is
/// behind the + of an address.
fn tags(message: &Message<'_>) -> Vec<String> {
    let mut tags = Vec::new();
    for name in ["X-Original-To", "Delivered-To", "Envelope-To", "To"] {
        if let Some(came_to) = message.header_raw(name) {
            tag(came_to, &mut tags);
        }
    }
    tags
}

/// The tag in an address that we send from.
pub(super) fn tag(field: &str, found: &mut Vec<String>) {
    let address = address(field);
    let tag = address.as_deref().and_then(|address| address.rsplit_once('@')?.0.split_once('+'));
    if let Some((_, tag)) = tag
        && !found.iter().any(|known| known == tag)
    {
        found.push(tag.to_owned());
    }
}

/// The part before the `@`, if it looks like one of ours.
pub(super) fn message_id(id: &str, found: &mut Vec<String>) {
    let id = id.trim().trim_start_matches('<').split('@').next().unwrap_or_default();
    let ours = id.len() == ID_LENGTH && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = id.to_ascii_lowercase();
    if ours && !found.contains(&id) {
        found.push(id);
    }
}

/// Headers that stand as text: `text/rfc822-headers`, or the end of a plain bounce.
fn of_text(text: &str, proof: &mut Proof, add: &mut impl FnMut(String, &mut Proof)) {
    tokens(text, &mut proof.tokens);
    for line in text.lines() {
        if let Some((name, id)) = line.split_once(':')
            && name.eq_ignore_ascii_case("Message-ID")
        {
            message_id(id, &mut proof.message_ids);
        }
        if let Some(to) = line.strip_prefix("To:").and_then(address) {
            add(to, proof);
        }
    }
}
