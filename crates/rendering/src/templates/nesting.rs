//! How deep a template nests, counted before Handlebars parses it: its parser
//! and its renderer recurse, and a stack that overflows ends the process.

use crate::TemplateProblem;

/// Deeper than any template for people; measured to be safe on a thread's stack.
pub(super) const DEEPEST: usize = 50;

/// Refuses blocks, `else` chains and brackets nested over [`DEEPEST`].
///
/// Counting can only be trusted where a tag's end is certain, so what Handlebars
/// would let hide one (literals in brackets, backslashes) is refused as well; no
/// template of ours needs it.
pub(super) fn check(source: &str) -> Result<(), TemplateProblem> {
    // What each open block adds: itself, and one for every link of its else chain.
    let mut open: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    for tag in tags(source) {
        let refuse = |message: &str, help: &str| {
            Err(TemplateProblem::new("", message).help(help).at_byte(source, tag.start))
        };
        if source[..tag.start].ends_with('\\') {
            return refuse(
                "a backslash before braces",
                "braces as text are `&#123;&#123;` in HTML; plain text has none",
            );
        }
        if tag.body.starts_with('!') {
            continue;
        }
        if tag.body.starts_with("{{") {
            return refuse("raw blocks are not read", "write what you mean without `{{{{`");
        }
        if tag.body.starts_with('{') {
            return refuse(UNSAFE, ESCAPE_IT);
        }
        if tag.body.contains(['{', '}', '[', ']', '\\']) || !quotes_match(tag.body) {
            return refuse(
                "this tag does not end where it seems to",
                "no brackets, braces or backslashes inside a tag, and both quotation marks",
            );
        }
        let body = tag.body.trim_start_matches(['~', ' ', '\n', '\t']);
        let chained = body.strip_prefix("else").or_else(|| body.strip_prefix('^'));
        let chained = chained.is_some_and(|rest| !rest.trim_matches(['~', ' ', '\n']).is_empty());
        if body.starts_with('#') {
            open.push(1);
            depth += 1;
        } else if body.starts_with('/') {
            depth -= open.pop().unwrap_or(0);
        } else if chained && let Some(last) = open.last_mut() {
            *last += 1;
            depth += 1;
        }
        if depth > DEEPEST || parentheses(body) > DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            return refuse(&message, "move the inner part into a partial, or make it flatter");
        }
    }
    Ok(())
}

/// What is said of HTML that would not be escaped.
pub(super) const UNSAFE: &str = "this would write HTML that nobody has made safe";
/// What to write instead.
pub(super) const ESCAPE_IT: &str =
    "write `{{name}}` for text, `{{prose body}}` for a draft's prose";

fn quotes_match(tag: &str) -> bool {
    let open = tag.chars().fold(None, |open, c| match (open, c) {
        (None, '"' | '\'') => Some(c),
        (Some(quote), c) if quote == c => None,
        _ => open,
    });
    open.is_none()
}

/// The deepest nesting of parentheses in a tag.
fn parentheses(tag: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for c in tag.chars() {
        match c {
            '(' => now += 1,
            ')' => now = now.saturating_sub(1),
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

/// All tags of a template, comments included: their body begins with `!`.
pub(super) fn tags(source: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + source.get(from..)?.find("{{")?;
        let inner = start + 2;
        let rest = &source[inner..];
        // `{{!-- … --}}` may contain braces; without its end it is a `{{! … }}`.
        let long = rest.starts_with("!--").then(|| rest[3..].find("--}}")).flatten();
        let (length, end) = match long {
            Some(at) => (at + 3, at + 7),
            None => rest.find("}}").map_or((rest.len(), rest.len()), |at| (at, at + 2)),
        };
        from = inner + end;
        Some(Tag { start, end: from, body: &rest[..length] })
    })
}
