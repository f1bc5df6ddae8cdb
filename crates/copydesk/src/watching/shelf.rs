//! Drafts that are ready and not out yet. They stand in the ledger with their bytes, so
//! that one whose file is deleted while it waits goes out all the same: for people, for
//! its hour, over a restart.
//!
//! A file that is saved again takes its former bytes from the shelf. So does one that is
//! no longer marked ready.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use copydesk_ledger::{LedgerError, NewCapture};
use copydesk_manuscript::Digest;
use copydesk_pipeline::{Desk, Outcome, Pipeline, Published, Refusal, Submission, Why};

use super::sending::{Job, Origin};
use super::{AGAIN, Watching};
use crate::files::{self, Terms};
use crate::report::printer::Printer;
use crate::trouble::Failure;

/// A pipeline's name, and a path below the newsroom.
type Place = (String, PathBuf);

/// When the draft at a place is looked at again, if its file is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is on its way.
    Busy,
    /// Then.
    At(Instant),
    /// When somebody has answered.
    Asked,
}

/// What stands in the ledger, as far as this daemon has to know it.
#[derive(Default)]
pub(super) struct Shelf {
    /// Read once: nobody else watches this newsroom.
    rows: Option<BTreeMap<Place, Digest>>,
    turns: BTreeMap<Place, Turn>,
}

impl Shelf {
    /// What the daemon does about a draft now.
    pub(super) fn turn(&mut self, place: Place, turn: Option<Turn>) {
        match turn {
            Some(turn) => drop(self.turns.insert(place, turn)),
            None => drop(self.turns.remove(&place)),
        }
    }

    /// Everything is looked at anew but what is on its way.
    pub(super) fn reload(&mut self) {
        self.rows = None;
        self.hasten();
    }

    /// Nobody waits for an hour, or for an answer, any more.
    pub(super) fn hasten(&mut self) {
        self.turns.retain(|_, turn| *turn == Turn::Busy);
    }
}

impl Watching {
    /// Where a draft stands, however its newsroom was named.
    pub(super) fn place(&self, pipeline: &str, path: &Path) -> Place {
        let path = path.strip_prefix(&self.loaded.newsroom.root).unwrap_or(path);
        (pipeline.to_owned(), path.to_owned())
    }

    async fn rows(&mut self) -> Result<&mut BTreeMap<Place, Digest>, LedgerError> {
        if self.shelf.rows.is_none() {
            let rows = self.ledger.shelf(self.profile.world()).await?;
            let row = |row: copydesk_ledger::Shelved| ((row.pipeline, row.path.into()), row.digest);
            self.shelf.rows = Some(rows.into_iter().map(row).collect());
        }
        Ok(self.shelf.rows.get_or_insert_default())
    }

    /// Keeps a draft that is ready: its bytes, and that it is to go out.
    pub(super) async fn shelve(
        &mut self,
        pipeline: &str,
        draft: &Submission,
    ) -> Result<(), LedgerError> {
        let place = self.place(pipeline, Path::new(&draft.draft().path));
        let path = place.1.display().to_string();
        let capture = NewCapture { path, bytes: draft.draft().bytes.clone() };
        let kept = self.ledger.shelve(self.profile.world(), pipeline, capture).await?;
        let rows = self.rows().await?;
        rows.retain(|other, digest| other.0 != place.0 || *digest != kept.digest);
        rows.insert(place, kept.digest);
        Ok(())
    }

    /// What a file was before it had these bytes goes out no more.
    pub(super) async fn unshelve_all_but(
        &mut self,
        pipeline: &str,
        draft: &Submission,
    ) -> Result<(), LedgerError> {
        let path = Path::new(&draft.draft().path);
        let place = self.place(pipeline, path);
        let digest = draft.draft().digest();
        match self.rows().await?.get(&place) {
            Some(kept) if *kept != digest => self.unshelve(pipeline, path).await,
            _ => Ok(()),
        }
    }

    /// What stood there goes out no more, or is out.
    pub(super) async fn unshelve(
        &mut self,
        pipeline: &str,
        path: &Path,
    ) -> Result<(), LedgerError> {
        let place = self.place(pipeline, path);
        self.shelf.turn(place.clone(), None);
        if self.rows().await?.remove(&place).is_some() {
            let path = place.1.display().to_string();
            self.ledger.unshelve(self.profile.world(), pipeline, &path).await?;
        }
        Ok(())
    }

