//! `--fix`: edits of the draft's bytes, and of nothing else.

use std::fs;
use std::path::Path;

use copydesk_manuscript::{Applicability, Document, Draft, Edit, Finding, Severity, Span, edited};
use copydesk_parsing::yaml;
use copydesk_validation::{Policy, Verdict, catalogue, check, validate};

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

/// More rounds than this mend nothing that the first ones did not.
const MOST_ROUNDS: usize = 8;

/// Applies the fixes and judges the draft as it is then; `None` if there was
/// nothing to do. What one fix uncovers, or could not do beside another, is done in
/// the next round.
pub(super) fn apply(
    path: &Path,
    draft: &Draft,
    verdict: &Verdict,
    policy: &Policy,
    wanted: &Wanted,
    printer: &mut Printer,
) -> Result<Option<Verdict>, Failure> {
    let mut mended = draft.clone();
    let mut edits = edits(verdict.document(), &verdict.report().findings, wanted);
    let (mut changes, mut judged) = (0, None);
    for _ in 0..MOST_ROUNDS {
        if edits.is_empty() {
            break;
        }
        changes += edits.len();
        mended.bytes = edited(&mended.bytes, &edits);
        let verdict = validate(copydesk_parsing::parse(&mended), policy);
        edits = self::edits(verdict.document(), &verdict.report().findings, wanted);
        judged = Some(verdict);
    }
    if judged.is_none() {
        return Ok(None);
    }
    let name = path.display().to_string();
    if path == Path::new("-") {
        let message = "what comes from stdin cannot be fixed in place";
        return Err(Trouble::new(message).help("name the file").exit(Exit::Usage));
    }
    // Somebody may have saved it since it was read; their words count more.
    if fs::read(path).ok().as_deref() != Some(draft.bytes.as_slice()) {
        let message = "the draft was saved while it was checked; nothing was changed";
        return Err(Trouble::of(&name, message).help("run it again").exit(Exit::Machine));
    }
    files::replace(path, &mended.bytes).map_err(|error| {
        Trouble::of(&name, format!("the fixed draft cannot be written: {error}"))
            .exit(Exit::Machine)
    })?;
    printer.note(&format!("{name}: {} made", counted(changes, "change")));
    Ok(judged)
}

/// The edits of all safe fixes wanted, in order. A fix that overlaps another, or
/// lies in a quotation, is left out as a whole.
fn edits(document: &Document, findings: &[Finding], wanted: &Wanted) -> Vec<Edit> {
    let fixes = findings.iter().filter(|finding| wanted.wants(finding)).flat_map(|f| &f.fixes);
    let quotations: Vec<Span> = document.quotations.iter().map(|q| q.span).collect();
    // Those that begin later may end earlier: how far those before reach.
    let reach: Vec<usize> = quotations
        .iter()
        .scan(0, |reach, span| {
            *reach = span.end.max(*reach);
            Some(*reach)
        })
        .collect();
    let quoted = |edit: &Edit| {
        let before = quotations.partition_point(|quotation| quotation.start < edit.end);
        before.checked_sub(1).is_some_and(|last| edit.start < reach[last])
    };
    let mut safe: Vec<_> = fixes
        .filter(|fix| fix.applicability == Applicability::Safe)
        .filter(|fix| !fix.edits.is_empty() && !fix.edits.iter().any(quoted))
        .collect();
    safe.sort_by_key(|fix| fix.edits.first().map(|edit| (edit.start, edit.end)));
    let mut end = 0;
    let mut edits = Vec::new();
    for fix in safe {
        if fix.edits.first().is_some_and(|edit| edit.start >= end) {
            end = fix.edits.last().map_or(end, |edit| edit.end);
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits
}
