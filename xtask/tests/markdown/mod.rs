//! Just enough Markdown to follow its links.

/// The relative links of a document, without their `#fragments`. Code, where a
/// link is only an example, is passed over.
pub(crate) fn relative_links(document: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut fenced = false;
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            in_line(&without_code(line), &mut links);
        }
    }
    links
}

fn in_line(line: &str, links: &mut Vec<String>) {
    for (at, _) in line.match_indices("](") {
        let rest = &line[at + 2..];
        let target = rest.split([')', ' ']).next().unwrap_or_default();
        let path = target.split('#').next().unwrap_or_default();
        if !path.is_empty() && !path.contains("://") && !path.starts_with("mailto:") {
            links.push(path.to_owned());
        }
    }
}

/// Every second part between backticks is prose.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn finds_relative_links_only() {
    let document = "\
[a](A.md) and [b](b/c.md#part), [c](https://example.org), [d](#here) and `[e](e.md)`
```
[f](f.md)
```
[g](mailto:a@example.org) [h](h.md \"title\")
";
    assert_eq!(relative_links(document), ["A.md", "b/c.md", "h.md"]);
}
