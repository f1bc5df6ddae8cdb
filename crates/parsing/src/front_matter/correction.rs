//! What no type says of `correction:`: whoever is told of one must read what was
//! wrong, and a typo is told to nobody.

use std::ops::Range;

use copydesk_manuscript::{CorrectionKind, FrontMatter, Problem, ProblemKind, Span, Tell};

use crate::yaml::{Part, Path, locate};

/// The problems of a correction, each at its place. `span` leads from the YAML into the
/// draft.
pub(super) fn problems(
    matter: &FrontMatter,
    yaml: &str,
    span: impl Fn(Range<usize>) -> Span,
) -> Vec<Problem> {
    let Some(correction) = &matter.correction else { return Vec::new() };
    let own = Path::root().key("correction");
    let at = |path: &Path, part| locate(yaml, path, part).map(|place| place.span);
    let problem = |range: Option<Range<usize>>, message: &str, help: &str| Problem {
        kind: ProblemKind::FrontMatter { message: message.to_owned(), help: Some(help.to_owned()) },
        span: range.map_or(Span::at(0), &span),
    };
    let mut problems = Vec::new();
    if correction.kind != CorrectionKind::Typo && correction.words().is_none() {
        let place = at(&own.key("note"), Part::Key).or_else(|| at(&own, Part::Key));
        let help = "`note: …` says to readers what was wrong; only a typo needs none";
        problems.push(problem(place, "`correction` says nothing of what was wrong", help));
    }
    if correction.kind == CorrectionKind::Typo && correction.tells() != Tell::Page {
        let place = at(&own.key("tell"), Part::Value);
        let help = "leave `tell` away, or write `kind: correction`";
        problems.push(problem(place, "a typo is told to nobody", help));
    }
    problems
}
