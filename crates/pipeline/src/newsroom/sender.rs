//! `sender:`, whom mail comes from, where bounces go, and who signs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use copydesk_distribution::Sender as Sending;
use copydesk_parsing::yaml::{Part, Path};

use super::file::{DkimFile, SenderFile};
use super::words::{self, Mailbox};
use crate::source::Source;

/// Whom mail comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The mail's From.
    pub from: Mailbox,
    /// An address that somebody reads.
    pub reply_to: String,
    /// Where bounces come back to, if not to the usual address.
    pub bounces: Option<String>,
    /// Who signs, in this order.
    pub dkim: Vec<Dkim>,
}

/// A key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dkim {
    /// The domain that signs, in small letters.
    pub domain: String,
    /// Under which name it publishes the public key.
    pub selector: String,
    /// The file of the private key.
    pub key: PathBuf,
}

pub(super) fn narrow(written: SenderFile, source: &Source) -> Option<Sender> {
    let path = Path::root().key("sender");
    let from = words::mailbox(source, &path.key("from"), &written.from);
    let reply_to = words::address(source, &path.key("reply_to"), &written.reply_to);
    let bounces = match &written.bounces {
        None => Some(None),
        Some(address) => bounces(address, &path.key("bounces"), source).map(Some),
    };
    let mut names = BTreeSet::new();
    // Collected before it is judged, so that every key is looked at.
    let dkim: Vec<_> = written
        .dkim
        .into_iter()
        .enumerate()
        .map(|(index, key)| {
            let at = path.key("dkim").index(index);
            let dkim = signature(key, &at, source)?;
            if !names.insert((dkim.domain.clone(), dkim.selector.clone())) {
                let message = "a domain publishes one key under one name";
                let help = Some("leave it away, or give it a selector of its own".to_owned());
                source.refuse(&at.key("selector"), message, help);
            }
            Some(dkim)
        })
        .collect();
    let (from, dkim) = (from?, dkim.into_iter().collect::<Option<Vec<_>>>()?);
    let ours = from.address.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase())?;
    for (index, key) in dkim.iter().enumerate() {
        if !is_aligned(&key.domain, &ours) {
            let message = format!("a signature of {} says nothing about {ours}", key.domain);
            let help = Some(format!("the domain of `from`, {ours}, or one above it"));
            source.refuse(&path.key("dkim").index(index).key("domain"), message, help);
        }
    }
    Some(Sender { from, reply_to: reply_to?, bounces: bounces?, dkim })
}

/// An address with room for a tag before its `@`.
fn bounces(written: &str, path: &Path, source: &Source) -> Option<String> {
    let address = words::address(source, path, written)?;
    if let Some((name, _)) = address.rsplit_once('@')
        && (name.contains('+') || name.len() > Sending::LONGEST_BOUNCES)
    {
        let message = format!(
            "`bounces` needs room for a tag: at most {} characters before the @, and no +",
            Sending::LONGEST_BOUNCES
        );
        source.refuse(path, message, Some("such as bounce@news.example.org".to_owned()));
        return None;
    }
    Some(address)
}

fn signature(written: DkimFile, path: &Path, source: &Source) -> Option<Dkim> {
    let domain = words::domain(source, &path.key("domain"), &written.domain);
    let selector = words::selector(source, &path.key("selector"), &written.selector);
    let key = written.key.trim();
    if key.is_empty() || key.contains('\n') || key.contains("-----") {
        let message = "`key` must be the name of a file: the key itself is never written here";
        let help = Some("`copydesk keys dkim new` makes one, and says its name".to_owned());
        source.refuse_part(&path.key("key"), Part::Key, message, help);
        return None;
    }
    Some(Dkim { domain: domain?, selector: selector?, key: PathBuf::from(key) })
}

/// Whether readers' providers take a signature of `domain` for one of `from`'s
/// (DMARC's relaxed alignment, as far as names alone tell).
fn is_aligned(domain: &str, from: &str) -> bool {
    let below = |one: &str, other: &str| {
        one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    below(from, domain) || below(domain, from)
}
