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

use super::Watching;
use super::sending::{Job, Origin, Sent};
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
    /// When something else has changed: it is held, or refused for good.
    Rests,
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
        if rows.insert(place.clone(), kept.digest.clone()) != Some(kept.digest) {
            self.shelf.turn(place, None);
        }
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

    /// Takes from the shelf what is out, and what will not go out. What was saved since
    /// under the same name stays.
    pub(super) async fn clear_shelf(
        &mut self,
        sent: &Sent,
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
        let pipeline = &sent.desk.pipeline.name;
        for (path, digest) in sent.contents.iter().filter(|(path, _)| paths.contains(path)) {
            if self.stands(pipeline, path, digest).await? {
                self.unshelve(pipeline, path).await?;
            }
        }
        Ok(())
    }

    /// Whether a draft stands on the shelf with these bytes.
    async fn stands(
        &mut self,
        pipeline: &str,
        path: &Path,
        digest: &Digest,
    ) -> Result<bool, LedgerError> {
        let place = self.place(pipeline, path);
        Ok(self.rows().await?.get(&place) == Some(digest))
    }

    /// What was on its way from there has ended: when it is looked at again, if its file
    /// is gone. What was saved since is on its own way.
    pub(super) async fn turn_over(&mut self, sent: &Sent, turn: Turn) -> Result<(), LedgerError> {
        let pipeline = &sent.desk.pipeline.name;
        for (path, digest) in sent.contents.iter().take(1) {
            if self.stands(pipeline, path, digest).await? {
                let place = self.place(pipeline, path);
                self.shelf.turn(place, Some(turn));
            }
        }
        Ok(())
    }

    /// Where drafts of a pipeline stood whose files are gone, and their digests.
    async fn gone(&mut self, pipeline: &Pipeline) -> Result<Vec<(PathBuf, Digest)>, LedgerError> {
        self.rows().await?;
        let (Some(rows), Some(folder)) = (&self.shelf.rows, self.folders.get(&pipeline.name))
        else {
            return Ok(Vec::new());
        };
        let root = &self.loaded.newsroom.root;
        let from = (pipeline.name.clone(), PathBuf::new());
        let own = rows.range(from..).take_while(|((name, _), _)| *name == pipeline.name);
        let gone = own.map(|((_, path), digest)| (root.join(path), digest));
        let gone = gone.filter(|(path, _)| !folder.has(path));
        Ok(gone.map(|(path, digest)| (path, digest.clone())).collect())
    }

    /// Such a draft as it was.
    async fn kept(
        &self,
        pipeline: &Pipeline,
        path: &Path,
        digest: &Digest,
    ) -> Result<Option<Submission>, LedgerError> {
        let terms = Terms::of(Some(&self.loaded), Some(pipeline));
        let kept = self.ledger.captured(digest).await?;
        Ok(kept.map(|kept| files::kept_draft(path, kept.bytes, &terms, &pipeline.drafts)))
    }

    /// All drafts of a pipeline whose files are gone.
    pub(super) async fn without_file(
        &mut self,
        pipeline: &Pipeline,
    ) -> Result<Vec<Submission>, LedgerError> {
        let mut drafts = Vec::new();
        for (path, digest) in self.gone(pipeline).await? {
            drafts.extend(self.kept(pipeline, &path, &digest).await?);
        }
        Ok(drafts)
    }

    /// Whether a digest takes it at its hour. What puts one right goes by itself.
    async fn is_brief(&self, pipeline: &Pipeline, path: &Path, digest: &Digest) -> bool {
        let kept = match pipeline.collect {
            Some(_) => self.kept(pipeline, path, digest).await,
            None => return false,
        };
        kept.is_ok_and(|kept| kept.is_none_or(|draft| draft.correction().is_none()))
    }

    /// Sends what is due of them; a digest takes its own at its hour. Called only when
    /// every file that stands there was looked at.
    pub(super) async fn send_what_is_gone(&mut self, printer: &mut Printer) {
        for (pipeline, _) in self.pipelines() {
            let gone = match self.gone(&pipeline).await {
                Ok(gone) => gone,
                Err(error) => {
                    self.failed(&pipeline.file, &error.into(), printer);
                    continue;
                }
            };
            let mut desk = None;
            for (path, digest) in gone {
                let (place, now) = (self.place(&pipeline.name, &path), Instant::now());
                match self.shelf.turns.get(&place) {
                    Some(Turn::Busy | Turn::Asked | Turn::Rests) => continue,
                    Some(Turn::At(at)) if *at > now => continue,
                    Some(Turn::At(_)) => {}
                    None if self.is_brief(&pipeline, &path, &digest).await => {
                        self.shelf.turn(place, Some(Turn::Rests));
                        continue;
                    }
                    None => {
                        printer.note(&format!(
                            "{}: its file is gone, and it was ready: it goes on from what the \
                             ledger has of it",
                            path.display()
                        ));
                        self.shelf.turn(place.clone(), Some(Turn::At(now)));
                    }
                }
                if self.is_barred(printer).await {
                    break;
                }
                if desk.is_none() {
                    desk = self.desk(&pipeline, printer);
                }
                let Some(desk) = desk.clone() else { break };
                let turn = match self.send_kept(desk, &path, &digest, printer).await {
                    Ok(()) => Turn::Busy,
                    Err(failure) => Turn::At(now + self.failed(&path, &failure, printer)),
                };
                self.shelf.turn(place, Some(turn));
            }
        }
    }

    async fn send_kept(
        &mut self,
        desk: Arc<Desk>,
        path: &Path,
        digest: &Digest,
        printer: &mut Printer,
    ) -> Result<(), Failure> {
        let pipeline = &desk.pipeline;
        let Some(draft) = self.kept(pipeline, path, digest).await? else { return Ok(()) };
        let key = desk.key_of(Some(&*self.ledger), &draft).await?;
        let origin = Origin::Kept { path: path.to_owned(), key };
        let mut drafts = vec![draft];
        if pipeline.collect.is_some() {
            drafts.extend(self.settled(pipeline, path, printer).await);
        }
        let drafts = drafts.into_iter().map(Job::waiting).collect();
        self.send(Job { desk, origin, soon: false, drafts });
        Ok(())
    }

    /// Whether every folder was seen, and every file in it looked at.
    pub(super) fn has_seen_all(&self, unsettled: bool) -> bool {
        !unsettled && self.folders.values().all(|folder| !folder.is_degraded())
    }
}
