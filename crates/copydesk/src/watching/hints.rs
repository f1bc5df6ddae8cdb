//! Folder events, as hints. The only file that knows `notify`.

use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::drafts::READY;

/// Wakes whoever waits when something happens in a watched folder. Lost or
/// doubled events cost nothing: a hint says only that it is time to look.
pub(crate) struct Hints {
    watcher: Option<RecommendedWatcher>,
    watched: Vec<PathBuf>,
    heard: Receiver<()>,
}

impl Hints {
    /// Hears nothing yet. Where the system gives no events, looking now and then
    /// has to do.
    pub(crate) fn new() -> Self {
        let (say, heard) = channel(1);
        let watcher = notify::recommended_watcher(move |event| hear(&say, event));
        if let Err(error) = &watcher {
            tracing::warn!(%error, "no folder events; drafts are found within half a minute");
        }
        Self { watcher: watcher.ok(), watched: Vec::new(), heard }
    }

    /// Hears of changes in a drafts folder and in its `ready/`, from now on or from
    /// when they exist.
    pub(crate) fn watch(&mut self, folder: &Path) {
        for folder in [folder.to_owned(), folder.join(READY)] {
            let Some(watcher) = &mut self.watcher else { return };
            if !folder.is_dir() {
                // Gone, or not there yet: to be watched again when it comes.
                self.watched.retain(|other| *other != folder);
                continue;
            }
            if self.watched.contains(&folder) {
                continue;
            }
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => self.watched.push(folder),
                Err(error) => tracing::warn!(folder = %folder.display(), %error, "cannot hear"),
            }
        }
    }

    /// Waits for a hint.
    pub(crate) async fn next(&mut self) {
        if self.heard.recv().await.is_none() {
            // No watcher any more: never.
            std::future::pending::<()>().await;
        }
    }
}

fn hear(say: &Sender<()>, event: notify::Result<Event>) {
    // Our own reads are events too, and reading at each would never end.
    let read = matches!(
        event.as_ref().map(|event| event.kind),
        Ok(EventKind::Access(kind)) if kind != AccessKind::Close(AccessMode::Write)
    );
    if !read {
        // Full is fine: a hint is waiting already.
        let _ = say.try_send(());
    }
}
