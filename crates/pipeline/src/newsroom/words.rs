//! Addresses, sizes, languages: single values of `copydesk.yaml`.
//!
//! Each function returns what it narrowed, or notes the problem at its path.

use std::fmt;
use std::net::SocketAddr;

use copydesk_parsing::yaml::{self, Part, Path};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::source::Source;

/// A name and an address, as in a mail's From.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// Signs that a name in a header may only have in quotation marks (RFC 5322).
const SPECIAL: [char; 9] = ['(', ')', '[', ']', ':', ';', '@', ',', '.'];

/// As a mail's From is written.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) if name.contains(SPECIAL) => write!(f, "\"{name}\" <{}>", self.address),
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

/// Words on one line, which may stand in a header.
pub(crate) fn line(source: &Source, path: &Path, words: &str) -> Option<String> {
    let words = words.trim();
    if words.is_empty() || words.chars().any(char::is_control) {
        source.refuse(path, format!("{} must be words on one line", key(path)), None);
        return None;
    }
    Some(words.to_owned())
}

/// An address and a port at which to listen.
pub(super) fn listen(source: &Source, path: &Path, words: &str, help: &str) -> Option<SocketAddr> {
    let address = words.trim().parse().ok();
    if address.is_none() {
        let message = "`listen` must be an address and a port";
        source.refuse(path, message, Some(help.to_owned()));
    }
    address
}

/// A name that stands on the command line and in files.
pub(super) fn name(source: &Source, path: &Path, what: &str, name: &str) {
    if !is_name(name) {
        let help =
            "small letters, digits, `-` and `_`, beginning with a letter or digit".to_owned();
        let message = format!("`{name}` cannot name a {what}");
        source.refuse_part(path, Part::Key, message, Some(help));
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    let usual = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.bytes().next().is_some_and(usual)
        && name.len() <= 64
        && name.bytes().all(|b| usual(b) || matches!(b, b'-' | b'_'))
}

/// An http or https address without a slash at its end.
pub(super) fn url(source: &Source, path: &Path, words: &str) -> Option<String> {
    let url = words.trim().trim_end_matches('/');
    let rest = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split(['/', ':']).next());
    let sound = host.is_some_and(|host| !host.is_empty())
        && !url.contains(['?', '#', '@', '"', '<', '>', '\\'])
        && url.chars().all(|c| c.is_ascii_graphic());
    if !sound {
        let help =
            "the address that pages stand under, such as https://brief.example.org".to_owned();
        let message = format!("{} must be an http or https address", key(path));
        source.refuse(path, message, Some(help));
        return None;
    }
    Some(url.to_owned())
}

/// An address for mail. A simple check: distribution asks the mail library.
pub(super) fn address(source: &Source, path: &Path, words: &str) -> Option<String> {
    let address = words.trim();
    if !is_address(address) {
        let help = Some("such as desk@example.org".to_owned());
        source.refuse(path, format!("{} must be a mail address", key(path)), help);
        return None;
    }
    Some(address.to_owned())
}

/// `Name <address>`, or an address alone.
pub(super) fn mailbox(source: &Source, path: &Path, words: &str) -> Option<Mailbox> {
    let (name, address) = match words.trim().strip_suffix('>').and_then(|w| w.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim().trim_matches('"').trim()), address),
        None => (None, words.trim()),
    };
    let named =
        name.is_none_or(|name| !name.chars().any(|c| c.is_control() || "<>\"\\".contains(c)));
    if !is_address(address) || !named {
        let help = Some("such as The Daily Brief <brief@news.example.org>".to_owned());
        let message = format!("{} must be a name and a mail address", key(path));
        source.refuse(path, message, help);
        return None;
    }
    Some(Mailbox {
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
        address: address.to_owned(),
    })
}

/// The name of a host or domain, in small letters.
pub(super) fn domain(source: &Source, path: &Path, words: &str) -> Option<String> {
    let domain = words.trim().to_ascii_lowercase();
    if !is_domain(&domain) {
        let help = Some("such as news.example.org; other letters as xn--…".to_owned());
        source.refuse(path, format!("{} must be the name of a domain", key(path)), help);
        return None;
    }
    Some(domain)
}

/// A name of DNS below a domain, in small letters (RFC 6376, 3.1).
pub(super) fn selector(source: &Source, path: &Path, words: &str) -> Option<String> {
    let selector = words.trim().to_ascii_lowercase();
    if !is_selector(&selector) {
        let help = Some("letters, digits and hyphens, such as brief-2026".to_owned());
        source.refuse(path, format!("{} must be a name in DNS", key(path)), help);
        return None;
    }
    Some(selector)
}

/// Whether a name in small letters may stand above `_domainkey`.
pub fn is_selector(selector: &str) -> bool {
    is_domain(&format!("{selector}.example"))
}

/// Whether these small letters are a domain's name.
pub fn is_domain(domain: &str) -> bool {
    is_address(&format!("a@{domain}"))
}

