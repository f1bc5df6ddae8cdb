//! `<draft>.review.md`: the page, beside the draft.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_validation::Verdict;

use crate::exit::Exit;
use crate::files;
use crate::report::page::{Setting, page};
use crate::report::paint::Paint;
use crate::trouble::{Failure, Trouble};

/// Columns of the page.
const WIDTH: usize = 80;

/// Writes the review of a draft, unless these very words stand there already:
/// a file that is touched at every look would wake every sync client.
pub(super) fn write(draft: &Path, verdict: &Verdict) -> Result<(), Failure> {
    let path = beside(draft);
    let name = draft.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut document = verdict.document().clone();
    document.path.clone_from(&name);
    let setting = Setting { width: WIDTH, paint: Paint(false), all: false };
    let page = page(&document, verdict.report(), setting);
    // Tildes, because a page quotes backticks.
    let review = format!("# Review of {name}\n\n~~~text\n{page}~~~\n");
    if fs::read(&path).is_ok_and(|former| former == review.as_bytes()) {
        return Ok(());
    }
    files::replace(&path, review.as_bytes()).map_err(|error| {
        let message = format!("the review cannot be written: {error}");
        Trouble::of(path.display(), message).exit(Exit::Machine)
    })
}

fn beside(draft: &Path) -> PathBuf {
    let mut name = draft.file_name().unwrap_or_default().to_os_string();
    name.push(".review.md");
    draft.with_file_name(name)
}
