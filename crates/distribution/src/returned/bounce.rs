//! What a bounce says: its enhanced status code (RFC 3463) decides, where there is
//! one that says more than "no".

use mail_parser::Message;

use super::{Proof, find};

/// What a server said of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// What follows from it.
    pub class: BounceClass,
    /// Whether it says that the message came to nobody, and not only that it is late.
    pub failed: bool,
    /// The enhanced status code, as `5.1.1`.
    pub status: Option<String>,
    /// The server's words, on one line.
    pub words: String,
    /// Whom it is about.
    pub proof: Proof,
}

/// What follows from a bounce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceClass {
    /// The address does not exist or takes nothing any more.
    Hard,
    /// It may be taken later: full, busy, greylisted, still being tried.
    Soft,
    /// It was refused for what it is or whom it comes from. The address is sound.
    Refused,
    /// No failure: delivered, relayed, expanded.
    Delivered,
}

/// The class of a failure of which a relay's notice tells, and its code. `permanent` is
/// the relay's own opinion, which counts where neither code nor words say anything.
pub(super) fn classify_notice(
    status: Option<&str>,
    words: &str,
    permanent: Option<bool>,
) -> (BounceClass, Option<String>) {
    let (class, status) = classify(status, words);
    let says = |status: &String| !status.ends_with(".0.0");
    let opinion = match permanent {
        Some(true) => BounceClass::Hard,
        Some(false) => BounceClass::Soft,
        None => class,
    };
    let told = status.as_ref().is_some_and(says) || class != BounceClass::Refused;
    (if told { class } else { opinion }, status)
}

/// A class by status code and words. A code that says only "no" (5.0.0), or none,
/// leaves it to the reply code and the words, in which servers put the real one.
pub(super) fn classify(status: Option<&str>, words: &str) -> (BounceClass, Option<String>) {
    let vague = |status: &str| status.ends_with(".0.0");
    let inside = code_in(words);
    let status = match (status, inside) {
        (Some(given), Some(found)) if vague(given) => Some(found),
        (Some(given), _) => Some(given.to_owned()),
        (None, found) => found,
    };
    let class =
        status.as_deref().filter(|status| !vague(status)).map(|status| by_code(status, words));
    (class.unwrap_or_else(|| by_words(status.as_deref(), words)), status)
}

fn by_code(status: &str, words: &str) -> BounceClass {
    let mut numbers = status.split('.');
    let (class, subject, detail) =
        (numbers.next(), numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    match (class, subject, detail) {
        (Some("2"), ..) => BounceClass::Delivered,
        (Some("4"), ..) => BounceClass::Soft,
        // The sender's address, not the recipient's.
        (_, "1", "7" | "8") => BounceClass::Refused,
        (_, "1", _) | (_, "2", "0" | "1") => BounceClass::Hard,
        (_, "2", "2") => BounceClass::Soft,
        // No such domain, or none that takes mail.
        (_, "4", "4") => BounceClass::Hard,
        // Exchange says so of recipients that its directory does not know.
        (_, "4", "1") if unknown(words) => BounceClass::Hard,
        // Tried for days: about the way, not about the address.
        (_, "4", _) => BounceClass::Soft,
        _ => BounceClass::Refused,
    }
}

fn by_words(status: Option<&str>, words: &str) -> BounceClass {
    let temporary = status.is_some_and(|status| status.starts_with('4'));
    match () {
        () if temporary => BounceClass::Soft,
        () if unknown(words) => BounceClass::Hard,
        () if words.to_ascii_lowercase().contains("quota") => BounceClass::Soft,
        () => BounceClass::Refused,
    }
}

/// How servers say without a code that nobody is there.
fn unknown(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    [
        "user unknown",
        "unknown user",
        "no such user",
        "no mailbox here by that name",
        "mailbox unavailable",
        "does not exist",
        "doesn't exist",
        "address rejected: access denied",
        "unrouteable address",
    ]
    .iter()
    .any(|said| words.contains(said))
}

/// The first enhanced code in a text: `550 5.1.1 …`, `(#5.1.1)`.
fn code_in(words: &str) -> Option<String> {
    words.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let numbers: Vec<&str> = word.trim_matches('.').split('.').collect();
        let [class, subject, detail] = numbers.as_slice() else { return None };
        let fits = |number: &&str| (1..=3).contains(&number.len());
        let sound = matches!(*class, "2" | "4" | "5") && fits(subject) && fits(detail);
        sound.then(|| numbers.join("."))
    })
}

/// Bounces from before RFC 3464: qmail's text, and Exim's header.
pub(super) fn in_older_form(message: &Message<'_>) -> Option<Bounce> {
    let text = message.body_text(0)?;
    if let Some(failed) = message.header_raw("X-Failed-Recipients") {
        let addresses = failed.split(',').filter_map(find::address);
        return Some(bounce(message, None, &text, addresses));
    }
    let is_qmail = text.trim_start().starts_with("Hi. This is the");
    let lines = is_qmail.then(|| text.lines())?;
    let told = lines.clone().filter_map(|line| line.trim().strip_suffix(">:"));
    let addresses = told.filter_map(|line| find::address(line.strip_prefix('<')?));
    // The first paragraph about a recipient; the copy of our mail follows a line.
    let words = text.split("--- Below this line").next().unwrap_or_default();
    Some(bounce(message, None, words, addresses))
}

pub(super) fn bounce(
    message: &Message<'_>,
    status: Option<&str>,
    words: &str,
    addresses: impl IntoIterator<Item = String>,
) -> Bounce {
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (class, status) = classify(status, &words);
    let words = words.chars().take(500).collect();
    let failed = class != BounceClass::Delivered;
    Bounce { class, failed, status, words, proof: find::proof(message, addresses) }
}
