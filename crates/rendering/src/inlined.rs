//! A mail's styles, put onto its elements: once an edition, never per message.

use css_inline::{CSSInliner, InlineOptions};

/// `html` with each rule of its `<style>` on the elements that it is about. A
/// `<style data-css-inline="keep">` stays where it is: media queries cannot stand on
/// an element.
///
/// # Errors
/// Says what is wrong with the style.
pub(crate) fn inlined(html: &str) -> Result<String, String> {
    let options = InlineOptions {
        minify_css: true,
        load_remote_stylesheets: false,
        // Templates write HTML, and a name in it is not a path.
        keep_link_tags: true,
        ..InlineOptions::default()
    };
    let inlined = CSSInliner::new(options).inline(html).map_err(|error| error.to_string())?;
    // A `<` of a draft is escaped, so this is a tag of the look's own.
    Ok(angles_escaped(&inlined).replace("<style data-css-inline=\"keep\">", "<style>"))
}

/// HTML may have angle brackets inside attributes, and the parser that has been
/// over it writes them so; filters that look for `<script` know less.
fn angles_escaped(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        out.push_str(text);
        let end = match tag.strip_prefix("<!--") {
            Some(_) => tag.find("-->").map_or(tag.len(), |at| at + 3),
            None => end_of_tag(tag),
        };
        let (tag, behind) = tag.split_at(end);
        match tag.get(1..tag.len().saturating_sub(1)).filter(|_| !tag.starts_with("<!")) {
            Some(inner) => {
                out.push('<');
                out.push_str(&inner.replace('<', "&lt;").replace('>', "&gt;"));
                out.push('>');
            }
            None => out.push_str(tag),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// One past the `>` that ends a tag: the first outside quotation marks, which the
/// parser writes doubled always.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::inlined;

    #[test]
    fn rules_go_to_elements_and_media_queries_stay() {
        let html = "<!DOCTYPE html><html><head><style>.a { color: red; } .rtl .a { margin: 0 }</style>\n\
                    <style data-css-inline=\"keep\">@media (prefers-color-scheme: dark) { .a { color: blue !important } }</style>\
                    </head><body><p class=\"a\">x<!--[if mso]><b><![endif]--></p></body></html>";
        let found = inlined(html).unwrap();
        assert!(found.contains("<p class=\"a\" style=\"color:red\">"), "{found}");
        assert!(found.contains("@media (prefers-color-scheme: dark)"), "{found}");
        assert!(found.contains("<!--[if mso]><b><![endif]-->"), "{found}");
        assert!(!found.contains("margin") && !found.contains("css-inline"), "{found}");
    }

    #[test]
    fn angles_in_attributes_stay_escaped() {
        let html = "<p title=\"&lt;script&gt; &amp; 'x'\">a &lt; b</p>";
        let found = inlined(html).unwrap();
        assert!(found.contains("<p title=\"&lt;script&gt; &amp; 'x'\">a &lt; b</p>"), "{found}");
    }
}
