//! What counts as an address, and as a person's name.
//!
//! Stricter than RFC 5321: an address stands in headers, envelopes, file names
//! and tokens, and must mean the same in all of them.

use std::borrow::Cow;

use lettre::Address;

/// RFC 5321, 4.5.3.1.3: 256 octets of path, less its angle brackets.
const LONGEST_ADDRESS: usize = 254;
/// Characters of a name: longer ones could not be written into a header line of 998 octets.
pub const LONGEST_NAME: usize = 500;

/// Trimmed and in lower case: what makes a person one person.
pub(crate) fn normalised(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Takes a normalised address, or says as a predicate what is wrong with it.
pub(crate) fn accept(address: &str) -> Result<Address, Cow<'static, str>> {
    if address.is_empty() {
        return Err("is empty: write an address or delete the line".into());
    }
    if address.chars().any(char::is_control) {
        return Err("contains a control character".into());
    }
    if address.contains(char::is_whitespace) {
        return Err("contains a space: one address a line, and names go into `name`".into());
    }
    if address.len() > LONGEST_ADDRESS {
        return Err(format!(
            "has {} octets; an address has at most {LONGEST_ADDRESS}",
            address.len()
        )
        .into());
    }
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err("has no @".into());
    };
    if !local.chars().all(|c| c.is_ascii() || c.is_alphanumeric()) {
        return Err("has signs beyond ASCII before the @ that are no letters".into());
    }
    if !domain.is_ascii() {
        return Err("has letters beyond ASCII in its domain: write it as xn--…".into());
    }
    if local.contains(['<', '>', '"', '\\', ',', ';', ':', '(', ')']) {
        return Err("has punctuation before the @ that needs quoting".into());
    }
    if domain.starts_with('[') || !domain.contains('.') {
        return Err("needs a domain with a dot after the @, such as example.org".into());
    }
    // RFC 5321, section 4.1.2; the library takes an underscore, too.
    if domain.contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')) {
        return Err("has a sign in its domain that is no letter, digit or hyphen".into());
    }
    address.parse::<Address>().map_err(|_| "is not an address such as reader@example.org".into())
}

/// An address as it is kept, or as a predicate what is wrong with it.
///
/// # Errors
/// When it is none that can be mailed.
pub fn subscriber_address(text: &str) -> Result<String, String> {
    let address = normalised(text);
    accept(&address).map_err(Cow::into_owned)?;
    Ok(address)
}

/// A name as it is kept: on one line. `None` if nothing is left of it.
pub fn subscriber_name(text: &str) -> Option<String> {
    one_line(text)
}

/// The name as one line: what could break a header becomes a space. `None` if
/// nothing is left.
pub(crate) fn one_line(name: &str) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || breaks(c))
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_mean_one_thing_everywhere_pass() {
        // Letters beyond ASCII need a relay that takes them, and most do not.
        for good in [
            "zoë@c.org",
            "ольга@c.org",
            "a@b.org",
            "first.last+tag@news.example.org",
            "o'hara@xn--bcher-kva.example",
        ] {
            assert_eq!(accept(good).unwrap().to_string(), good);
        }
        assert_eq!(normalised("  Reader@EXAMPLE.org "), "reader@example.org");
    }

    /// RFC 5321 and 5322 allow far more than anybody has. What means one thing in a
    /// header, an envelope, a file name and a token is taken as it is; the rest is
    /// refused with a reason, and never rewritten into somebody else's address.
    #[test]
    fn every_odd_legal_form_is_taken_as_it_is_or_refused() {
        for taken in [
            "!#$%&'*+-/=?^_`{|}~@x.org",
            "a@x--y.example",
            "1@2.example",
            "user%host.example@x.org",
            "host!user@x.org",
            "-@x.org",
            "a+b+c@x.org",
            "x@xn--fiqs8s.example",
            "日本語@x.org",
        ] {
            assert_eq!(subscriber_address(taken).as_deref(), Ok(taken));
        }
        for refused in [
            "\"john doe\"@x.org",
            "\"a@b\"@x.org",
            "\"very.(),:;<>[]\\\"\\\\.unusual\"@x.org",
            "\"\"@x.org",
            "(comment)a@x.org",
            "a(comment)@x.org",
            "a@(comment)x.org",
            "a@x.org(comment)",
            "a@[192.0.2.1]",
            "a@[ipv6:2001:db8::1]",
            "@relay.example:a@x.org",
            "<a@x.org>",
            "ann <a@x.org>",
            "mailto:a@x.org",
            "a@b@x.org",
            "a@x.org,b@x.org",
            "group:a@x.org;",
            ".a@x.org",
            "a.@x.org",
            "a..b@x.org",
            "a@x..org",
            "a@x.org.",
            "a@_dmarc.x.org",
            "a@x_y.org",
            "postmaster",
            "a@org",
        ] {
            let why = subscriber_address(refused).unwrap_err();
            assert!(!why.is_empty() && !why.contains("x.org"), "{refused}: {why}");
        }
    }

    #[test]
    fn others_are_told_why() {
        let long = format!("a@{}.org", "b".repeat(260));
        for (bad, why) in [
            ("", "empty"),
            ("a\tb@c.org", "control"),
            ("a b@c.org", "space"),
            ("nobody", "no @"),
            ("zoe\u{308}@c.org", "no letters"),
            ("zo\u{200b}e@c.org", "no letters"),
            ("a@bücher.example", "xn--"),
            ("\"a\"@c.org", "quoting"),
            ("a@localhost", "dot"),
            ("a@[127.0.0.1]", "dot"),
            ("a@-.org", "is not an address"),
            ("@c.org", "is not an address"),
            (long.as_str(), "octets"),
        ] {
            let said = accept(bad).unwrap_err();
            assert!(said.contains(why), "{bad}: {said}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(one_line(" A\r\nBcc:\u{0} b\u{2028}c ").as_deref(), Some("A Bcc: b c"));
        assert_eq!(one_line("\n \t"), None);
    }
}
