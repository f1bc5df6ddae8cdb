//! Web addresses, as far as the checks look at them (RFC 3986, read loosely:
//! what a browser opens is no fault).

use std::ops::Range;

/// An address taken apart. The pieces are the writer's own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// `http` or `https`, as written.
    pub(crate) scheme: &'a str,
    /// The host without port, user or a stop at its end.
    pub(crate) host: &'a str,
    /// With its leading slash; empty where there is none.
    pub(crate) path: &'a str,
    /// Without its question mark; empty where there is none.
    pub(crate) query: &'a str,
}

/// Why no browser opens an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    NoHost,
    TwoSchemes,
    Host,
    Port,
}

impl<'a> Address<'a> {
    /// Reads `url`, which begins with `http://` or `https://`.
    pub(crate) fn read(url: &'a str) -> Result<Self, Malformed> {
        let (scheme, rest) = url.split_once("://").ok_or(Malformed::NoHost)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = host_and_port(authority);
        if host.is_empty() {
            return Err(Malformed::NoHost);
        }
        if matches!(host, "http" | "https") && rest.starts_with("//") {
            return Err(Malformed::TwoSchemes);
        }
        if !port.bytes().all(|b| b.is_ascii_digit()) || port.len() > 5 {
            return Err(Malformed::Port);
        }
        if !is_host(host) {
            return Err(Malformed::Host);
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Ok(Self { scheme, host: host.trim_end_matches('.'), path, query })
    }

    /// The host in lower case without a leading `www.`.
    pub(crate) fn site(&self) -> String {
        let host = self.host.to_lowercase();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    }

    /// Two addresses of one page have one such form: without scheme, `www.`,
    /// fragment, slash at the end and parameters that only track.
    pub(crate) fn canonical(&self) -> String {
        let mut page = format!("{}{}", self.site(), self.path.trim_end_matches('/'));
        let mut kept: Vec<&str> =
            parameters(self.query).filter(|p| !p.is_empty() && !is_tracking(p)).collect();
        kept.sort_unstable();
        if !kept.is_empty() {
            page.push('?');
            page.push_str(&kept.join("&"));
        }
        page
    }
}

/// What was meant as an address and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damaged {
    /// `https//post.example`, `htps://post.example`.
    Scheme,
    /// `www.post.example/12`, `post.example/12`.
    NoScheme,
}

/// The first words that were meant as an address, where no address is.
pub(crate) fn damaged(words: &str) -> Option<(Range<usize>, Damaged)> {
    words.split_whitespace().find_map(|word| {
        let bare = word.trim_start_matches(['<', '(', '[', '"', '“']);
        let bare = bare.trim_end_matches(['>', ')', ']', '"', '”', ',', '.', ';']);
        let kind = damage(bare)?;
        let start = bare.as_ptr() as usize - words.as_ptr() as usize;
        Some((start..start + bare.len(), kind))
    })
}

fn damage(word: &str) -> Option<Damaged> {
    const SLIPS: [&str; 10] =
        ["http", "https", "htps", "htp", "htpps", "hhttp", "hhttps", "ttps", "ttp", "htttps"];
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (scheme, rest) = word.split_at(letters);
    let begins = [":", "/", ";"].iter().any(|sign| rest.starts_with(sign)) && rest.contains('/');
    if begins && SLIPS.iter().any(|slip| slip.eq_ignore_ascii_case(scheme)) {
        return Some(Damaged::Scheme);
    }
    let (host, path) = word.split_at(word.find('/').unwrap_or(word.len()));
    let top = host.rsplit('.').next().unwrap_or_default();
    let named = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()) && is_host(host);
    let meant = path.len() > 1 || word.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("www."));
    (named && meant).then_some(Damaged::NoScheme)
}

/// `name=value` pieces of a query.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = &str> {
    query.split('&')
}

/// Parameters that say where a reader came from and nothing about the page.
const TRACKING: [&str; 17] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "oly_enc_id",
    "vero_id",
    "wickedid",
];

/// Whether a parameter only tracks.
pub(crate) fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// Whether a parameter says that a writing tool made the link.
pub(crate) fn is_residue(parameter: &str) -> bool {
    const TOOLS: [&str; 5] = ["chatgpt", "chatgpt.com", "openai", "openai.com", "chat.openai.com"];
    let value = parameter.strip_prefix("utm_source=");
    value.is_some_and(|value| TOOLS.iter().any(|tool| tool.eq_ignore_ascii_case(value)))
}

fn host_and_port(authority: &str) -> (&str, &str) {
    // IPv6 stands in brackets.
    let after = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[after..].rfind(':') {
        Some(colon) => (&authority[..after + colon], &authority[after + colon + 1..]),
        None => (authority, ""),
    }
}

/// A name with a stop in it, `localhost`, or an address in brackets. Names in
/// other scripts are as good.
fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return host.ends_with(']');
    }
    let name = host.trim_end_matches('.');
    let label = |label: &str| {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '%') || !c.is_ascii();
        !label.is_empty() && label.chars().all(inside)
    };
    (name.contains('.') || name.eq_ignore_ascii_case("localhost")) && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_as_an_address() {
        let found =
            |words: &str| damaged(words).map(|(range, kind)| (words[range].to_owned(), kind));
        for address in [
            "https//post.example/2",
            "htps://post.example",
            "http:/post.example",
            "http//a.example",
        ] {
            let words = format!("“Port” Post, 2023, {address}.");
            assert_eq!(found(&words), Some((address.to_owned(), Damaged::Scheme)));
        }
        for address in ["www.post.example", "post.example/5"] {
            let words = format!("“Port” Post, 2023, <{address}>");
            assert_eq!(found(&words), Some((address.to_owned(), Damaged::NoScheme)));
        }
        for words in
            ["The U.S./China talks and/or 3.5/10", "Post.example, vol. 3/4", "HTTP: a history"]
        {
            assert_eq!(found(words), None, "{words}");
        }
    }

    #[test]
    fn what_a_browser_opens_is_sound() {
        for url in [
            "https://example.org",
            "http://user@example.org:8080/a?b=c#d",
            "https://xn--bcher-kva.example/ä",
            "https://bücher.example/",
            "http://[2001:db8::1]/",
            "http://localhost/x",
            "https://web.archive.org/web/2023/https://example.org/",
        ] {
            assert!(Address::read(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_none_opens_is_not() {
        for (url, why) in [
            ("https://", Malformed::NoHost),
            ("https:///a", Malformed::NoHost),
            ("https://https://example.org", Malformed::TwoSchemes),
            ("https://example", Malformed::Host),
            ("https://exa..mple/", Malformed::Host),
            ("https://example.org:80a/", Malformed::Port),
        ] {
            assert_eq!(Address::read(url), Err(why), "{url}");
        }
    }

    #[test]
    fn one_page_has_one_canonical_form() {
        let canonical = |url| Address::read(url).unwrap().canonical();
        let page = canonical("https://www.example.org/a/?utm_source=x&id=7#top");
        assert_eq!(page, canonical("http://example.org/a?id=7"));
        assert_ne!(page, canonical("http://example.org/a?id=8"));
    }
}
