//! The files that a draft wants read with it, and what became of them.
//!
//! Only names are known here: whoever reads the draft's folder reads the files
//! too, and decides which of them a draft may have at all.

use copydesk_manuscript::{Draft, FrontMatter, Problem, ProblemKind, Role, Span};

use crate::bibliography::Library;
use crate::lines::lines;
use crate::{comments, front_matter};

/// A file that a draft wants read with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it is to the draft.
    pub role: Role,
    /// Its name as the draft writes it, relative to the draft's folder.
    pub name: String,
}

/// The files that a draft names in its front matter. Nothing else of it is read.
pub fn companions(draft: &Draft) -> Vec<Wanted> {
    let Some(front) = draft.text().ok().and_then(front_matter_of) else { return Vec::new() };
    let front = front_matter::read(&comments::blanked(front).text);
    let names = front.matter.bibliography.0.into_iter();
    names.map(|name| Wanted { role: Role::Bibliography, name }).collect()
}

/// The text as far as the end of its front matter, if that names any file.
fn front_matter_of(text: &str) -> Option<&str> {
    let inner = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let end = ["\n---", "\n..."].iter().filter_map(|fence| inner.find(fence)).min()?;
    let start = text.len() - inner.len();
    let front = &text[..start + end + "\n---".len()];
    front.contains("bibliography").then_some(front)
}

/// What is wrong with the bibliographies, each at the place that names it: its
/// name in the front matter, else the top of the text.
pub(crate) fn problems(
    text: &str,
    matter: &FrontMatter,
    front: Option<Span>,
    library: &Library<'_>,
) -> Vec<Problem> {
    let place = |file: &str| -> Span {
        let named = matter.bibliography.iter().any(|name| name == file);
        let front = front.filter(|_| named).unwrap_or_default();
        let found = lines(&text[..front.end], front.start).into_iter().find_map(|line| {
            let at = line.span.of(text).find(file)?;
            Some(Span::new(line.span.start + at, line.span.start + at + file.len()))
        });
        found.unwrap_or(Span::at(front.start))
    };
    let places: Vec<Span> = library.files().map(place).collect();
    let problem = |(shelf, kind): &(usize, ProblemKind)| Problem {
        span: places.get(*shelf).copied().unwrap_or_default(),
        kind: kind.clone(),
    };
    library.problems.iter().map(problem).collect()
}
