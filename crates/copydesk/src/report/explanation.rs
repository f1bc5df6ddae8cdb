//! What a check says of itself, as plain Markdown.

use copydesk_validation::Check;

/// The whole text, without the space that a doc comment begins its lines with.
pub(crate) fn whole(check: &Check) -> String {
    let lines = check.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// What stands under one of its headings.
pub(super) fn section(check: &Check, heading: &str) -> String {
    let text = whole(check);
    let lines = text.lines().skip_while(|line| line.strip_prefix("# ") != Some(heading)).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("# ")).collect();
    lines.join("\n").trim().to_owned()
}

/// The first sentence of what it looks for, on one line.
pub(super) fn gist(check: &Check) -> String {
    let section = section(check, "What it looks for");
    let line = section.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.match_indices(". ").map(|(at, _)| at + 1).next().unwrap_or(line.len());
    line[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_validation::catalogue;

    #[test]
    fn every_check_has_a_gist() {
        for check in catalogue() {
            let gist = gist(check);
            assert!(gist.len() > 10, "{}: {gist}", check.name);
            assert!(!section(check, "Why it matters to a reader").is_empty(), "{}", check.name);
        }
    }
}
