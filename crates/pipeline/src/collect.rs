//! Which drafts an edition is made of, and what it is called.
//!
//! A pipeline without `collect` makes a lineup of each draft. A digest takes
//! every ready draft of the folder that none of its editions has yet. Nothing is
//! rendered, written or sent here; the ledger was asked before.

use std::cmp::Reverse;

use copydesk_ledger::{EditionSummary, World};
use copydesk_manuscript::Digest;
use copydesk_rendering::{Lineup, Occasion};
use copydesk_validation::{Checked, Policy, Verdict, validate};
use jiff::civil::Date;

use crate::adopted::Unwanted;
use crate::correcting::Corrects;
use crate::definition::{Collect, INTRO, Order, WhenHeld};
use crate::stage::Stage;
use crate::{Desk, LeftOut, Memory, Outcome, Refusal, Submission, Why, key, occasion};

/// A draft that passed its checks and may go out.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) checked: Checked,
    pub(crate) content: Digest,
}

/// Drafts after their checks.
pub(crate) struct Judged {
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) candidates: Vec<Candidate>,
}

/// What an edition is made of.
pub(crate) struct Gathered {
    pub(crate) lineup: Lineup,
    pub(crate) occasion: Occasion,
    /// The digests of its drafts, in the lineup's order.
    pub(crate) contents: Vec<Digest>,
    /// The frozen edition that has these drafts and did not reach everybody yet:
    /// it goes on as it was frozen, whatever has changed since around the same
    /// words.
    pub(crate) under_way: Option<EditionSummary>,
}

impl Desk {
    /// Asks every check of every draft, but for those that are not to be sent whatever
    /// they say.
    pub(crate) fn judge(&self, drafts: Vec<Submission>, unwanted: &Unwanted) -> Judged {
        let policy = self.policy();
        let mut judged = Judged { left_out: Vec::new(), candidates: Vec::new() };
        for draft in drafts {
            match self.judge_one(draft, &policy, unwanted) {
                Ok(candidate) => judged.candidates.push(candidate),
                Err(left) => judged.left_out.push(*left),
            }
        }
        judged
    }

    fn judge_one(
        &self,
        draft: Submission,
        policy: &Policy,
        unwanted: &Unwanted,
    ) -> Result<Candidate, Box<LeftOut>> {
        let _stage = Stage::Validate(&draft.draft().path).span().entered();
        let (ready, content) = (draft.is_ready(), draft.draft().digest());
        let verdict = validate(draft.into_document(), policy);
        let why = match &verdict {
            _ if !ready => Some(Why::NotReady),
            Verdict::Held(_) => Some(Why::Held),
            Verdict::Clear(checked) => {
                let refusal = unwanted.get(&content).cloned();
                refusal.or_else(|| self.refuses(checked.document())).map(Why::Refused)
            }
        };
        let findings = verdict.report().findings.len();
        tracing::debug!(findings, stays = why.as_ref().map(Why::as_str), "judged");
        match (why, verdict) {
            (None, Verdict::Clear(checked)) => Ok(Candidate { checked, content }),
            (why, verdict) => Err(Box::new(LeftOut { verdict, why: why.unwrap_or(Why::Held) })),
        }
    }

    /// A draft that is looked at while its digest is not due.
    pub fn not_due(&self, draft: Submission) -> LeftOut {
        let judged = self.judge_one(draft, &self.policy(), &Unwanted::new());
        judged.map_or_else(|left| *left, |candidate| candidate.stays(Why::NotDue))
    }

