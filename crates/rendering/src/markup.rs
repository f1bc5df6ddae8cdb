//! From a draft's characters to ones that HTML may carry.

use std::borrow::Cow;

/// Without the control characters that neither HTML nor XML may contain. Tabs
/// become spaces; line feeds stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let cleaned = text.chars().filter_map(|c| match c {
        '\n' | '\r' => Some('\n'),
        '\t' => Some(' '),
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    Cow::Owned(cleaned.collect())
}

/// On one line: runs of white space become one space. No-break spaces stay.
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// For text and for quoted attributes.
pub fn escape_html(text: &str) -> String {
    let text = clean(text);
    let mut escaped = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((at, c)) = rest.bytes().enumerate().find(|(_, c)| b"&<>\"'".contains(c)) {
        escaped.push_str(&rest[..at]);
        escaped.push_str(match c {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    escaped.push_str(rest);
    escaped
}

/// The address if a reader's click may lead there: http, https or mailto, no
/// white space, no control characters. A source keeps the address it has, except
/// that characters no address may contain are percent-encoded.
pub(crate) fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (scheme, rest) = url.split_once(':')?;
    let leads_somewhere = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric() || c == '[')),
        "mailto" => rest.contains('@'),
        _ => false,
    };
    leads_somewhere.then(|| {
        url.chars().fold(String::new(), |mut safe, c| {
            match c {
                '"' | '<' | '>' | '\\' | '`' | '^' | '{' | '|' | '}' => {
                    safe.push_str(&format!("%{:02X}", u32::from(c)));
                }
                c => safe.push(c),
            }
            safe
        })
    })
}

/// The host of a web address as people say it: `npr.org`.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// Percent-encoded for a query: everything but letters, digits and `-._~`.
pub(crate) fn query(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_click_may_follow() {
        for fine in ["https://npr.org/a?b=1&c=2#d", "HTTP://x.org", "mailto:desk@example.org"] {
            assert_eq!(safe_url(fine).as_deref(), Some(fine));
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "https:///path",
            "https://",
            "//x.org",
            "/local",
            "www.npr.org",
            "https://a b",
            "mailto:",
        ] {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
        assert_eq!(
            safe_url("https://x.org/\"><b>").as_deref(),
            Some("https://x.org/%22%3E%3Cb%3E")
        );
    }

    #[test]
    fn control_characters_reach_nobody() {
        assert_eq!(escape_html("a\u{0}\u{1b}<b>\u{feff}'\""), "a&lt;b&gt;&#39;&quot;");
        assert_eq!(one_line(" a\r\n\tb "), "a b");
    }

    #[test]
    fn hosts_as_people_say_them() {
        assert_eq!(host("https://www.npr.org:443/x"), Some("npr.org"));
        assert_eq!(host("mailto:a@b"), None);
    }
}
