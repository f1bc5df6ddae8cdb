//! Folder events, as hints. The only file that knows `notify`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::stamp::Home;
use crate::drafts::READY;

/// Wakes whoever waits when something happens in a watched folder. Lost or
/// doubled events cost nothing: a hint says only that it is time to look.
pub(crate) struct Hints {
    watcher: Option<RecommendedWatcher>,
    /// By path, and which folder stood there: what is made or mounted anew under an
    /// old name is heard only when it is watched anew.
    watched: HashMap<PathBuf, Home>,
    heard: Receiver<()>,
}

impl Hints {
    /// Hears nothing yet. Where the system gives no events, looking now and then
    /// has to do.
    pub(crate) fn new() -> Self {
        let (say, heard) = channel(1);
        let watcher = notify::recommended_watcher(move |event| hear(&say, event));
        if let Err(error) = &watcher {
            tracing::warn!(%error, "no folder events; drafts are found within a minute");
        }
        Self { watcher: watcher.ok(), watched: HashMap::new(), heard }
    }

    /// Hears of changes in a drafts folder and in its `ready/`, from now on or from
    /// when they exist.
    pub(crate) fn watch(&mut self, folder: &Path) {
        for folder in [folder.to_owned(), folder.join(READY)] {
            let Some(watcher) = &mut self.watcher else { return };
            let home = Home::of(&folder).ok();
            if home.as_ref() == self.watched.get(&folder) {
                continue;
            }
            if self.watched.remove(&folder).is_some() {
                // What is gone is not watched any more, whatever this says.
                let _ = watcher.unwatch(&folder);
            }
            // Not there yet: to be watched when it comes.
            let Some(home) = home else { continue };
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => drop(self.watched.insert(folder, home)),
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
