//! What a feed carries of a page: its words, without its clothes.

use ammonia::{Builder, Url, UrlRelative};

use super::FeedProblem;

/// What stands inside `<main>`, less the headline, which feeds say elsewhere. A feed
/// reader's own page is not ours, so only elements and addresses that are known to be
/// harmless go there, and a marker leads to its source's place on the page at `url`.
/// None of a page without `<main>`.
pub(super) fn of(page: &str, url: &str) -> Result<Option<String>, FeedProblem> {
    let base = Url::parse(url).map_err(|_| FeedProblem::Address(url.to_owned()))?;
    let Some(main) = main(page) else { return Ok(None) };
    let mut cleaner = Builder::default();
    cleaner
        .rm_tags(["h1"])
        .add_clean_content_tags(["h1"])
        .url_schemes(["https", "http", "mailto"].into())
        .url_relative(UrlRelative::RewriteWithBase(base))
        .add_tag_attributes("a", ["aria-label"])
        .add_generic_attributes(["dir"])
        // Who writes to whom is the reader's business.
        .link_rel(None);
    Ok(Some(cleaner.clean(main).to_string().trim().to_owned()))
}

fn main(page: &str) -> Option<&str> {
    let start = page.find("<main")?;
    let start = start + page[start..].find('>')? + 1;
    let end = page.rfind("</main>")?;
    page.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn words_stay_and_clothes_go() {
        let page = "<main class=\"x\"><h1>Title</h1><p class=\"y\" lang=\"ar\" id=\"z\">True.\
                    <a class=\"cite\" href=\"#s-1\" aria-label=\"[1] A\">[1]</a></p>\
                    <script>x</script><a href=\"javascript:x\" onclick=\"x\">b</a>\
                    <img src=\"https://x.org/a.png\" alt=\"c\" onerror=\"x\"></main><p>foot</p>";
        let found = of(page, "https://brief.example.org/one/").unwrap().unwrap();
        assert_eq!(
            found,
            "<p lang=\"ar\">True.<a href=\"https://brief.example.org/one/#s-1\" \
             aria-label=\"[1] A\">[1]</a></p><a>b</a><img src=\"https://x.org/a.png\" alt=\"c\">"
        );
        assert_eq!(of("<p>no main</p>", "https://x.org/").unwrap(), None);
        assert!(of(page, "nowhere").is_err());
    }
}
