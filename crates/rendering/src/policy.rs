//! A page's content security policy (CSP, level 3), in the page itself: archives
//! lie on servers whose headers nobody sets.
//!
//! It lets in the page's own styles, by their hashes, and pictures over https.
//! Nothing runs, nothing is framed, nothing is sent, whatever a look or a draft
//! should manage to write.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// `page` with its policy right behind `<head>`, before anything it is about.
pub(crate) fn with_policy(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let Some(head) = lower.find("<head").and_then(|at| Some(at + lower[at..].find('>')? + 1))
    else {
        // `complete` refuses a look without a head.
        return page.to_owned();
    };
    let hashes: Vec<String> = styles(page, &lower).map(hash).collect();
    let styles = if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") };
    let policy = format!(
        "\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src {styles}; img-src https:; base-uri 'none'; form-action 'none'\">"
    );
    let (before, behind) = page.split_at(head);
    [before, &policy, behind].concat()
}

/// What stands inside each `<style>`. `lower` is `page` in lower case.
fn styles<'a>(page: &'a str, lower: &'a str) -> impl Iterator<Item = &'a str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let open = from + lower.get(from..)?.find("<style")?;
        let start = open + lower[open..].find('>')? + 1;
        let end = start + lower[start..].find("</style")?;
        from = end;
        page.get(start..end)
    })
}

/// `'sha256-…'`, as CSP writes it.
fn hash(style: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_s_own_styles_are_let_in() {
        let page = "<!DOCTYPE html><html><head>\n<style>p { color: red; }</style></head>";
        let found = with_policy(page);
        // `printf 'p { color: red; }' | openssl dgst -sha256 -binary | base64`
        let hash = "'sha256-pckGv9YvNcB5xy+Y4fbqhyo+ib850wyiuWeNbZvLi00='";
        assert!(found.contains("<head>\n<meta http-equiv=\"Content-Security-Policy\""), "{found}");
        assert!(found.contains(&format!("style-src {hash}; img-src https:")), "{found}");
        assert!(with_policy("<head></head>").contains("style-src 'none'"));
    }
}