    /// Takes from the shelf what is out, and what will not go out.
    pub(super) async fn clear_shelf(
        &mut self,
        pipeline: &str,
        published: &Published,
    ) -> Result<(), LedgerError> {
        let settled = match &published.outcome {
            Outcome::Distributed(_, _, delivered) => delivered.closed,
            Outcome::NothingNew(..) => true,
            Outcome::Refused(_, refusal) => matches!(
                refusal,
                Refusal::ChangedAfterSend(_)
                    | Refusal::LooksAlreadySent { .. }
                    | Refusal::WentOut(_)
                    | Refusal::Cancelled(_)
            ),
            _ => false,
        };
        let lineup = published.lineup().filter(|_| settled);
        let mut paths: Vec<PathBuf> = lineup
            .into_iter()
            .flat_map(|lineup| lineup.documents())
            .map(|document| PathBuf::from(&document.path))
            .collect();
        paths.extend(published.left_out.iter().filter_map(|left| {
            let stays = match &left.why {
                Why::Refused(Refusal::TooEarly(_)) => true,
                Why::Waits(_) | Why::NotDue | Why::Alone | Why::Corrects => true,
                Why::Out(summary) => summary.closed_at.is_none(),
                Why::NotReady | Why::Held | Why::HeldEdition(_) | Why::Refused(_) => false,
            };
            (!stays).then(|| PathBuf::from(&left.verdict.document().path))
        }));
        for path in paths {
            self.unshelve(pipeline, &path).await?;
        }
        Ok(())
    }

    /// Drafts of a pipeline whose files are gone, as they were.
    pub(super) async fn without_file(
        &mut self,
        pipeline: &Pipeline,
    ) -> Result<Vec<(PathBuf, Submission)>, Failure> {
        let root = self.loaded.newsroom.root.clone();
        let rows: Vec<(Place, Digest)> = self
            .rows()
            .await?
            .iter()
            .map(|(place, digest)| (place.clone(), digest.clone()))
            .collect();
        let terms = Terms::of(Some(&self.loaded), Some(pipeline));
        let mut gone = Vec::new();
        for ((name, path), digest) in rows {
            let path = root.join(path);
            let folder = self.folders.get(&pipeline.name);
            if name != pipeline.name || folder.is_none_or(|folder| folder.has(&path)) {
                continue;
            }
            if let Some(kept) = self.ledger.captured(&digest).await? {
                let draft = files::kept_draft(&path, kept.bytes, &terms, &pipeline.drafts);
                gone.push((path, draft));
            }
        }
        Ok(gone)
    }

    /// Sends what is due of them; a digest takes its own at its hour. Called only when
    /// every file that stands there was looked at.
    pub(super) async fn send_what_is_gone(&mut self, printer: &mut Printer) {
        for (pipeline, _) in self.pipelines() {
            if pipeline.collect.is_some()
                || self.shelf.rows.as_ref().is_some_and(BTreeMap::is_empty)
            {
                continue;
            }
            let gone = match self.without_file(&pipeline).await {
                Ok(gone) => gone,
                Err(failure) => {
                    self.failed(&pipeline.file, &failure, printer);
                    continue;
                }
            };
            let now = Instant::now();
            let mut desk: Option<Arc<Desk>> = None;
            for (path, draft) in gone {
                let place = self.place(&pipeline.name, &path);
                match self.shelf.turns.get(&place) {
                    Some(Turn::Busy | Turn::Asked) => continue,
                    Some(Turn::At(at)) if *at > now => continue,
                    Some(Turn::At(_)) => {}
                    None => printer.note(&format!(
                        "{}: its file is gone, and it was ready: it goes on from what the ledger \
                         has of it",
                        path.display()
                    )),
                }
                if desk.is_none() {
                    desk = self.desk(&pipeline, printer);
                }
                let Some(desk) = desk.clone() else { break };
                if self.is_barred(printer).await {
                    break;
                }
                let turn = match desk.key_of(Some(&*self.ledger), &draft).await {
                    Ok(key) => {
                        let origin = Origin::Kept { path, key };
                        let drafts = vec![Job::waiting(draft)];
                        self.send(Job { desk, origin, soon: false, drafts });
                        Turn::Busy
                    }
                    Err(error) => {
                        self.failed(&path, &error.into(), printer);
                        Turn::At(now + AGAIN)
                    }
                };
                self.shelf.turn(place, Some(turn));
            }
        }
    }

    /// Whether every folder was seen, and every file in it looked at.
    pub(super) fn has_seen_all(&self, unsettled: bool) -> bool {
        !unsettled && self.folders.values().all(|folder| !folder.is_degraded())
    }
}
