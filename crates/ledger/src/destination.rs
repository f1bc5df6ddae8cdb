//! Groups of recipients behind one provider, each with its own pace.
//!
//! A provider that is slow or says no must hold up its own recipients alone. Large
//! ones are known by name; all other domains are spread over a fixed number of
//! groups, so that a list with a hundred thousand domains has a few dozen.

use copydesk_manuscript::Digest;
use jiff::Timestamp;

/// Groups that share the domains which have no name here.
const SHARED: u8 = 32;

/// Providers with the domains that they answer for, as their own help pages name
/// them. A country's variants are told by their beginning.
const PROVIDERS: [(&str, &[&str], &[&str]); 9] = [
    ("gmail.com", &["gmail.com", "googlemail.com"], &[]),
    ("outlook.com", &["msn.com"], &["outlook.", "hotmail.", "live."]),
    ("yahoo.com", &["ymail.com", "rocketmail.com", "aol.com"], &["yahoo."]),
    ("icloud.com", &["icloud.com", "me.com", "mac.com"], &[]),
    ("gmx.net", &["web.de"], &["gmx."]),
    ("proton.me", &["proton.me", "protonmail.com", "pm.me"], &[]),
    ("mail.ru", &["mail.ru", "inbox.ru", "list.ru", "bk.ru"], &[]),
    ("t-online.de", &["t-online.de", "magenta.de"], &[]),
    ("orange.fr", &["orange.fr", "wanadoo.fr"], &[]),
];

/// The destination that a normalised address belongs to: a provider's name such as
/// `gmail.com`, or one of the shared groups, `other-00` to `other-31`.
pub fn destination(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let provider = PROVIDERS.iter().find(|(_, domains, beginnings)| {
        domains.contains(&domain) || beginnings.iter().any(|begin| domain.starts_with(begin))
    });
    if let Some((name, ..)) = provider {
        return (*name).to_owned();
    }
    let digest = Digest::of(domain.as_bytes());
    let first = u8::from_str_radix(&digest.as_str()[..2], 16).unwrap_or_default();
    format!("other-{:02}", first % SHARED)
}

/// How fast a destination may be mailed, by the generic cell rate algorithm (GCRA).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Messages a second, in the long run.
    pub per_second: f64,
    /// So many at once after a rest.
    pub burst: u32,
    /// For a sender whom the provider does not know yet.
    pub ramp: Option<Ramp>,
}

/// More every day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// Messages on the first day, in UTC.
    pub per_day: u32,
    /// Each day so many times those of the day before.
    pub growth: f64,
}

/// What a destination may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// So many messages, perhaps none.
    pub granted: u32,
    /// When to ask again if there were none.
    pub again_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::destination;

    #[test]
    fn providers_have_names_and_the_others_share() {
        for (address, expected) in [
            ("a@gmail.com", "gmail.com"),
            ("a@googlemail.com", "gmail.com"),
            ("a@hotmail.co.uk", "outlook.com"),
            ("a@gmx.at", "gmx.net"),
            ("a@web.de", "gmx.net"),
        ] {
            assert_eq!(destination(address), expected);
        }
        let group = destination("a@example.org");
        assert!(group.starts_with("other-"), "{group}");
        assert_eq!(destination("b@example.org"), group);
        assert!(destination("a@gmail.com.example.org").starts_with("other-"));
        let groups: std::collections::BTreeSet<String> =
            (0..2000).map(|n| destination(&format!("a@d{n}.org"))).collect();
        assert_eq!(groups.len(), 32);
    }
}
