//! Addresses within the preview.

use copydesk_distribution::Sample;

use crate::preview::view::View;

/// The page of a draft in a view, read as `reader`.
pub(super) fn link(path: &str, view: Option<View>, reader: &Sample) -> String {
    let view = view.map(|view| format!("&view={}", view.key())).unwrap_or_default();
    format!("/?draft={}{view}&as={}", encoded(path), reader.key)
}

/// What stands in the frame of that page. The version changes with the draft, so
/// that a page sees that it has to fetch it again.
pub(super) fn frame_link(path: &str, view: View, reader: &Sample, version: u64) -> String {
    let (path, view) = (encoded(path), view.key());
    format!("/frame?draft={path}&view={view}&as={}&version={version}", reader.key)
}

/// For the value of a query (RFC 3986, 2.3 and 3.4).
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_value() {
        assert_eq!(encoded("drafts/a & b+100%.txt"), "drafts/a%20%26%20b%2B100%25.txt");
        assert_eq!(encoded("港"), "%E6%B8%AF");
    }
}
