//! What people write, and what machines write for them.

use mail_parser::Message;

use super::{Proof, find};

/// Whether a machine answered (RFC 3834, and headers from before it).
pub(super) fn is_automatic(message: &Message<'_>) -> bool {
    let header =
        |name: &str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    header("Auto-Submitted").is_some_and(|value| !value.starts_with("no"))
        || header("Precedence").is_some_and(|value| value.starts_with("auto"))
        || ["X-Autoreply", "X-Autorespond", "X-Auto-Reply"].iter().any(|name| header(name).is_some())
        // A bounce in a form that nobody knows: no person writes from nowhere.
        || header("Return-Path").is_some_and(|value| value == "<>")
}

/// A request as our header offers it: `unsubscribe` and the token as the subject.
pub(super) fn leave(message: &Message<'_>) -> Option<Proof> {
    let mut tokens = Vec::new();
    find::tokens(&message.subject()?.trim().to_ascii_lowercase(), &mut tokens);
    if tokens.is_empty() {
        return None;
    }
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let addresses = from.and_then(find::address).into_iter().collect();
    Some(Proof { addresses, tokens, ..Proof::default() })
}
