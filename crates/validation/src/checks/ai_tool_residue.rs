//! `ai-tool-residue`

use copydesk_manuscript::{Applicability, Edit, Finding, Severity, Span};

use crate::address::is_residue;
use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// What a writing tool leaves behind where it meant a source: `oaicite`,
    /// `contentReference`, `turn0search0`, `citeturn0news3`. In code and in
    /// quotations they are somebody's subject and stay. `utm_source=chatgpt.com`
    /// or `=openai` in an address is only a warning.
    ///
    /// # Why it matters to a reader
    ///
    /// The claim has no source, and the mail says that nobody read it.
    ///
    /// # Example
    ///
    /// `The river rose. :contentReference[oaicite:0]{index=0}`
    ///
    /// # How to fix it
    ///
    /// Cite the source that the tool read, and delete what it left. An address
    /// loses the parameter with `copydesk check --fix`.
    "ai-tool-residue", Error, find, gather
}

fn gather(_: &Reading<'_>, findings: &[Finding]) -> Option<crate::check::Gathered> {
    let address = findings.first().is_some_and(|finding| !finding.fixes.is_empty());
    let headline = if address {
        "{n} addresses name a writing tool"
    } else {
        "a writing tool left {n} marks of its own"
    };
    crate::check::gather_three(headline, findings)
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    let text = &document.text;
    let mut spared = prose::code(document);
    spared.extend(document.quotations.iter().map(|quotation| quotation.span));
    let spared = prose::merged(spared);
    let mut findings = Vec::new();
    let mut from = 0;
    let any = text.contains("oaicite") || text.contains("contentReference");
    let left = (any || text.contains("turn")).then(|| words(text));
    for (start, length) in left.into_iter().flatten() {
        let span = Span::new(start, start + length);
        let word = span.of(text);
        if start < from || !is_left_behind(word) || prose::touches(&spared, span) {
            continue;
        }
        let span = widened(text, span, from);
        from = span.end;
        let label = span.of(text);
        findings.push(
            CHECK
                .finding(span, format!("a writing tool left “{label}” behind"))
                .help("cite the source that the tool read, and delete this")
                .label(label),
        );
    }
    for (start, _) in text.match_indices("utm_source=") {
        findings.extend(address(text, start).filter(|f| !prose::touches(&spared, f.span)));
    }
    findings
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(move |word| {
        let start = from;
        from += word.len() + text[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        (word.len() > 6).then_some((start, word.len()))
    })
}

fn is_left_behind(word: &str) -> bool {
    if matches!(word, "oaicite" | "contentReference") {
        return true;
    }
    // cite turn 0 search 12
    let rest = word.strip_prefix("cite").unwrap_or(word);
    let Some(rest) = rest.strip_prefix("turn") else {
        return false;
    };
    let digit = |c: char| c.is_ascii_digit();
    let kind = rest.trim_start_matches(digit);
    let name = kind.trim_matches(digit);
    let kinds = ["search", "news", "view", "image", "file", "fetch", "academia", "product"];
    // Several may be run together: citeturn0search0turn0news3.
    let first = kinds.iter().find(|kind| name.starts_with(**kind));
    kind.len() < rest.len() && first.is_some_and(|first| kind[first.len()..].starts_with(digit))
}

/// With the brackets around it: `:contentReference[oaicite:0]{index=0}`.
fn widened(text: &str, span: Span, from: usize) -> Span {
    let part = |c: char| {
        c.is_ascii_alphanumeric()
            || ":[]{}=_【】†".contains(c)
            || ('\u{e200}'..='\u{e2ff}').contains(&c)
    };
    let before = &text[from..span.start];
    let opens = |c: char| "[:{【_".contains(c) || ('\u{e200}'..='\u{e2ff}').contains(&c);
    let start = from + before.trim_end_matches(opens).len();
    let after = &text[span.end..];
    let length = after.len() - after.trim_start_matches(part).len();
    let words = &text[start..span.end + length];
    Span::new(start, start + words.trim_end_matches(':').len().max(span.end - start))
}

/// The parameter in an address, with the sign that it takes away with it.
fn address(text: &str, start: usize) -> Option<Finding> {
    let before = text[..start].chars().next_back().filter(|c| "?&;".contains(*c))?;
    let rest = &text[start..];
    let value = |c: char| !(c.is_ascii_alphanumeric() || "_=.-%".contains(c));
    let parameter = rest[..rest.find(value).unwrap_or(rest.len())].trim_end_matches('.');
    if !is_residue(parameter) {
        return None;
    }
    let span = Span::new(start, start + parameter.len());
    let sign = if text[..start].ends_with("&amp;") { 5 } else { before.len_utf8() };
    let mut edit = Edit { start: start - sign, end: span.end, text: String::new() };
    let after = &text[span.end..];
    if before == '?' && after.starts_with('&') {
        // What follows it is first now.
        edit.start = start;
        edit.end += if after.starts_with("&amp;") { 5 } else { 1 };
    }
    let mut finding = CHECK
        .finding(span, "an address says that a writing tool found it")
        .help("delete the parameter: copydesk check --fix")
        .label(parameter)
        .fix(Applicability::Safe, vec![edit]);
    finding.severity = Severity::Warning;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tool_leaves_behind() {
        for word in ["oaicite", "turn0search0", "citeturn12news3", "citeturn0search0turn0view1"] {
            assert!(is_left_behind(word), "{word}");
        }
        for word in ["turnaround", "turn2", "turn0", "turnsearch", "turn10search", "citation"] {
            assert!(!is_left_behind(word), "{word}");
        }
    }

    #[test]
    fn an_address_stays_whole() {
        for (address, mended) in [
            ("https://a.example/b?utm_source=chatgpt.com", "https://a.example/b"),
            ("https://a.example/b?utm_source=openai&x=1", "https://a.example/b?x=1"),
            ("https://a.example/b?x=1&utm_source=openai#c", "https://a.example/b?x=1#c"),
            ("https://a.example/b?x=1&amp;utm_source=openai, 2", "https://a.example/b?x=1, 2"),
        ] {
            let at = address.find("utm_source").unwrap();
            let finding = super::address(address, at).unwrap();
            let edit = &finding.fixes[0].edits[0];
            let mut text = address.to_owned();
            text.replace_range(edit.start..edit.end, &edit.text);
            assert_eq!(text, mended);
        }
        assert!(super::address("?utm_source=newsletter", 1).is_none());
    }
}
