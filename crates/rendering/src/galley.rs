//! What is held, as it would look: for the desk's eyes, never for readers.

use copydesk_validation::Held;

use crate::lineup::{Brief, Contents};
use crate::render::compose;
use crate::{About, Edition, Masthead, Occasion, Prepared, TemplateProblem, Templates};

/// What a held draft, or a held edition, would look like. It is no [`Edition`], so
/// nothing that sends can take it:
///
/// ```
/// fn send(edition: &copydesk_rendering::Edition) {}
/// fn chain(edition: copydesk_rendering::Edition) { send(&edition) }
/// ```
/// ```compile_fail
/// fn send(edition: &copydesk_rendering::Edition) {}
/// fn chain(edition: copydesk_rendering::Galley) { send(&edition) }
/// ```
#[derive(Clone, Debug)]
pub struct Galley(Edition);

/// Sets a held draft as if it went out alone.
///
/// # Errors
/// [`TemplateProblem`], as for an edition.
pub fn galley(
    held: &Held,
    templates: &Templates,
    masthead: &Masthead,
    occasion: &Occasion,
) -> Result<Galley, TemplateProblem> {
    let brief = Brief {
        document: &held.document,
        coverage: held.report.coverage,
        unchecked: held.report.unchecked,
        findings: &held.report.findings,
    };
    let contents = Contents { briefs: vec![brief], intro: None };
    compose(&contents, templates, masthead, occasion).map(Galley)
}

/// An edition that its own checks hold.
impl From<Edition> for Galley {
    fn from(edition: Edition) -> Self {
        Self(edition)
    }
}

impl Galley {
    /// What an edition would say of itself.
    pub fn about(&self) -> &About {
        self.0.about()
    }

    /// The subject: one line.
    pub fn subject(&self) -> &str {
        self.0.subject()
    }

    /// The HTML part, with slots for the recipient.
    pub fn html(&self) -> &Prepared {
        self.0.html()
    }

    /// The plain text part, with slots for the recipient.
    pub fn text(&self) -> &Prepared {
        self.0.text()
    }

    /// The archive page.
    pub fn page(&self) -> &Prepared {
        self.0.page()
    }
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::Draft;
    use copydesk_validation::{Policy, Verdict, validate};
    use jiff::civil::date;

    use super::*;
    use crate::testing::masthead;

    #[test]
    fn what_is_held_can_be_looked_at() {
        let draft = Draft::new(
            "a.md",
            "Quay shut\n\nThe board shut it.[2]\n\n1. “Q” Post, https://q.example\n",
        );
        let policy = Policy::rehearsal(date(2024, 5, 1));
        let Verdict::Held(held) = validate(copydesk_parsing::parse(&draft), &policy) else {
            panic!("a marker without a source holds")
        };
        let occasion = Occasion {
            key: "quay".to_owned(),
            date: date(2024, 5, 1),
            subject: None,
            ..Occasion::default()
        };
        let templates = Templates::embedded().unwrap();
        let galley = galley(&held, &templates, &masthead(), &occasion).unwrap();
        let blank = |_| String::new();
        assert!(galley.html().fill(blank).contains("The board shut it."));
        assert!(galley.text().fill(blank).contains("The board shut it."));
        assert!(galley.page().fill(blank).contains("The board shut it."));
    }
}
