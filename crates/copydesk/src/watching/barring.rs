//! A ledger from which nothing may go out: one that nobody has adopted, or that was
//! put back. It is said once, however many drafts stand ready. None of them is put on
//! the shelf, from which it would go out although its file was removed before anybody
//! opened the ledger; each is taken in anew as soon as a person has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Watching;
use super::stamp::Stamp;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::Trouble;

/// What waits until the ledger is opened.
#[derive(Default)]
pub(super) struct Bar {
    /// Whether it is down, once somebody has asked in this pass.
    down: Option<bool>,
    /// Why nothing goes out, as it was said.
    told: Option<String>,
    /// The save of each draft, by its pipeline and path.
    waiting: BTreeMap<(String, PathBuf), Stamp>,
}

impl Watching {
    /// Whether nothing may go out at all. Asked once in a pass.
    pub(super) async fn is_barred(&mut self, printer: &mut Printer) -> bool {
        if let Some(down) = self.bar.down {
            return down;
        }
        let refusal = match self.loaded.newsroom.barred(&self.profile, &*self.ledger).await {
            Ok(refusal) => refusal.map(|refusal| refusal.to_string()),
            Err(error) => Some(error.to_string()),
        };
        self.bar.down = Some(refusal.is_some());
        if let Some(refusal) = &refusal {
            self.worst = self.worst.max(Exit::Refused);
            if self.bar.told.as_ref() != Some(refusal) {
                printer.troubles(&[Trouble::new(refusal)]);
            }
        }
        self.bar.told = refusal;
        self.bar.down == Some(true)
    }

    /// A draft that is ready stays until the ledger is opened.
    pub(super) fn wait_behind_the_bar(&mut self, pipeline: &str, path: &Path, stamp: Stamp) {
        self.bar.waiting.insert((pipeline.to_owned(), path.to_owned()), stamp);
    }

    /// A pass begins: has another look at what waits, if the ledger was opened meanwhile.
    pub(super) async fn look_behind_the_bar(&mut self, printer: &mut Printer) {
        self.bar.down = None;
        if self.bar.waiting.is_empty() || self.is_barred(printer).await {
            return;
        }
        let now = Some(Instant::now());
        for ((pipeline, path), stamp) in std::mem::take(&mut self.bar.waiting) {
            if let Some(folder) = self.folders.get_mut(&pipeline) {
                folder.taken(&path, stamp, now);
            }
        }
    }
}
