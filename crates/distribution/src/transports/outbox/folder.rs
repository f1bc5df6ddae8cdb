//! An edition's files in the outbox, put in place as a whole.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_ledger::Candidate;
use serde::Serialize;

use super::preview;
use crate::message::Composer;
use crate::{FileProblem, Message, files};

/// Files being written beside the folder that they will replace. Dropped
/// unfinished, they vanish and the former ones stay.
pub(super) struct OutboxFolder {
    place: PathBuf,
    new: PathBuf,
    envelopes: Vec<u8>,
    written: usize,
    /// Whose message the preview shows: the first one's.
    shown: Option<Candidate>,
}

/// One line of `envelopes.jsonl`: what SMTP would be told besides the message.
#[derive(Serialize)]
struct EnvelopeLine<'a> {
    file: &'a str,
    from: &'a str,
    to: &'a str,
    message_id: &'a str,
    bytes: usize,
}

impl OutboxFolder {
    pub(super) fn begin(place: &Path) -> Result<Self, FileProblem> {
        // One sender at a time: what else lies there is of one that died.
        files::remove_leftovers(place).map_err(|e| FileProblem::new("clear", place, e))?;
        let new = files::beside(place).map_err(|e| FileProblem::new("name", place, e))?;
        fs::create_dir_all(&new).map_err(|e| FileProblem::new("make", &new, e))?;
        Ok(Self { place: place.to_owned(), new, envelopes: Vec::new(), written: 0, shown: None })
    }

    /// Writes one message as `<nn>-<address>.eml`.
    pub(super) fn add(
        &mut self,
        message: &Message,
        candidate: &Candidate,
    ) -> Result<(), FileProblem> {
        self.written += 1;
        let file = format!("{:02}-{}.eml", self.written, in_file_name(message.to.as_ref()));
        self.write(&file, message.bytes())?;
        let line = EnvelopeLine {
            file: &file,
            from: message.from.as_ref(),
            to: message.to.as_ref(),
            message_id: &message.id,
            bytes: message.bytes().len(),
        };
        serde_json::to_writer(&mut self.envelopes, &line)
            .map_err(|e| FileProblem::new("write", &self.new, e.into()))?;
        self.envelopes.push(b'\n');
        if self.shown.is_none() {
            self.shown = Some(candidate.clone());
        }
        Ok(())
    }

    /// Adds the preview and takes the place of the edition's former files. `page`
    /// is the edition's page in the local archive, if there is one.
    pub(super) fn finish(
        mut self,
        composer: &Composer<'_>,
        page: Option<&Path>,
    ) -> Result<(), FileProblem> {
        self.write("envelopes.jsonl", &self.envelopes)?;
        if let Some(candidate) = self.shown.take() {
            let preview = preview::render(composer, &candidate, &self.place, page);
            self.write("preview.html", preview.as_bytes())?;
        }
        self.swap().map_err(|e| FileProblem::new("replace", &self.place, e))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileProblem> {
        let path = self.new.join(name);
        fs::write(&path, bytes).map_err(|e| FileProblem::new("write", &path, e))
    }

    fn swap(&self) -> std::io::Result<()> {
        let old = files::beside(&self.place)?;
        let stood = self.place.exists();
        if stood {
            fs::rename(&self.place, &old)?;
        }
        fs::rename(&self.new, &self.place)?;
        if stood {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }
}

impl Drop for OutboxFolder {
    fn drop(&mut self) {
        // After a swap there is nothing left to remove, and that is fine.
        let _ = fs::remove_dir_all(&self.new);
    }
}

/// The address in characters that every file system and shell takes.
pub(super) fn in_file_name(address: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '+' | '-' | '_');
    address.chars().map(|c| if fits(c) { c } else { '_' }).take(120).collect()
}
