//! `--fix`: edits of the draft's bytes, and of nothing else.

use std::fs;
use std::path::Path;

use copydesk_manuscript::{Applicability, Document, Draft, Edit, Finding, Severity};
use copydesk_parsing::yaml;
use copydesk_validation::{Verdict, catalogue, check};

use crate::exit::Exit;
use crate::files;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Which safe fixes.
pub(super) enum Wanted {
    /// Of errors and warnings.
    Safe,
    /// Of notes too.
    All,
    /// Of one check.
    Check(String),
}

impl Wanted {
    /// Reads the value of `--fix`.
    pub(super) fn read(word: &str) -> Result<Self, Failure> {
        match word {
            "safe" => Ok(Self::Safe),
            "all" => Ok(Self::All),
            name if check(name).is_some() => Ok(Self::Check(name.to_owned())),
            name => {
                let names = catalogue().map(|check| check.name).chain(["all"]);
                let help = yaml::help(name, names);
                let message = format!("`--fix={name}`: there is no check of that name");
                Err(Trouble::new(message).help(help).exit(Exit::Usage))
            }
        }
    }

    fn wants(&self, finding: &Finding) -> bool {
        match self {
            Self::Safe => finding.severity > Severity::Info,
            Self::All => true,
            Self::Check(name) => finding.check == name,
        }
    }
}

/// Applies the fixes and gives the draft as it is then; `None` if there was
/// nothing to do.
pub(super) fn apply(
    path: &Path,
    draft: &Draft,
    verdict: &Verdict,
    wanted: &Wanted,
    printer: &mut Printer,
) -> Result<Option<Draft>, Failure> {
    let edits = edits(verdict.document(), &verdict.report().findings, wanted);
    if edits.is_empty() {
        return Ok(None);
    }
    let name = path.display().to_string();
    if path == Path::new("-") {
        let message = "what comes from stdin cannot be fixed in place";
        return Err(Trouble::new(message).help("name the file").exit(Exit::Usage));
    }
    let mut bytes = draft.bytes.clone();
    for edit in edits.iter().rev() {
        bytes.splice(edit.start..edit.end, edit.text.bytes());
    }
    // Somebody may have saved it since it was read; their words count more.
    if fs::read(path).ok().as_deref() != Some(draft.bytes.as_slice()) {
        let message = "the draft was saved while it was checked; nothing was changed";
        return Err(Trouble::of(&name, message).help("run it again").exit(Exit::Machine));
    }
    files::replace(path, &bytes).map_err(|error| {
        Trouble::of(&name, format!("the fixed draft cannot be written: {error}"))
            .exit(Exit::Machine)
    })?;
    printer.note(&format!("{name}: {} made", counted(edits.len(), "change")));
    Ok(Some(Draft { bytes, ..draft.clone() }))
}

/// The edits of all safe fixes wanted, in order, none overlapping another and
/// none inside a quotation.
fn edits(document: &Document, findings: &[Finding], wanted: &Wanted) -> Vec<Edit> {
    let fixes = findings.iter().filter(|finding| wanted.wants(finding)).flat_map(|f| &f.fixes);
    let safe = fixes.filter(|fix| fix.applicability == Applicability::Safe);
    let mut edits: Vec<Edit> = safe.flat_map(|fix| fix.edits.clone()).collect();
    edits.retain(|edit| {
        let quoted = document
            .quotations
            .iter()
            .any(|quotation| edit.start < quotation.span.end && quotation.span.start < edit.end);
        !quoted
    });
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut end = 0;
    edits.retain(|edit| {
        let follows = edit.start >= end;
        if follows {
            end = edit.end;
        }
        follows
    });
    edits
}
