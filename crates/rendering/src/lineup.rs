//! One or more checked documents in order, about to become an edition.

use copydesk_manuscript::{Document, Finding};
use copydesk_validation::{Checked, Coverage, Unchecked};

/// Checked documents in the order in which readers meet them.
///
/// Only what passed its checks gets in, because [`Checked`] is the only way in:
///
/// ```
/// use copydesk_rendering::Lineup;
/// fn collect(brief: copydesk_validation::Checked) -> Lineup {
///     Lineup::of_one(brief)
/// }
/// ```
/// ```compile_fail
/// use copydesk_rendering::Lineup;
/// fn collect(brief: copydesk_manuscript::Document) -> Lineup {
///     Lineup::of_one(brief)
/// }
/// ```
///
/// and there is no way around it, because only a lineup can be rendered:
///
/// ```
/// use copydesk_rendering::{Edition, Masthead, Occasion, TemplateProblem, Templates, render};
/// type Brief = copydesk_rendering::Lineup;
/// fn rendered(b: &Brief, t: &Templates, m: &Masthead, o: &Occasion) -> Result<Edition, TemplateProblem> {
///     render(b, t, m, o)
/// }
/// ```
/// ```compile_fail
/// use copydesk_rendering::{Edition, Masthead, Occasion, TemplateProblem, Templates, render};
/// type Brief = copydesk_manuscript::Document;
/// fn rendered(b: &Brief, t: &Templates, m: &Masthead, o: &Occasion) -> Result<Edition, TemplateProblem> {
///     render(b, t, m, o)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Lineup {
    intro: Option<Checked>,
    briefs: Vec<Checked>,
}

/// A lineup needs a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an edition needs at least one brief, and none is left")]
pub struct EmptyLineup;

/// What rendering reads of a lineup.
#[derive(Clone)]
pub(crate) struct Contents<'a> {
    /// Never none.
    pub(crate) briefs: Vec<Brief<'a>>,
    pub(crate) intro: Option<Brief<'a>>,
}

/// What rendering reads of one brief. The insides of this crate work on these,
/// so that they can be tested without passing a document through the checks.
#[derive(Clone, Copy)]
pub(crate) struct Brief<'a> {
    pub(crate) document: &'a Document,
    pub(crate) coverage: Coverage,
    pub(crate) unchecked: Unchecked,
    /// What the checks found; readers learn only which warnings were waived, and why.
    pub(crate) findings: &'a [Finding],
}

impl Lineup {
    /// What a pipeline without `collect` makes: an edition of one brief.
    pub fn of_one(brief: Checked) -> Self {
        Self { intro: None, briefs: vec![brief] }
    }

    /// Several briefs, in the order given.
    ///
    /// # Errors
    /// [`EmptyLineup`] if there is none.
    pub fn collect(briefs: Vec<Checked>) -> Result<Self, EmptyLineup> {
        if briefs.is_empty() {
            return Err(EmptyLineup);
        }
        Ok(Self { intro: None, briefs })
    }

    /// The same briefs with words above them, which were checked like any brief.
    #[must_use]
    pub fn with_intro(self, intro: Checked) -> Self {
        Self { intro: Some(intro), ..self }
    }

    /// What stands above the briefs.
    pub fn intro(&self) -> Option<&Checked> {
        self.intro.as_ref()
    }

    /// The briefs, in order. Never none.
    pub fn briefs(&self) -> &[Checked] {
        &self.briefs
    }

    /// All that is in it, in the order in which readers meet it.
    pub fn all(&self) -> impl Iterator<Item = &Checked> {
        self.intro.iter().chain(&self.briefs)
    }

    /// The same, as the documents that they are.
    pub fn documents(&self) -> Vec<&Document> {
        self.all().map(Checked::document).collect()
    }

    /// The same, each to be lined up anew.
    pub fn apart(self) -> Vec<Checked> {
        self.intro.into_iter().chain(self.briefs).collect()
    }

    pub(crate) fn read(&self) -> Contents<'_> {
        Contents {
            briefs: self.briefs.iter().map(Brief::of).collect(),
            intro: self.intro.as_ref().map(Brief::of),
        }
    }
}

impl<'a> Contents<'a> {
    /// What readers meet first: the intro, else the first brief.
    pub(crate) fn opening(&self) -> Option<Brief<'a>> {
        self.intro.or_else(|| self.briefs.first().copied())
    }

    /// All of them, in the order in which readers meet them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Brief<'a>> {
        self.intro.iter().chain(&self.briefs)
    }

    /// Whether the edition has a headline above those of its briefs.
    pub(crate) fn are_several(&self) -> bool {
        self.intro.is_some() || self.briefs.len() > 1
    }
}

impl<'a> Brief<'a> {
    fn of(checked: &'a Checked) -> Self {
        let report = checked.report();
        Self {
            document: checked.document(),
            coverage: report.coverage,
            unchecked: report.unchecked,
            findings: &report.findings,
        }
    }
}
