//! Measured figures as a section of a page in `docs/`, between two lines that name
//! it, with the commit they were measured at.

use std::fs;
use std::process::Command;

use crate::machine;

/// Puts the section into the page, in place of the former one.
pub(crate) fn write(page: &str, name: &str, section: &str) -> Result<(), String> {
    let path = machine::root().join(page);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (begin, end) = marks(name);
    let text = replaced(&text, name, section)
        .ok_or_else(|| format!("{} has no lines `{begin}` and `{end}`", path.display()))?;
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// What is checked out.
pub(crate) fn commit() -> String {
    let git = |words: &[&str]| {
        let output = Command::new("git").args(words).current_dir(machine::root()).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| said.trim().to_owned())
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    let remark = if changed.is_some_and(|files| !files.is_empty()) { " with changes" } else { "" };
    let commit = git(&["rev-parse", "--short=10", "HEAD"]);
    commit.map_or_else(|| "no commit".to_owned(), |commit| format!("commit {commit}{remark}"))
}

fn marks(name: &str) -> (String, String) {
    (format!("<!-- {name} -->"), format!("<!-- end of {name} -->"))
}

fn replaced(page: &str, name: &str, section: &str) -> Option<String> {
    let (begin, end) = marks(name);
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n{end}{after}", section.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_takes_the_place_of_the_former() {
        let page =
            |words| format!("# Title\n\n<!-- kill -->\n{words}\n<!-- end of kill -->\n\nrest\n");
        assert_eq!(replaced(&page("old"), "kill", "new\n"), Some(page("new")));
        assert_eq!(replaced("# Title\n", "kill", "new"), None);
    }
}
