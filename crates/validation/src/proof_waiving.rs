//! Answers meet findings about an edition.
//!
//! A comment beside the words that a finding stands in answers it, or one for a draft
//! as a whole; never an entry of a file, which knows words by their fingerprint, and
//! never an error. Which of them answered nothing is known when all checks were asked.

use std::collections::HashMap;

use copydesk_manuscript::{Document, Finding, Scope, Severity, Waived, Waiver};

use crate::Policy;
use crate::checks::waiver_unused;
use crate::proof::{At, Mark};
use crate::waiving::{Met, is_over};

/// What became of the waivers of an edition's drafts.
#[derive(Default)]
pub(crate) struct Answers {
    /// By draft, by the waiver's place in it, by check.
    met: HashMap<(usize, usize, &'static str), Met>,
}

impl Answers {
    /// Looks for the waivers of a finding, and says what the first of them answers.
    pub(crate) fn answer(
        &mut self,
        at: At,
        finding: &Finding,
        drafts: &[&Document],
        policy: &Policy,
    ) -> Option<Waived> {
        let error = finding.severity == Severity::Error;
        let mut first = None;
        for (draft, document) in drafts.iter().enumerate() {
            for (index, waiver) in document.waivers.iter().enumerate() {
                if !is_about(waiver, draft, at, finding) {
                    continue;
                }
                let met = self.met.entry((draft, index, finding.check)).or_default();
                met.some |= !error;
                met.error |= error;
                if first.is_none() && !waiver.reason.is_empty() && !is_over(waiver, policy.today) {
                    first = Some(waiver);
                }
            }
        }
        let Waiver { by, reason, until, .. } = first.filter(|_| !error)?;
        Some(Waived { by: by.clone(), reason: reason.clone(), until: *until })
    }

    /// The waivers that answered nothing, of checks that an edition is asked.
    pub(crate) fn unused(&self, drafts: &[&Document], policy: &Policy) -> Vec<Mark> {
        let each = drafts.iter().enumerate().flat_map(|(draft, document)| {
            let met = |waiver, _, check: &crate::Check| {
                let met = self.met.get(&(draft, waiver, check.name));
                check.is_of_edition().then(|| met.copied().unwrap_or_default())
            };
            let findings = waiver_unused::unused(document, policy, met).into_iter();
            findings.map(move |finding| Mark { at: At::Draft(draft), finding })
        });
        let mut marks: Vec<Mark> = each.collect();
        for mark in &mut marks {
            waiver_unused::CHECK.set_level(&mut mark.finding, policy);
        }
        marks
    }
}

/// Whether a waiver of draft number `draft` stands where it can answer.
fn is_about(waiver: &Waiver, draft: usize, at: At, finding: &Finding) -> bool {
    let Scope::Comment { answers, whole, .. } = &waiver.scope else { return false };
    let inside = at == At::Draft(draft);
    let about = inside || matches!(at, At::Part(_));
    about
        && (*whole || (inside && answers.overlaps(finding.span)))
        && waiver.checks.iter().any(|check| check.text == finding.check)
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::Draft;
    use jiff::civil::date;

    use crate::{Level, Parts, Policy, Proof};

    const SUBJECT: &str = "A subject that no telephone on this earth shows to its very end, however \
                           one holds it and however small its letters are, because it is long";

    /// What is said of waivers, each as `line: message`; the draft answers with `comments`.
    fn said(subject: &str, comments: &str, policy: &Policy) -> Vec<String> {
        let draft = format!("---\ntitle: Quay\n---\n{comments}\n\nThe quay was shut.\n");
        let document = copydesk_parsing::parse(&Draft::new("a.md", draft.as_bytes()));
        let parts = Parts { subject: subject.to_owned(), ..Parts::default() };
        let proof = Proof::read(parts, &[&document], policy);
        let findings = proof.report().findings.iter().enumerate();
        let of_waivers = findings.filter(|(_, finding)| finding.check == "waiver-unused");
        let line = |(at, finding): (usize, &copydesk_manuscript::Finding)| {
            let (name, text) = proof.place(at, &[&document]);
            let line = text[..finding.point].matches('\n').count() + 1;
            format!("{name}:{line}: {}: {}", finding.severity.as_str(), finding.message)
        };
        of_waivers.map(line).collect()
    }

    #[test]
    fn a_waiver_that_an_edition_has_no_use_for_is_told() {
        let policy = Policy::rehearsal(date(2023, 3, 3));
        let waiver = "<!-- allow subject-too-long: it is a name -->";
        assert_eq!(said(SUBJECT, waiver, &policy), [""; 0]);
        let unused = "a.md:4: warning: the edition has no `subject-too-long` here to waive";
        assert_eq!(said("Quay", waiver, &policy), [unused]);
        // Of two for the same words both meet it; one for another check does not.
        let both = format!("{waiver}\n<!-- allow subject-too-long, mail-too-large: it is long -->");
        let other = "a.md:5: warning: the edition has no `mail-too-large` here to waive";
        assert_eq!(said(SUBJECT, &both, &policy), [other]);
    }

    #[test]
    fn what_is_not_asked_or_told_otherwise_is_left_alone() {
        let mut policy = Policy::rehearsal(date(2023, 3, 3));
        // Of a draft's own checks the draft's report tells, and of these others why not.
        for waiver in [
            "<!-- allow sentence-uncited: we saw it -->",
            "<!-- allow mail-too-large: -->",
            "<!-- allow mail-too-large until 2023-03-02: over -->",
            "<!-- allow no-such-check: seen -->",
        ] {
            assert_eq!(said("Quay", waiver, &policy), [""; 0], "{waiver}");
        }
        let waiver = "<!-- allow mail-too-large: seen -->";
        policy.levels.insert("mail-too-large".to_owned(), Level::Off);
        assert_eq!(said("Quay", waiver, &policy), [""; 0]);
        policy.levels.clear();
        policy.levels.insert("waiver-unused".to_owned(), Level::Off);
        assert_eq!(said("Quay", waiver, &policy), [""; 0]);
    }

    #[test]
    fn an_error_is_met_and_not_answered() {
        let mut policy = Policy::rehearsal(date(2023, 3, 3));
        let error = Level::On(copydesk_manuscript::Severity::Error);
        policy.levels.insert("subject-too-long".to_owned(), error);
        let waiver = "<!-- allow subject-too-long: it is a name -->";
        let expected =
            "a.md:4: warning: `subject-too-long` is an error here, and an error always holds";
        assert_eq!(said(SUBJECT, waiver, &policy), [expected]);
    }
}
