//! Sends the mails about drafts, one after another, and notes what was told of each.
//!
//! A note lies below `.copydesk/findings`, under a digest of the draft's path: what
//! stands for the findings, nothing else. A mail that could not leave has none, and is
//! tried again.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_distribution::{Letter, SingleReceipt, Stop};
use copydesk_manuscript::Digest;
use copydesk_pipeline::Post;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::files;
use crate::newsrooms;

/// When a mail that could not leave is tried again.
const AGAIN: Duration = Duration::from_secs(5 * 60);

/// What the findings are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Draft,
    Edition,
}

impl Of {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Edition => "edition",
        }
    }
}

/// What the courier is told.
pub(super) enum Word {
    /// It is held.
    Held(Mail),
    /// The draft, or the edition made of it and so the draft as well, is not held.
    Mended { about: PathBuf, of: Of },
}

/// A mail to whoever a draft belongs to.
pub(super) struct Mail {
    /// The draft, or the folder that a digest is collected from.
    pub(super) about: PathBuf,
    /// What stands for the findings.
    pub(super) told: String,
    /// Addresses, perhaps none.
    pub(super) to: Vec<String>,
    pub(super) subject: String,
    pub(super) text: String,
}

pub(super) struct Courier {
    post: Post,
    stop: Stop,
    notes: PathBuf,
    /// Those that could not leave, by what they are about.
    waiting: BTreeMap<PathBuf, Mail>,
    again: Instant,
}

impl Courier {
    pub(super) fn new(root: &Path, post: Post, stop: Stop) -> Self {
        let notes = root.join(".copydesk/findings");
        Self { post, stop, notes, waiting: BTreeMap::new(), again: Instant::now() }
    }

    /// Works until nobody can tell it anything more.
    pub(super) async fn run(mut self, mut words: mpsc::Receiver<Word>) {
        loop {
            tokio::select! {
                word = words.recv() => match word {
                    Some(Word::Held(mail)) => self.send(mail).await,
                    Some(Word::Mended { about, of }) => self.forget(&about, of),
                    None => break,
                },
                () = sleep_until(self.again), if !self.waiting.is_empty() => {
                    for mail in std::mem::take(&mut self.waiting).into_values() {
                        self.send(mail).await;
                    }
                }
            }
        }
    }

    async fn send(&mut self, mut mail: Mail) {
        self.waiting.remove(&mail.about);
        let note = self.note(&mail.about);
        if self.stop.asked() || fs::read_to_string(&note).is_ok_and(|told| told == mail.told) {
            return;
        }
        let mut left = Vec::new();
        for to in std::mem::take(&mut mail.to) {
            if !self.has_left(&to, &mail).await {
                left.push(to);
            }
        }
        if !left.is_empty() {
            mail.to = left;
            self.waiting.insert(mail.about.clone(), mail);
            self.again = Instant::now() + AGAIN;
            return;
        }
        let kept = fs::create_dir_all(&self.notes);
        if let Err(error) = kept.and_then(|()| files::replace(&note, mail.told.as_bytes())) {
            tracing::error!(%error, "what was mailed about a draft cannot be noted");
        }
    }

    /// Whether there is no more to do about it. Where a mail goes, and what the relay
    /// says of that, is told at the level of debugging alone.
    async fn has_left(&self, to: &str, mail: &Mail) -> bool {
        let about = mail.about.display();
        let letter = Letter {
            to: to.to_owned(),
            subject: mail.subject.clone(),
            html: None,
            text: mail.text.clone(),
            leave: None,
        };
        let id = newsrooms::clock().now().as_microsecond().unsigned_abs();
        let (why, leaves) = match self.post.send(&letter, id).await {
            Ok(SingleReceipt::Written(_) | SingleReceipt::Accepted(_)) => {
                tracing::debug!(%about, to, "its findings were mailed");
                return true;
            }
            // It may have arrived, and stands in the review anyway.
            Ok(SingleReceipt::Uncertain(why)) => (why, true),
            Ok(SingleReceipt::Rejected(why)) => (why, true),
            Ok(SingleReceipt::Deferred(why) | SingleReceipt::Unsent(why)) => (why, false),
            Err(problem) => (problem.to_string(), false),
        };
        tracing::debug!(%about, to, why, "its findings could not be mailed");
        match leaves {
            true => tracing::error!(%about, "the mail with its findings was not taken"),
            false => tracing::error!(
                %about,
                minutes = AGAIN.as_secs() / 60,
                "the mail with its findings could not leave; it is tried again"
            ),
        }
        leaves
    }

    fn forget(&mut self, about: &Path, of: Of) {
        self.waiting.remove(about);
        let note = self.note(about);
        let is_of_edition =
            || fs::read_to_string(&note).is_ok_and(|told| told.starts_with(Of::Edition.word()));
        if of == Of::Draft && is_of_edition() {
            return;
        }
        match fs::remove_file(&note) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::error!(%error, "what was mailed about a draft cannot be forgotten");
            }
            _ => {}
        }
    }

    fn note(&self, about: &Path) -> PathBuf {
        self.notes.join(Digest::of(about.as_os_str().as_bytes()).as_str())
    }
}
