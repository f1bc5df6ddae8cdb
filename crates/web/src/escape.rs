//! From a draft's characters to ones that a page shows: markup becomes text, and
//! what is invisible becomes visible.

use std::borrow::Cow;

/// For text and for quoted attributes.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if is_special(c) => escaped.push_str(&shown(c)),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The address, for an attribute, if a click may follow it.
pub fn address(url: &str) -> Option<Cow<'_, str>> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    let sound = !url.contains(|c: char| c.is_whitespace() || is_hidden(c) || "\\`^{|}".contains(c));
    (web && host && sound).then(|| escaped(url))
}

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\'') || is_hidden(c)
}

/// Control characters, and those that turn the direction of what follows them:
/// text is to stand in the order in which it is stored.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
        || matches!(u32::from(c), n if n & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&n))
}

/// `␛` for what has a picture in Unicode, else its number.
fn shown(c: char) -> String {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('␣').to_string(),
        0x7f => "␡".to_owned(),
        code => format!("[U+{code:04X}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_the_invisible_is_seen() {
        assert_eq!(escaped("<b>'&'\u{1b}[0m\u{202e}"), "&lt;b&gt;&#39;&amp;&#39;␛[0m[U+202E]");
        assert_eq!(escaped("قال 42 “x”\t."), "قال 42 “x”\t.");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(address("https://a.org/?b=1&c").as_deref(), Some("https://a.org/?b=1&amp;c"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "https://", "//a.org", "a.org"] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