    /// Makes a lineup of the candidates, or says what became of them at once. Those
    /// that stay behind join `judged.left_out`.
    pub(crate) fn collect(
        &self,
        judged: &mut Judged,
        memory: &Memory,
    ) -> Result<Gathered, Box<Outcome>> {
        let mut candidates = std::mem::take(&mut judged.candidates);
        match (memory.corrects(), candidates.pop_if(|_| memory.corrects().is_some())) {
            (Some(Ok(corrects)), Some(one)) => {
                return self.put_right(one, corrects, memory, judged);
            }
            (Some(Err(refusal)), Some(one)) => {
                let lineup = Lineup::of_one(one.checked);
                return Err(Box::new(Outcome::Refused(lineup, refusal.clone())));
            }
            _ => {}
        }
        if self.pipeline.collect.is_some() {
            for candidate in candidates.extract_if(.., |candidate| candidate.is_correction()) {
                judged.leave_out(candidate, Why::Corrects);
            }
        }
        let occasion = self.called(&candidates, memory);
        let key = occasion.key.clone();
        let _stage = Stage::Collect(&key).span().entered();
        tracing::debug!(candidates = candidates.len(), "gathered");
        let mut free = Vec::new();
        let mut under_way: Option<(EditionSummary, Vec<Candidate>)> = None;
        for candidate in candidates {
            let holder = memory.holder(&candidate.content);
            let holder = holder.filter(|holder| self.counts(holder, &key)).cloned();
            match (holder, &mut under_way) {
                (None, _) => match self.stale(&candidate, memory) {
                    Some(refusal) => judged.leave_out(candidate, Why::Refused(refusal)),
                    None => free.push(candidate),
                },
                (Some(holder), _) if holder.closed_at.is_some() => {
                    judged.leave_out(candidate, Why::Out(holder));
                }
                (Some(holder), Some((first, with))) if holder.id == first.id => {
                    with.push(candidate);
                }
                (Some(holder), Some(_)) => judged.leave_out(candidate, Why::Waits(holder)),
                (Some(holder), None) => under_way = Some((holder, vec![candidate])),
            }
        }
        let (under_way, chosen) = match under_way {
            // What began is finished first; the others are for the next edition.
            Some((edition, chosen)) => {
                for candidate in free {
                    judged.leave_out(candidate, Why::Waits(edition.clone()));
                }
                (Some(edition), chosen)
            }
            None => (None, free),
        };
        let earlier = match occasion.corrected.is_none() && self.pipeline.list().is_some() {
            true => memory.untold(&key),
            false => Vec::new(),
        };
        self.line_up(chosen, under_way, Occasion { earlier, ..occasion }, judged)
    }

    /// Makes a lineup of a correction and, if it is of a digest, of the other briefs as
    /// they were.
    fn put_right(
        &self,
        candidate: Candidate,
        corrects: &Corrects,
        memory: &Memory,
        judged: &mut Judged,
    ) -> Result<Gathered, Box<Outcome>> {
        let holder = memory.holder(&candidate.content);
        let holder = holder.filter(|holder| self.counts(holder, &corrects.key)).cloned();
        if let Some(holder) = holder.clone().filter(|holder| holder.closed_at.is_some()) {
            judged.leave_out(candidate, Why::Out(holder));
            return Err(Box::new(Outcome::Nothing));
        }
        let seen = memory.first_seen(&candidate.content);
        let seen = seen.map_or_else(|| self.today(), |at| self.day_of(at));
        let policy = self.policy();
        let (mut briefs, mut held) = (vec![candidate], Vec::new());
        for other in &corrects.others {
            match self.judge_one(other.clone(), &policy, &Unwanted::new()) {
                Ok(other) => briefs.push(other),
                Err(left) => held.push(left.verdict.document().path.clone()),
            }
        }
        if !held.is_empty() {
            let lineup = Lineup::of_one(briefs.swap_remove(0).checked);
            let refusal = Refusal::OthersHeld { key: corrects.key.clone(), held };
            return Err(Box::new(Outcome::Refused(lineup, refusal)));
        }
        let occasion = Occasion {
            key: corrects.key.clone(),
            date: corrects.date,
            corrected: Some(seen),
            ..Occasion::default()
        };
        self.line_up(briefs, holder, occasion, judged)
    }

    /// News that waited too long is reported, not sent: so that a copy of a newsroom, or
    /// one that lay idle, sends nothing of the past. It counts from the first moment at
    /// which the draft could have gone out: ready, at its own hour, in the pipeline's
    /// window. A digest has its own hour.
    fn stale(&self, candidate: &Candidate, memory: &Memory) -> Option<Refusal> {
        let front = &candidate.checked.document().front_matter;
        if !self.profile.is_live() || self.pipeline.collect.is_some() || front.not_after.is_some() {
            return None;
        }
        let ready = memory.first_seen(&candidate.content)?;
        let first = self.opens(front.send_at.map_or(ready, |at| at.max(ready)));
        let end = first + self.pipeline.patience();
        let zoned = end.to_zoned_datetime(self.newsroom.time_zone.clone());
        (end < self.clock.now()).then_some(Refusal::TooLate(zoned))
    }

