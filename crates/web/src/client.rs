//! Who is calling, as far as anybody knows.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use copydesk_pipeline::newsroom::Proxy;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who is calling: the other end, or whom a proxy that is trusted says it has seen.
/// Of several the last one counts, since anybody can send the others along.
pub(crate) fn client(peer: Peer, proxy: Option<&Proxy>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.0.to_canonical();
    let Some(proxy) = proxy.filter(|proxy| proxy.from.contains(&peer)) else { return peer };
    let last = headers.get_all(&proxy.header).iter().next_back();
    let last = last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.map_or(peer, |address: IpAddr| address.to_canonical())
}

/// What counts as one source: of IPv6 the network that a household or a server has.
pub(crate) fn source(client: IpAddr) -> String {
    match client {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_says_who_is_calling() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxy =
            Proxy { header: "x-forwarded-for".to_owned(), from: vec![address("127.0.0.1")] };
        let headers = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            headers
        };
        let seen = |peer: &str, proxy: Option<&Proxy>, values: &[&str]| {
            client(Peer(address(peer)), proxy, &headers(values)).to_string()
        };
        let some = Some(&proxy);
        assert_eq!(seen("127.0.0.1", some, &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen("::ffff:127.0.0.1", some, &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen("127.0.0.1", some, &["10.0.0.1, 192.0.2.1"]), "192.0.2.1", "the last");
        assert_eq!(seen("127.0.0.1", some, &["10.0.0.1", "192.0.2.1"]), "192.0.2.1", "of all");
        assert_eq!(seen("192.0.2.9", some, &["192.0.2.1"]), "192.0.2.9", "a stranger's word");
        assert_eq!(seen("127.0.0.1", None, &["192.0.2.1"]), "127.0.0.1");
        for bad in ["", "unknown", "192.0.2.1:80"] {
            assert_eq!(seen("127.0.0.1", some, &[bad]), "127.0.0.1", "{bad}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_source() {
        let source = |text: &str| source(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:9::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("192.0.2.1"), "192.0.2.1");
    }
}
