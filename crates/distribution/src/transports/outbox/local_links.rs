//! Links to the edition's page, led to its file: a preview works offline.

use std::path::{Component, Path};

use copydesk_rendering::escape_html;

/// `html` with every link to the page at `url` (which ends in a slash) leading to
/// `local` instead; all other links stay.
pub(super) fn in_html(html: &str, url: &str, local: &str) -> String {
    let (address, local) = (escape_html(url.trim_end_matches('/')), escape_html(local));
    let mut led = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("href=\"") {
        let (before, link) = rest.split_at(at + "href=\"".len());
        led.push_str(before);
        rest = match link.strip_prefix(address.as_str()) {
            Some(behind) => match to_page(behind) {
                Some(behind) => {
                    led.push_str(&local);
                    behind
                }
                None => link,
            },
            None => link,
        };
    }
    led.push_str(rest);
    led
}

/// What follows the page's address, if it is the page's and not that of
/// something below or beside it.
fn to_page(behind: &str) -> Option<&str> {
    let behind = behind.strip_prefix('/').unwrap_or(behind);
    let behind = behind.strip_prefix("index.html").unwrap_or(behind);
    behind.starts_with(['"', '#']).then_some(behind)
}

/// `text` escaped, with its addresses as links, those of the page led to `local`.
pub(super) fn in_text(text: &str, url: &str, local: &str) -> String {
    let mut linked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
        let (before, link) = rest.split_at(at);
        linked.push_str(&escape_html(before));
        let end = link
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(link.len());
        let address = link[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        let escaped = escape_html(address);
        let anchor = format!("<a href=\"{escaped}\" target=\"_blank\">{escaped}</a>");
        linked.push_str(&in_html(&anchor, url, local));
        rest = &link[address.len()..];
    }
    linked.push_str(&escape_html(rest));
    linked
}

/// The way from a folder to a file, for a link. Both from the root.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|component| match component {
        Component::Normal(name) => percent(&name.to_string_lossy()),
        _ => String::new(),
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}

fn percent(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    name.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://b.org/k/";

    #[test]
    fn only_the_page_is_led_to_its_file() {
        let led =
            |link: &str| in_html(&format!("<a href=\"{link}\">x</a>"), URL, "../p/index.html");
        assert_eq!(led(URL), "<a href=\"../p/index.html\">x</a>");
        assert_eq!(led("https://b.org/k"), "<a href=\"../p/index.html\">x</a>");
        assert_eq!(led("https://b.org/k/#s-2"), "<a href=\"../p/index.html#s-2\">x</a>");
        for other in [
            "https://b.org/kk/",
            "https://b.org/k/x",
            "https://b.org/",
            "http://c.org/?a=https://b.org/k/",
        ] {
            assert_eq!(led(other), format!("<a href=\"{other}\">x</a>"));
        }
    }

    #[test]
    fn addresses_in_text_become_links_and_the_rest_is_escaped() {
        assert_eq!(
            in_text("<a> https://c.org/x?y=1&z=2. (https://b.org/k/)", URL, "p"),
            "&lt;a&gt; <a href=\"https://c.org/x?y=1&amp;z=2\" target=\"_blank\">https://c.org/x?y=1&amp;z=2</a>. \
             (<a href=\"p\" target=\"_blank\">https://b.org/k/</a>)"
        );
    }

    #[test]
    fn the_way_is_relative_and_escaped() {
        let way = relative(Path::new("/n/outbox/k"), Path::new("/n/my public/k/index.html"));
        assert_eq!(way, "../../my%20public/k/index.html");
    }
}