    /// Whether a draft that `holder` has is not to be had for the edition `key`. A
    /// rehearsal of the same key begins again, and so does one whose files are
    /// gone: they are all there is of it.
    fn counts(&self, holder: &EditionSummary, key: &str) -> bool {
        holder.world == World::Live
            || (holder.closed_at.is_some() && holder.key != key && self.has_files(&holder.key))
    }

    /// What the edition is called, and its day.
    fn called(&self, candidates: &[Candidate], memory: &Memory) -> Occasion {
        match (&self.pipeline.collect, candidates) {
            (None, [one]) => {
                let seen = memory.first_seen(&one.content);
                let seen = seen.map_or_else(|| self.today(), |at| self.day_of(at));
                occasion(one.checked.document(), seen)
            }
            _ => {
                let live = self.profile.is_live();
                let taken = |key: &str| live && memory.is_taken(key);
                let day = self.today();
                let key = key::of_digest(day, &self.pipeline.name, taken);
                Occasion { key, date: day, ..Occasion::default() }
            }
        }
    }

    pub(crate) fn line_up(
        &self,
        chosen: Vec<Candidate>,
        under_way: Option<EditionSummary>,
        occasion: Occasion,
        judged: &mut Judged,
    ) -> Result<Gathered, Box<Outcome>> {
        let (intro, mut briefs): (Vec<_>, Vec<_>) =
            chosen.into_iter().partition(|candidate| self.is_intro(candidate));
        if let Some(collect) = &self.pipeline.collect {
            in_order(&mut briefs, collect.order, occasion.date);
        }
        let count = briefs.len();
        let all = intro.iter().chain(&briefs);
        let contents = all.map(|candidate| candidate.content.clone()).collect();
        let Ok(lineup) = Lineup::collect(briefs.into_iter().map(|brief| brief.checked).collect())
        else {
            for intro in intro {
                judged.leave_out(intro, Why::Alone);
            }
            return Err(Box::new(Outcome::Nothing));
        };
        let own = intro.first().and_then(|i| i.checked.document().front_matter.subject.clone());
        let collect = self.pipeline.collect.as_ref();
        let subject = own.or_else(|| collect.and_then(|collect| collect.subject.clone()));
        let lineup = match intro.into_iter().next() {
            Some(intro) => lineup.with_intro(intro.checked),
            None => lineup,
        };
        if let (None, None, Some(collect)) = (&under_way, occasion.corrected, collect) {
            if waits(collect, &judged.left_out) {
                return Err(Box::new(Outcome::Waits(lineup)));
            }
            if count < collect.at_least {
                let refusal = Refusal::TooFew { found: count, wanted: collect.at_least };
                return Err(Box::new(Outcome::Refused(lineup, refusal)));
            }
        }
        Ok(Gathered { lineup, occasion: Occasion { subject, ..occasion }, contents, under_way })
    }

    /// Whether it stands above the briefs of a digest.
    fn is_intro(&self, candidate: &Candidate) -> bool {
        self.pipeline.collect.is_some() && name(&candidate.checked) == INTRO
    }
}

impl Candidate {
    fn is_correction(&self) -> bool {
        self.checked.document().front_matter.correction.is_some()
    }

    pub(crate) fn stays(self, why: Why) -> LeftOut {
        LeftOut { verdict: Verdict::Clear(self.checked), why }
    }
}

impl Judged {
    fn leave_out(&mut self, candidate: Candidate, why: Why) {
        self.left_out.push(candidate.stays(why));
    }
}

fn waits(collect: &Collect, left_out: &[LeftOut]) -> bool {
    collect.when_held == WhenHeld::Wait && left_out.iter().any(|left| left.why.is_held())
}

/// The file's name without its folders.
fn name(checked: &Checked) -> &str {
    let path = checked.document().path.as_str();
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn in_order(briefs: &mut [Candidate], order: Order, today: Date) {
    briefs.sort_by(|a, b| name(&a.checked).cmp(name(&b.checked)));
    let front = |candidate: &Candidate| candidate.checked.document().front_matter.clone();
    match order {
        Order::Weight => briefs.sort_by_key(|brief| {
            let weight = front(brief).weight;
            (weight.is_none(), weight)
        }),
        Order::Date => briefs.sort_by_key(|brief| Reverse(front(brief).date.unwrap_or(today))),
        Order::Name => {}
    }
}
