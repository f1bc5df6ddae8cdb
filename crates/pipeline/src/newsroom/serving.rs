//! The pages that the newsroom serves: where, to whom, and what they offer.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use copydesk_distribution::AttributeKind;
use copydesk_parsing::yaml::{self, Path};
use schemars::JsonSchema;

use super::{List, words};
use crate::source::Source;

/// The pages on which people subscribe, leave, and say what they want.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServeFile {
    /// Address and port, as `127.0.0.1:8025`: a proxy that speaks TLS passes on what
    /// is asked of `newsroom.url`.
    listen: String,
    /// How that proxy says who is calling. Without it, all who call through it count
    /// as one.
    #[serde(default)]
    proxy: Option<ProxyFile>,
    /// The lists that anybody may ask to be on; each is in the ledger.
    #[serde(default)]
    subscribe: Vec<String>,
    /// The attributes that people may set themselves.
    #[serde(default)]
    editable: Vec<String>,
    /// Whether the proof of consent says from which IP address it was given.
    #[serde(default)]
    keep_ip: bool,
}

/// A proxy that says who is calling.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProxyFile {
    /// The header in which it does, such as `X-Forwarded-For`; of several addresses
    /// in it the last one counts, which is the one that the proxy has seen itself.
    header: String,
    /// From which addresses it calls; this very machine unless said. From any other,
    /// the header means nothing.
    #[serde(default)]
    from: Option<Vec<String>>,
}

/// The pages that are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who is believed to say who is calling.
    pub proxy: Option<Proxy>,
    /// Names of lists that the form offers, in order.
    pub subscribe: Vec<String>,
    /// Names of attributes that people may set themselves, in order.
    pub editable: Vec<String>,
    /// Whether a proof of consent has an IP address.
    pub keep_ip: bool,
}

/// A proxy that says who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// In small letters.
    pub header: String,
    /// Its addresses.
    pub from: Vec<IpAddr>,
}

/// `None` on the outside is a problem that was noted.
pub(super) fn narrow(
    written: Option<ServeFile>,
    lists: &BTreeMap<String, List>,
    attributes: &BTreeMap<String, AttributeKind>,
    source: &Source,
) -> Option<Option<Serving>> {
    let Some(written) = written else { return Some(None) };
    let path = Path::root().key("serve");
    let help = "such as 127.0.0.1:8025, behind a proxy that speaks TLS";
    let listen = words::listen(source, &path.key("listen"), &written.listen, help);
    let proxy = match written.proxy {
        None => Some(None),
        Some(proxy) => narrow_proxy(proxy, &path.key("proxy"), source).map(Some),
    };
    let mut sound = true;
    for (index, name) in written.subscribe.iter().enumerate() {
        let at = path.key("subscribe").index(index);
        let problem = match lists.get(name) {
            None => (
                format!("unknown list `{name}`"),
                yaml::help(name, lists.keys().map(String::as_str)),
            ),
            Some(list) if list.file.is_some() => (
                format!("nobody can join `{name}` on a page: its people are read from a file"),
                "`copydesk subscribers import` takes the file over; then leave `file:` away"
                    .to_owned(),
            ),
            Some(_) => continue,
        };
        source.refuse(&at, problem.0, Some(problem.1));
        sound = false;
    }
    for (index, name) in written.editable.iter().enumerate() {
        if !attributes.contains_key(name) {
            let help = yaml::help(name, attributes.keys().map(String::as_str));
            let message = format!("unknown attribute `{name}`");
            source.refuse(&path.key("editable").index(index), message, Some(help));
            sound = false;
        }
    }
    let serving = Serving {
        listen: listen?,
        proxy: proxy?,
        subscribe: written.subscribe,
        editable: written.editable,
        keep_ip: written.keep_ip,
    };
    sound.then_some(Some(serving))
}

fn narrow_proxy(written: ProxyFile, path: &Path, source: &Source) -> Option<Proxy> {
    let header = written.header.trim().to_ascii_lowercase();
    let named = !header.is_empty()
        && header.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !named {
        let help = Some("such as X-Forwarded-For".to_owned());
        source.refuse(&path.key("header"), "`header` must be the name of a header", help);
    }
    let here = || vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let from = match written.from {
        None => Some(here()),
        Some(addresses) => {
            let read = addresses.iter().enumerate().map(|(index, words)| {
                let address = words.trim().parse().ok();
                if address.is_none() {
                    let at = path.key("from").index(index);
                    let help = Some("such as 127.0.0.1".to_owned());
                    source.refuse(&at, "`from` must be IP addresses", help);
                }
                address
            });
            read.collect::<Vec<_>>().into_iter().collect()
        }
    };
    named.then_some(Proxy { header, from: from? })
}
