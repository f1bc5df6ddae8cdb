//! What was gathered as an edition, and the briefs that a digest goes without.
//!
//! The checks of the edition may hold a digest for the sake of one brief: that one is
//! left out, as one that is held as a draft, and the others are rendered again. Whose
//! sake it is, each brief shows as an edition by itself. What is wrong with the whole
//! holds the whole.

use std::collections::BTreeSet;

use copydesk_rendering::{Lineup, Occasion, Proofread, TemplateProblem, proofread, render};
use copydesk_validation::Report;

use crate::collect::{Candidate, Gathered, Judged};
use crate::stage::Stage;
use crate::{Desk, Outcome, Rendered, Why};

/// The subject is that of the whole, whichever brief its words are of.
const OF_THE_WHOLE: &str = "subject-too-long";

/// What was gathered, and the edition that it is.
pub(crate) struct Made {
    pub(crate) gathered: Gathered,
    pub(crate) read: Proofread,
}

/// A draft of a digest that holds it, as an edition by itself.
struct Culprit {
    /// Its place among all drafts of the lineup.
    at: usize,
    alone: Box<Rendered>,
}

impl Desk {
    /// Renders and reads what was gathered, or says what became of it at once. Briefs
    /// that hold a digest by themselves join `judged.left_out`.
    pub(crate) fn make(
        &self,
        mut gathered: Gathered,
        judged: &mut Judged,
    ) -> Result<Result<Made, Box<Outcome>>, TemplateProblem> {
        let _stage = Stage::Render(&gathered.occasion.key).span().entered();
        loop {
            let read = self.read(&gathered.lineup, &gathered.occasion)?;
            let passed = read.passed().is_some();
            tracing::debug!(subject = read.edition().subject(), passed, "rendered");
            // What began, or is put right, is what it was made of.
            let fixed = gathered.under_way.is_some() || gathered.occasion.corrected.is_some();
            let culprits = match self.pipeline.collect.is_none() || fixed || passed {
                true => Vec::new(),
                false => self.culprits(&gathered, read.proof().report())?,
            };
            if culprits.is_empty() {
                return Ok(Ok(Made { gathered, read }));
            }
            gathered = match self.without(gathered, culprits, judged) {
                Ok(gathered) => gathered,
                Err(outcome) => return Ok(Err(outcome)),
            };
        }
    }

    fn read(&self, lineup: &Lineup, occasion: &Occasion) -> Result<Proofread, TemplateProblem> {
        let edition = render(lineup, &self.templates, &self.masthead, occasion)?;
        Ok(proofread(edition, lineup, &self.policy()))
    }

    /// The drafts that hold the digest, of which `report` tells. What all of them have is
    /// what stands around them; and there are none if no brief would be left.
    fn culprits(
        &self,
        gathered: &Gathered,
        report: &Report,
    ) -> Result<Vec<Culprit>, TemplateProblem> {
        let wrong: BTreeSet<&str> = report.holding().map(|finding| finding.check).collect();
        let mut alone = Vec::new();
        for checked in gathered.lineup.all() {
            let lineup = Lineup::of_one(checked.clone());
            let (edition, proof) = self.read(&lineup, &gathered.occasion)?.apart();
            alone.push(Box::new(Rendered { lineup, edition, proof }));
        }
        let mut at_fault = BTreeSet::new();
        for check in wrong.into_iter().filter(|check| *check != OF_THE_WHOLE) {
            let has = |one: &Rendered| one.proof.report().holding().any(|f| f.check == check);
            let having = alone.iter().enumerate().filter(|(_, one)| has(one));
            let having: Vec<usize> = having.map(|(at, _)| at).collect();
            if having.len() < alone.len() {
                at_fault.extend(having);
            }
        }
        let first = usize::from(gathered.lineup.intro().is_some());
        if (first..alone.len()).all(|at| at_fault.contains(&at)) {
            return Ok(Vec::new());
        }
        let culprits = alone.into_iter().enumerate().filter(|(at, _)| at_fault.contains(at));
        Ok(culprits.map(|(at, alone)| Culprit { at, alone }).collect())
    }

    /// The same without `culprits`.
    fn without(
        &self,
        gathered: Gathered,
        culprits: Vec<Culprit>,
        judged: &mut Judged,
    ) -> Result<Gathered, Box<Outcome>> {
        let Gathered { lineup, occasion, contents, .. } = gathered;
        let mut culprits = culprits.into_iter().peekable();
        let mut others = Vec::new();
        for (at, (checked, content)) in lineup.apart().into_iter().zip(contents).enumerate() {
            let candidate = Candidate { checked, content };
            match culprits.next_if(|culprit| culprit.at == at) {
                Some(Culprit { alone, .. }) => {
                    judged.left_out.push(candidate.stays(Why::HeldEdition(alone)));
                }
                None => others.push(candidate),
            }
        }
        self.line_up(others, None, occasion, judged)
    }
}
