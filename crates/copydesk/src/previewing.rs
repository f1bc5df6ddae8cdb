//! Drafts and templates as they are saved, handed to the preview.
//!
//! An event is a hint; what counts are the stamps of a draft, of the files that it
//! is read with, and of what the newsroom says. Nothing is written.

mod room;
mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk_web::preview;

use crate::args::{Global, Preview};
use crate::trouble::Failure;
use crate::watching::{Hints, Look, Stamps, folder_of};
use room::{Room, Target};

/// A save is complete when nothing has changed for so long: short, because whoever
/// saved is looking, and a save that was not complete is shown again at once.
const SETTLE: Duration = Duration::from_millis(15);

/// How often to look although nothing was heard.
const LOOK: Duration = Duration::from_secs(2);

/// Drafts under observation.
pub(crate) struct Previewing<'a> {
    preview: preview::Preview,
    hints: Hints,
    room: Room<'a>,
    /// What the room was loaded from.
    around: Stamps,
    /// Each target as it was last shown.
    seen: BTreeMap<PathBuf, Stamps>,
}

impl<'a> Previewing<'a> {
    /// # Errors
    /// What is wrong with the newsroom, or with the path on the command line.
    pub(crate) fn new(
        global: &'a Global,
        command: &'a Preview,
        preview: preview::Preview,
    ) -> Result<Self, Failure> {
        let room = Room::open(global, command)?;
        let (around, seen) = (Stamps::new(), BTreeMap::new());
        Ok(Self { preview, hints: Hints::new(), room, around, seen })
    }

    /// Shows every save, for ever.
    pub(crate) async fn follow(&mut self) {
        loop {
            tokio::select! {
                () = self.hints.next() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
            self.look().await;
        }
    }

    /// Shows what changed since the last look and has come to rest.
    pub(crate) async fn look(&mut self) {
        let began = Instant::now();
        self.newsroom().await;
        // A folder that is gone for a moment takes nothing off the page.
        let Ok(targets) = self.room.targets() else { return };
        self.preview.keep(|shown| targets.contains_key(Path::new(shown)));
        self.seen.retain(|path, _| targets.contains_key(path));
        let mut changed = self.changed(&targets);
        while !changed.is_empty() && !self.seen.is_empty() {
            tokio::time::sleep(SETTLE).await;
            let before = std::mem::take(&mut changed);
            changed = self.changed(&targets);
            if changed == before {
                break;
            }
        }
        let settled = began.elapsed();
        for (path, stamps) in changed {
            if let Some(target) = targets.get(&path) {
                let began = Instant::now();
                self.preview.show(self.room.shown(&path, target));
                let set = began.elapsed();
                tracing::debug!(path = %path.display(), ?settled, ?set, "shown");
                self.seen.insert(path, stamps);
            }
        }
    }

    /// Loads the newsroom again if any of its files changed, and has everything shown
    /// again.
    async fn newsroom(&mut self) {
        let mut around = self.surroundings();
        if around == self.around {
            return;
        }
        while !self.around.is_empty() {
            tokio::time::sleep(SETTLE).await;
            let before = std::mem::replace(&mut around, self.surroundings());
            if around == before {
                break;
            }
        }
        self.room.reload();
        for (file, _) in &around {
            self.hints.watch(folder_of(file));
        }
        for folder in self.room.folders() {
            self.hints.watch(&folder);
        }
        self.around = around;
        self.seen.clear();
    }

    fn surroundings(&self) -> Stamps {
        Look::default().around(self.room.root(), &self.room.lists())
    }

    /// Of these targets those that are not as they were when they were last shown.
    fn changed(&mut self, targets: &BTreeMap<PathBuf, Target>) -> BTreeMap<PathBuf, Stamps> {
        let mut look = Look::default();
        let mut changed = BTreeMap::new();
        for (path, target) in targets {
            let stamps: Stamps = match target {
                Target::Draft => look.at(path),
                Target::Digest { drafts, .. } => {
                    drafts.iter().flat_map(|draft| look.at(&draft.path)).collect()
                }
            };
            if self.seen.get(path).is_none_or(|before| *before != stamps) {
                self.hints.watch(folder_of(path));
                changed.insert(path.clone(), stamps);
            }
        }
        changed
    }
}
