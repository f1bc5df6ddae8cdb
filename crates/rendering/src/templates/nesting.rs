//! How deep a template nests, counted before Handlebars parses it: its parser
//! and its renderer recurse, and a stack that overflows ends the process.

use crate::TemplateProblem;

/// Deeper than any template for people; measured to be safe on a thread's stack.
pub(super) const DEEPEST: usize = 50;

/// Refuses blocks, `else` chains, brackets nested over [`DEEPEST`], and raw
/// blocks, which nothing here needs.
pub(super) fn check(source: &str) -> Result<(), TemplateProblem> {
    let problem =
        |byte: usize, message: String| Err(TemplateProblem::new("", message).at_byte(source, byte));
    let too_deep = || format!("nested more than {DEEPEST} deep");
    // What each open block adds: itself, and one for every link of its else chain.
    let mut open: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    for tag in tags(source) {
        let body = tag.body.trim_start_matches(['~', ' ', '\n', '\t']);
        let chained = body.strip_prefix("else").or_else(|| body.strip_prefix('^'));
        let chained = chained.is_some_and(|rest| !rest.trim_matches(['~', ' ', '\n']).is_empty());
        if body.starts_with('{') && tag.body.starts_with("{{") {
            return problem(tag.start, "raw blocks `{{{{…}}}}` are not for mails".to_owned());
        } else if body.starts_with('#') {
            open.push(1);
            depth += 1;
        } else if body.starts_with('/') {
            depth -= open.pop().unwrap_or(0);
        } else if chained && let Some(last) = open.last_mut() {
            *last += 1;
            depth += 1;
        }
        if depth > DEEPEST || brackets(body) > DEEPEST {
            return problem(tag.start, too_deep());
        }
    }
    Ok(())
}

/// The deepest nesting of brackets in a tag, whatever their kind.
fn brackets(tag: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for c in tag.chars() {
        match c {
            '(' | '[' | '{' => now += 1,
            ')' | ']' | '}' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

/// Something between double braces.
pub(super) struct Tag<'a> {
    /// Where its first brace stands.
    pub(super) start: usize,
    /// One past its last brace.
    pub(super) end: usize,
    /// What stands between the outer two pairs.
    body: &'a str,
}

/// All tags of a template, comments included (their body begins with `!`).
pub(super) fn tags(source: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + source.get(from..)?.find("{{")?;
            let inner = start + 2;
            let close = if source[inner..].starts_with("!--") { "--}}" } else { "}}" };
            let length = source[inner..].find(close);
            let end = length.map_or(source.len(), |l| inner + l + close.len());
            let body = &source[inner..length.map_or(source.len(), |l| inner + l)];
            // A comment's words are no nesting; an escaped `\{{` is no tag.
            from = end;
            if source[..start].ends_with('\\') {
                from = inner;
                continue;
            }
            return Some(Tag { start, end, body });
        }
    })
}
