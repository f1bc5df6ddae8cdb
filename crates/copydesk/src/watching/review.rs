//! `<draft>.review.md`: the page, beside the draft.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_ledger::Balance;
use copydesk_manuscript::{Document, LineIndex, Severity};
use copydesk_pipeline::{Refusal, Rendered};
use copydesk_validation::{Report, check, of_waivers};

use crate::exit::Exit;
use crate::files;
use crate::report::edition::{self, sum};
use crate::report::page::{Setting, page};
use crate::report::paint::Paint;
use crate::trouble::{Failure, Trouble};

/// Columns of the page.
const WIDTH: usize = 80;

/// Who has more warnings than this mends their cause.
const MOST_ANSWERS: usize = 40;

/// Writes the review of a draft, and `after` it what became of its edition, unless these
/// very words stand there already: a file that is touched at every look would wake every
/// sync client.
pub(super) fn write(
    draft: &Path,
    document: &Document,
    report: &Report,
    after: &str,
) -> Result<(), Failure> {
    let path = beside(draft);
    let review = words(draft, document, report, after);
    if fs::read(&path).is_ok_and(|former| former == review.as_bytes()) {
        return Ok(());
    }
    files::replace(&path, review.as_bytes()).map_err(|error| {
        let message = format!("the review cannot be written: {error}");
        Trouble::of(path.display(), message).exit(Exit::Machine)
    })
}

/// What the review of a draft says.
pub(super) fn words(draft: &Path, document: &Document, report: &Report, after: &str) -> String {
    let name = draft.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut document = document.clone();
    document.path.clone_from(&name);
    let setting = Setting { width: WIDTH, paint: Paint(false), all: false };
    let page = page(&document, report, setting);
    // Tildes, because a page quotes backticks.
    let answers = answers(&name, &document, report);
    format!("# Review of {name}\n\n~~~text\n{page}~~~\n{answers}{after}")
}

/// Why the edition that the draft has become does not go out.
pub(super) fn held_edition(rendered: &Rendered) -> String {
    let marks = edition::marks(rendered, "");
    format!(
        "\nIt is clear, and the edition made of it is held. A part of it is where `copydesk \
         render` writes it.\n\n~~~text\n{marks}~~~\n"
    )
}

/// Who is waited for, and what those say who have looked at the edition.
pub(super) fn asked(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotApproved { key, needed, given } => format!(
            "\nThe edition {key} waits for approval: {given} of {needed} given. `copydesk \
             approve {key} --by NAME` says yes to exactly these words, `copydesk reject {key} \
             --by NAME --comment WORDS` says what is to be done.\n"
        ),
        Refusal::Rejected { key, by, comment } => {
            let comment = comment.lines().map(|line| format!("> {line}\n"));
            format!("\n{by} has rejected the edition {key}:\n\n{}", comment.collect::<String>())
        }
        Refusal::Grace { .. } | Refusal::OutsideWindow(_) => {
            format!("\nIt is clear, and waits: {refusal}.\n")
        }
        other => format!("\nIt does not go out: {other}.\n"),
    }
}

/// That a correction went out, and to how many.
pub(super) fn put_right(key: &str, revision: u32, balance: &Balance) -> String {
    let told = match balance.candidates {
        0 => "on its page and in the feed; nobody is mailed".to_owned(),
        _ => format!("on its page, in the feed, and by mail: {}", sum(balance)),
    };
    format!("\nThis is revision {revision} of {key} now: {told}.\n")
}

/// Takes the review of a draft away that has another name now; one that is not
/// ours stays.
pub(super) fn forget(draft: &Path) {
    let path = beside(draft);
    let name = draft.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let ours = |text: &str| text.starts_with(&format!("# Review of {name}\n"));
    if !draft.exists() && fs::read_to_string(&path).is_ok_and(|text| ours(&text)) {
        // It says nothing that the review under the new name will not say.
        let _ = fs::remove_file(&path);
    }
}

/// How to answer the warnings that nobody has mended or waived yet: entries to
/// copy, which lack only the reason.
fn answers(name: &str, document: &Document, report: &Report) -> String {
    let lines = LineIndex::new(&document.text);
    let open = report.findings.iter().filter(|finding| {
        let asks = finding.severity == Severity::Warning && finding.waived.is_none();
        asks && check(finding.check).is_some_and(|check| !of_waivers(check))
    });
    let mut entries: Vec<(&str, &str, String)> = open
        .filter_map(|finding| {
            let at = lines.position(&document.text, finding.point);
            let print = finding.fingerprint.as_ref()?.as_str();
            Some((finding.check, print, format!("{}:{}", at.line, at.column)))
        })
        .collect();
    entries.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let list: String = entries
        .iter()
        .take(MOST_ANSWERS)
        .map(|(check, print, at)| {
            format!("- {{ check: {check}, fingerprint: {print}, reason:  }}  # {at}\n")
        })
        .collect();
    if list.is_empty() {
        return String::new();
    }
    format!(
        "\nA warning that need not be mended is waived with a reason: \
         `<!-- allow CHECK: why -->` beside the words, or an entry in `{name}.allow.yaml`:\n\n\
         ~~~yaml\n{list}~~~\n"
    )
}

pub(super) fn beside(draft: &Path) -> PathBuf {
    let mut name = draft.file_name().unwrap_or_default().to_os_string();
    name.push(".review.md");
    draft.with_file_name(name)
}
