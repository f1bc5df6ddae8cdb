//! A ledger from which nothing may go out: one that nobody has adopted, or that was
//! put back. It is said once, however many drafts stand ready, and they go on as soon
//! as a person has opened it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use copydesk_pipeline::Desk;

use super::Watching;
use super::stamp::Stamp;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::Trouble;

/// What waits until the ledger is opened.
#[derive(Default)]
pub(super) struct Bar {
    /// Why nothing goes out, as it was said.
    told: Option<String>,
    /// Each draft with its save.
    waiting: Vec<(Arc<Desk>, PathBuf, Stamp)>,
}

impl Watching {
    /// Whether nothing may go out at all.
    pub(super) async fn is_barred(&mut self, desk: &Desk, printer: &mut Printer) -> bool {
        let refusal = match desk.barred(&*self.ledger).await {
            Ok(None) => {
                self.bar.told = None;
                return false;
            }
            Ok(Some(refusal)) => refusal.to_string(),
            Err(error) => error.to_string(),
        };
        self.worst = self.worst.max(Exit::Refused);
        if self.bar.told.as_ref() != Some(&refusal) {
            printer.troubles(&[Trouble::new(&refusal)]);
            self.bar.told = Some(refusal);
        }
        true
    }

    /// A draft that is ready stays until the ledger is opened.
    pub(super) fn wait_behind_the_bar(&mut self, desk: Arc<Desk>, path: PathBuf, stamp: Stamp) {
        self.bar.waiting.push((desk, path, stamp));
    }

    /// Has another look at what waits, if the ledger was opened meanwhile.
    pub(super) async fn look_behind_the_bar(&mut self, printer: &mut Printer) {
        let Some((desk, ..)) = self.bar.waiting.first() else { return };
        let desk = Arc::clone(desk);
        if self.is_barred(&desk, printer).await {
            return;
        }
        let now = Some(Instant::now());
        for (desk, path, stamp) in std::mem::take(&mut self.bar.waiting) {
            if let Some(folder) = self.folders.get_mut(&desk.pipeline.name) {
                folder.taken(&path, stamp, now);
            }
        }
    }
}
