//! Taking in what a pass has found complete: one draft of each pipeline in turn, what
//! was just saved before what stood there, and of each what becomes of it now.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_pipeline::{Desk, LeftOut, Pipeline, Why};

use super::reconcile::{Rank, Take};
use super::sending::{Job, Origin};
use super::shelf::Turn;
use super::taking::{Read, Reader};
use super::{AGAIN, Watching};
use crate::exit::Exit;
use crate::report::earned;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// So long a pass takes in what stood there from the start before it looks whether
/// something was saved meanwhile.
const SLICE: Duration = Duration::from_millis(500);

/// What a pass has not come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    /// Drafts that it has looked at before.
    Again,
    /// Drafts that nobody has looked at.
    Unseen,
}

impl Watching {
    /// One draft of each pipeline, then another of each: a folder of a thousand keeps
    /// nobody waiting. Of what stood there from the start and what is due once more, only
    /// a slice at a time; the rest is for the next pass.
    pub(super) async fn take_in_turn(
        &mut self,
        mut takes: Vec<(Pipeline, std::vec::IntoIter<Take>)>,
        printer: &mut Printer,
    ) -> Left {
        let began = Instant::now();
        takes.retain(|(_, drafts)| drafts.len() > 0);
        let mut desks = BTreeMap::new();
        for (pipeline, _) in &takes {
            desks.insert(pipeline.name.clone(), self.desk(pipeline, printer));
        }
        while !takes.is_empty() {
            for (pipeline, drafts) in &mut takes {
                let Some(take) = drafts.next() else { continue };
                if self.stop.asked() {
                    return Left::Unseen;
                }
                let Take { found, stamp, .. } = &take;
                let desk = desks.get(&pipeline.name).cloned().flatten();
                let again = match self.take(pipeline, desk, &take, printer).await {
                    Ok(again) => again,
                    Err(failure) => {
                        self.standing.failed(&found.path, &pipeline.name);
                        Some(self.failed(&found.path, &failure, printer))
                    }
                };
                self.supervisor.alive();
                self.pulse.beat();
                if let Some(folder) = self.folders.get_mut(&pipeline.name) {
                    folder.taken(&found.path, *stamp, again.map(|rest| Instant::now() + rest));
                }
                while self.once && !self.is_idle() {
                    self.ended(printer).await;
                }
            }
            takes.retain(|(_, drafts)| drafts.len() > 0);
            let late = !self.once && began.elapsed() >= SLICE;
            let ranks = || takes.iter().flat_map(|(_, drafts)| drafts.as_slice());
            if late && ranks().all(|take| take.rank != Rank::Saved) {
                let unseen = ranks().any(|take| take.rank != Rank::Again);
                return if unseen { Left::Unseen } else { Left::Again };
            }
        }
        Left::Nothing
    }

    /// Reads and reviews a draft and, if it is ready, lets it go out. Says when to look
    /// at the same bytes again, if at all.
    async fn take(
        &mut self,
        pipeline: &Pipeline,
        desk: Option<Arc<Desk>>,
        Take { found, stamp, rank }: &Take,
        printer: &mut Printer,
    ) -> Result<Option<Duration>, Failure> {
        let stamp = *stamp;
        if let Some(known) = self.known
            && let Some(state) = self.known_as(pipeline, &found.path).await?
        {
            self.known = Some(known + 1);
            self.standing.known(&found.path, &pipeline.name, state);
            return Ok(None);
        }
        let reader = Reader::new(&self.loaded, pipeline, &self.profile, &*self.clock);
        let Some(read) = reader.read(&mut self.reading, found.clone(), stamp).await? else {
            // Written to while it was read: torn, and not quiet after all.
            return Ok(Some(Duration::ZERO));
        };
        let Read { draft, verdict, review } = read;
        if let Some(failure) = review {
            // A review that cannot be written keeps nobody from reading the mail.
            printer.troubles(&failure.troubles);
            self.worst = self.worst.max(failure.exit);
        }
        let ready = draft.is_ready();
        self.standing.read(&found.path, &pipeline.name, &verdict, ready);
        if let Some(mailing) = self.mailing.as_ref().filter(|_| ready) {
            mailing.tell_of_draft(&found.path, &verdict);
        }
        let barred = ready && self.is_barred(printer).await;
        match (ready, barred) {
            (true, true) => {
                self.unshelve_all_but(&pipeline.name, &draft).await?;
                self.wait_behind_the_bar(&pipeline.name, &found.path, stamp);
            }
            // From here on the bytes of what is ready are kept, whatever becomes of the
            // file.
            (true, false) => self.shelve(&pipeline.name, &draft).await?,
            (false, _) => self.unshelve(&pipeline.name, &found.path).await?,
        }
        let Some(desk) = desk else { return Ok(ready.then_some(AGAIN)) };
        let corrects = draft.correction().is_some();
        let stays = match (&pipeline.collect, ready) {
            (Some(_), true) if corrects => None,
            // Saving a brief does not send the digest that it is for.
            (Some(_), _) => Some(desk.not_due(draft.clone())),
            (None, false) => Some(LeftOut { verdict, why: Why::NotReady }),
            (None, true) => None,
        };
        if let Some(left) = stays {
            self.told.remove(&found.path);
            printer.left_out(&left, &desk);
            self.worst = self.worst.max(earned::by_draft(&left));
            return Ok(None);
        }
        if barred {
            return Ok(None);
        }
        let key = desk.key_of(Some(&*self.ledger), &draft).await?;
        let mut drafts = vec![draft];
        match &pipeline.collect {
            None => self.claim_key(key.clone(), &found.path)?,
            // Several briefs of one digest may be put right, one after the other.
            Some(_) => drafts.extend(self.settled(pipeline, &found.path, printer).await),
        }
        let place = self.place(&pipeline.name, &found.path);
        self.shelf.turn(place, Some(Turn::Busy));
        let origin = Origin::Draft { path: found.path.clone(), stamp, key };
        let drafts = drafts.into_iter().map(Job::waiting).collect();
        let soon = !matches!(rank, Rank::Stood(_));
        self.send(Job { desk, origin, soon, drafts });
        Ok(None)
    }

    /// Two drafts with one key: the second is refused as long as the first stands
    /// there.
    fn claim_key(&mut self, key: String, path: &Path) -> Result<(), Failure> {
        let stands = |path: &Path| self.folders.values().any(|folder| folder.has(path));
        match self.keys.get(&key) {
            Some(owner) if owner != path && stands(owner) => {
                let message =
                    format!("this would be the edition {key}, and so is {}", owner.display());
                let help = "give one of them `edition:` in its front matter";
                Err(Trouble::of(path.display(), message).help(help).exit(Exit::Refused))
            }
            _ => {
                self.keys.insert(key, path.to_owned());
                Ok(())
            }
        }
    }
}