/// RFC 5321's shape: dot-atom, `@`, host name; ASCII, no quoted local parts.
fn is_address(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let atoms = |part: &str| !part.is_empty() && part.chars().all(atom);
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    local.len() <= 64
        && local.split('.').all(atoms)
        && domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// Something that looks like BCP 47.
pub(super) fn language(source: &Source, path: &Path, words: &str) -> Option<String> {
    let mut parts = words.split('-');
    let alphabetic = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let primary = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3) && alphabetic(part));
    let rest = parts
        .all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !(primary && rest) {
        let help = match words.contains('_') {
            true => format!("did you mean `{}`?", words.replace('_', "-")),
            false => "such as `en` or `en-GB`".to_owned(),
        };
        source.refuse(path, format!("{} must be a language tag", key(path)), Some(help));
        return None;
    }
    Some(words.to_owned())
}

/// A zone that the machine or our own database knows.
pub(super) fn time_zone(source: &Source, path: &Path, words: &str) -> Option<TimeZone> {
    if let Ok(zone) = TimeZone::get(words) {
        return Some(zone);
    }
    let known: Vec<_> = jiff::tz::db().available().collect();
    // `Zurich` is meant as `Europe/Zurich`; else a slip is looked for.
    let city = known.iter().map(|zone| zone.as_str()).find(|zone| {
        let last = zone.rsplit('/').next().unwrap_or_default();
        !words.is_empty() && last.eq_ignore_ascii_case(&words.replace(' ', "_"))
    });
    let likely = city.or_else(|| yaml::did_you_mean(words, known.iter().map(|zone| zone.as_str())));
    let help = match likely {
        Some(likely) => format!("did you mean `{likely}`?"),
        None => "a name of the IANA database, such as `Europe/London` or `UTC`".to_owned(),
    };
    source.refuse(path, format!("unknown time zone `{words}`"), Some(help));
    None
}

/// `10 MiB`, `500 kB` or a number of bytes.
pub(super) fn size(source: &Source, path: &Path, words: &str) -> Option<u64> {
    let bytes = bytes_of(words.trim());
    if bytes.is_none() {
        let help = Some("such as `10 MiB`; units are B, kB, MB, KiB, MiB".to_owned());
        source.refuse(path, format!("{} must be a size", key(path)), help);
    }
    bytes
}

fn bytes_of(words: &str) -> Option<u64> {
    let digits = words.find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len());
    let (number, unit) = words.split_at(digits);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "kib" => 1024,
        "mib" => 1024 * 1024,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    number.checked_mul(unit).filter(|bytes| *bytes > 0)
}

/// `30s`, `10m`, `6h` or `2d`.
pub(crate) fn duration(source: &Source, path: &Path, words: &str) -> Option<SignedDuration> {
    let duration = duration_of(words.trim());
    if duration.is_none() {
        let help = Some("such as `10m`; units are s, m, h, d, and a year is too long".to_owned());
        source.refuse(path, format!("{} must be a length of time", key(path)), help);
    }
    duration
}

fn duration_of(words: &str) -> Option<SignedDuration> {
    const YEAR: i64 = 365 * 24 * 60 * 60;
    let digits = words.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = words.split_at(digits);
    let unit = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let seconds = number.parse::<i64>().ok()?.checked_mul(unit)?;
    (0..YEAR).contains(&seconds).then(|| SignedDuration::from_secs(seconds))
}

/// The path's last key, for a message.
pub(super) fn key(path: &Path) -> String {
    let path = path.to_string();
    let last = path.rsplit('.').next().unwrap_or_default();
    format!("`{last}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_sizes_and_names_have_their_shapes() {
        for address in ["a@b.example", "first.last+tag@sub.example.org"] {
            assert!(is_address(address), "{address}");
        }
        for address in
            ["a", "@b.c", "a@b", "a b@c.d", "a@-b.c", ".a@b.c", "a@b..c", "ä@b.c", "a@b.c\n"]
        {
            assert!(!is_address(address), "{address}");
        }
        assert_eq!(duration_of("10m"), Some(SignedDuration::from_mins(10)));
        assert_eq!(duration_of("2 d"), Some(SignedDuration::from_hours(48)));
        for duration in ["", "10", "m", "1.5h", "-1m", "10 minutes", "999999999999999999d"] {
            assert_eq!(duration_of(duration), None, "{duration}");
        }
        assert_eq!(bytes_of("10 MiB"), Some(10 * 1024 * 1024));
        assert_eq!(bytes_of("10MiB"), Some(10 * 1024 * 1024));
        assert_eq!(bytes_of("500kB"), Some(500_000));
        assert_eq!(bytes_of("17"), Some(17));
        for size in ["", "MiB", "0", "1.5 MiB", "99999999999999 MiB", "-1", "10 XB"] {
            assert_eq!(bytes_of(size), None, "{size}");
        }
        assert!(is_name("daily-brief_2") && !is_name("Brief") && !is_name("-x") && !is_name(""));
    }
}
