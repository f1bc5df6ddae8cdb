//! What no mail and no page of ours may contain: anything that runs, asks, or
//! fetches. A draft's words are escaped, so only a template can bring it in.

use super::Files;
use super::nesting::tags;
use crate::TemplateProblem;

const ELEMENTS: [&str; 18] = [
    "script", "form", "iframe", "object", "embed", "applet", "frame", "frameset", "base", "svg",
    "math", "input", "button", "textarea", "select", "audio", "video", "portal",
];

/// Attributes that lead somewhere.
const ADDRESSES: [&str; 7] =
    ["href", "src", "action", "background", "poster", "srcset", "formaction"];

/// What else is asked of an element, by its name and attributes.
type Question = fn(&str, &[(String, String)]) -> Option<String>;

/// One thing found, and where in the HTML.
struct Found {
    byte: usize,
    message: String,
}

/// A template's own text, so that the problem has a line.
pub(super) fn check_source(files: &Files, name: &str) -> Result<(), TemplateProblem> {
    let source = files.text(name);
    let mut html = source.as_bytes().to_vec();
    for tag in tags(source) {
        // Blanks of the same length keep the places right. A letter keeps
        // `<a href={{url}}>` an attribute with a value.
        html[tag.start..tag.end].fill(b'x');
    }
    let html = String::from_utf8_lossy(&html);
    if let Some(found) = search(&html, nothing_more) {
        return Err(problem(files.path(name), &found.message).at_byte(source, found.byte));
    }
    match search(&html, bare_picture) {
        Some(found) => Err(TemplateProblem::new(files.path(name), found.message)
            .at_byte(source, found.byte)
            .help("`alt` for who does not see it, `width` and `height` so that no text jumps")),
        None => Ok(()),
    }
}

fn nothing_more(_: &str, _: &[(String, String)]) -> Option<String> {
    None
}

/// A picture of the template's own says what it shows and how large it is.
fn bare_picture(element: &str, attributes: &[(String, String)]) -> Option<String> {
    let has = |name: &&str| attributes.iter().any(|(known, _)| known == name);
    let missing = ["alt", "width", "height"].into_iter().find(|name| !has(name));
    let missing = missing.filter(|_| element == "img")?;
    Some(format!("this `<img>` has no `{missing}`"))
}

/// What came out, whichever way it came in.
pub(super) fn check_rendered(html: &str) -> Result<(), TemplateProblem> {
    match search(html, nothing_more) {
        Some(found) => Err(problem(String::new(), &found.message)),
        None => Ok(()),
    }
}

fn problem(file: String, message: &str) -> TemplateProblem {
    TemplateProblem::new(file, message)
        .help("mail programs strip it or turn the mail away; a page needs none of it")
}

/// The first thing that is refused: here, or by `more` of an element's name and
/// attributes.
fn search(html: &str, more: Question) -> Option<Found> {
    let mut from = 0;
    while let Some(at) = html.get(from..)?.find('<') {
        let start = from + at;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            from = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let name: String =
            rest[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = name.to_ascii_lowercase();
        from = start + 1;
        if name.is_empty() {
            continue;
        }
        let (attributes, length) = attributes(&rest[1 + name.len()..]);
        from = start + 1 + name.len() + length;
        let found = |message| Some(Found { byte: start, message });
        if ELEMENTS.contains(&name.as_str()) {
            return found(format!("`<{name}>` must not stand in a mail or a page"));
        }
        let in_attribute = attributes.iter().find_map(|a| attribute(&name, a));
        if let Some(message) = in_attribute.or_else(|| more(&name, &attributes)) {
            return found(message);
        }
        let says = |key: &str, value: &str| {
            let has =
                |a: &&(String, String)| a.0 == key && a.1.to_ascii_lowercase().contains(value);
            attributes.iter().any(|a| has(&a))
        };
        if name == "link" && says("rel", "stylesheet")
            || name == "meta" && says("http-equiv", "refresh")
        {
            return found(format!("this `<{name}>` makes the reader's program fetch or move"));
        }
        if name == "style" {
            let end = html[from..].find("</style").unwrap_or(html.len() - from);
            if let Some(message) = style(&html[from..from + end]) {
                return found(message);
            }
            from += end;
        }
    }
    None
}

fn attribute(element: &str, (name, value): &(String, String)) -> Option<String> {
    if name.starts_with("on") && name.len() > 2 {
        return Some(format!("`{name}` on `<{element}>` would run a script"));
    }
    if name == "style" {
        return style(value);
    }
    let scheme: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(11)
        .collect::<String>()
        .to_ascii_lowercase();
    let bad = ["javascript:", "vbscript:", "data:"];
    let bad = bad.iter().find(|bad| scheme.starts_with(**bad));
    bad.filter(|_| ADDRESSES.contains(&name.as_str()))
        .map(|bad| format!("a `{bad}` address in `{name}` of `<{element}>`"))
}

fn style(css: &str) -> Option<String> {
    let css = css.to_ascii_lowercase();
    ["@import", "@font-face", "url(", "expression("]
        .into_iter()
        .find(|bad| css.contains(bad))
        .map(|bad| format!("`{bad}` in a style fetches or runs something"))
}

/// The attributes after an element's name, and how long they are up to and
/// including `>`.
fn attributes(text: &str) -> (Vec<(String, String)>, usize) {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut i = 0;
    let skip = |mut i: usize, stop: &dyn Fn(u8) -> bool| {
        while i < bytes.len() && !stop(bytes[i]) {
            i += 1;
        }
        i
    };
    loop {
        i = skip(i, &|b| !b.is_ascii_whitespace() && b != b'/');
        if i >= bytes.len() {
            return (found, i);
        }
        if bytes[i] == b'>' {
            return (found, i + 1);
        }
        let start = i;
        i = skip(i + 1, &|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
        let name = text.get(start..i).unwrap_or_default().to_ascii_lowercase();
        let mut value = "";
        let equals = skip(i, &|b| !b.is_ascii_whitespace());
        if bytes.get(equals) == Some(&b'=') {
            let start = skip(equals + 1, &|b| !b.is_ascii_whitespace());
            match bytes.get(start) {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = skip(start + 1, &|b| b == *quote);
                    value = text.get(start + 1..end).unwrap_or_default();
                    i = (end + 1).min(bytes.len());
                }
                _ => {
                    i = skip(start, &|b| b.is_ascii_whitespace() || b == b'>');
                    value = text.get(start..i).unwrap_or_default();
                }
            }
        }
        found.push((name, value.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_asks_or_fetches_is_found() {
        for bad in [
            "<script>",
            "<SCRIPT src=x>",
            "<p><form action=x>",
            "<iframe/>",
            "<p onclick=x>",
            "<p class='a'onload = 'x'>",
            "<img/onerror=x>",
            "<a href=' java\tscript:x'>",
            "<img src=data:image/png>",
            "<p style=\"background:url(x)\">",
            "<style>@import 'x'</style>",
            "<link rel=\"stylesheet\" href=x>",
            "<meta http-equiv=refresh>",
            "<!-- fine --><svg>",
        ] {
            assert!(search(bad, nothing_more).is_some(), "{bad}");
        }
        for fine in [
            "<p>once=upon &lt;script&gt; a < b</p>",
            "<a href=\"https://x.org/?onload=1\">x</a>",
            "<link rel=\"canonical\" href=\"https://x.org\">",
            "<!--[if mso]><table><![endif]-->",
            "<style>p{color:red}</style>",
        ] {
            assert!(search(fine, nothing_more).is_none(), "{fine}");
        }
    }
}
