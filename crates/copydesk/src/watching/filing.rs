//! `lifecycle: move`: a draft that went out to everybody is filed in
//! `published/YYYY/MM/DD/` below its folder, with a receipt beside it.
//!
//! It comes last, and it may be done again: whatever dies in between, the draft
//! stands in one of the two places, and nothing is ever overwritten.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use copydesk_ledger::{Balance, Clock};
use copydesk_manuscript::Digest;
use copydesk_pipeline::definition::Lifecycle;
use copydesk_pipeline::{Desk, Outcome, Published, Why};
use jiff::ZonedDateTime;

use super::sending::{Origin, Sent};
use crate::allow_file;
use crate::files;
use crate::report::edition::sum;

/// Below the drafts folder.
const PUBLISHED: &str = "published";

/// More drafts of one name on one day are not filed.
const MOST: u32 = 1000;

/// What the receipt says.
pub(super) struct Receipt {
    pub(super) key: String,
    pub(super) revision: u32,
    pub(super) digest: Digest,
    pub(super) at: ZonedDateTime,
    pub(super) balance: Balance,
}

impl Receipt {
    fn text(&self) -> String {
        let Self { key, revision, digest, at, balance } = self;
        format!(
            "edition: {key}\nrevision: {revision}\ndigest: {digest}\nfiled: {at}\n\
             readers: {}\n",
            sum(balance)
        )
    }
}

/// Files the drafts of an edition that went out to everybody, where the pipeline says
/// so. A copy under another name of what went out stays where it is.
pub(super) fn file_all(
    sent: &Sent,
    published: &Published,
    clock: &dyn Clock,
) -> Vec<(PathBuf, io::Error)> {
    let Desk { newsroom, pipeline, profile, .. } = &*sent.desk;
    if !profile.is_live() || pipeline.drafts.lifecycle == Lifecycle::Stay {
        return Vec::new();
    }
    let folder = newsroom.root.join(&pipeline.drafts.folder);
    let at = clock.now().to_zoned_datetime(newsroom.time_zone.clone());
    let mut failed = Vec::new();
    for (document, receipt) in receipts(sent, published, &at) {
        let Some((path, content)) =
            sent.contents.iter().find(|(path, _)| *path == Path::new(&document))
        else {
            continue;
        };
        if let Err(error) = file(path, content, &folder, &receipt) {
            failed.push((path.clone(), error));
        }
    }
    failed
}

/// The paths of drafts that went out, each with its receipt.
fn receipts(sent: &Sent, published: &Published, at: &ZonedDateTime) -> Vec<(String, Receipt)> {
    let mut receipts = Vec::new();
    if let Outcome::Distributed(rendered, frozen, delivered) = &published.outcome
        && delivered.closed
    {
        let lineup = &rendered.lineup;
        for checked in lineup.intro().into_iter().chain(lineup.briefs()) {
            let receipt = Receipt {
                key: frozen.key.clone(),
                revision: frozen.revision,
                digest: frozen.digest.clone(),
                at: at.clone(),
                balance: delivered.balance,
            };
            receipts.push((checked.document().path.clone(), receipt));
        }
    }
    // What died before it was filed.
    let own = |found: &str| match &sent.origin {
        Origin::Draft { key, .. } | Origin::Kept { key, .. } => key == found,
        Origin::Digest { .. } => true,
    };
    for left in &published.left_out {
        if let Why::Out(summary) = &left.why
            && summary.closed_at.is_some()
            && own(&summary.key)
        {
            let receipt = Receipt {
                key: summary.key.clone(),
                revision: summary.revision,
                digest: summary.digest.clone(),
                at: at.clone(),
                balance: summary.balance,
            };
            receipts.push((left.verdict.document().path.clone(), receipt));
        }
    }
    receipts
}

/// Files `draft`, if it still has these bytes, and what stands beside it. Says where
/// it lies then; `None` if it is gone or was written to since.
///
/// # Errors
/// What kept it from being moved. It stands where it stood then.
pub(super) fn file(
    draft: &Path,
    content: &Digest,
    folder: &Path,
    receipt: &Receipt,
) -> io::Result<Option<PathBuf>> {
    match fs::read(draft) {
        Ok(bytes) if Digest::of(&bytes) == *content => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let day = folder.join(PUBLISHED).join(receipt.at.strftime("%Y/%m/%d").to_string());
    fs::create_dir_all(&day)?;
    let target = free(&day, draft, content)?;
    files::replace(&beside(&target, "receipt.yaml"), receipt.text().as_bytes())?;
    for companion in [allow_file::path_of(draft), beside(draft, "review.md")] {
        let name = companion.file_name().unwrap_or_default().to_string_lossy();
        let own = draft.file_name().unwrap_or_default().to_string_lossy();
        let ending = name.strip_prefix(&*own).unwrap_or_default().trim_start_matches('.');
        match relocate(&companion, &beside(&target, ending)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            moved => moved?,
        }
    }
    relocate(draft, &target)?;
    File::open(&day)?.sync_all()?;
    Ok(Some(target))
}

/// The name under which it lies there already, or one that nobody has.
fn free(day: &Path, draft: &Path, content: &Digest) -> io::Result<PathBuf> {
    let stem = draft.file_stem().unwrap_or_default().to_string_lossy();
    let ending = draft.extension().map(|e| format!(".{}", e.to_string_lossy()));
    let ending = ending.unwrap_or_default();
    for number in 1..MOST {
        let name = match number {
            1 => format!("{stem}{ending}"),
            n => format!("{stem}-{n}{ending}"),
        };
        let path = day.join(name);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
            // What an earlier attempt has left.
            Ok(bytes) if Digest::of(&bytes) == *content => return Ok(path),
            _ => {}
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many drafts of this name"))
}

/// Moves a file without ever overwriting one. Where the file system knows no links it
/// is copied.
fn relocate(from: &Path, to: &Path) -> io::Result<()> {
    let linked = match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        // Left by an earlier attempt, or another's: only the same bytes are the same file.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::read(from)? == fs::read(to)? { Ok(()) } else { Err(error) }
        }
        Err(_) => copy(from, to),
        Ok(()) => Ok(()),
    };
    linked.and_then(|()| fs::remove_file(from))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut target = File::options().write(true).create_new(true).open(to)?;
    let copied = File::open(from).and_then(|mut source| io::copy(&mut source, &mut target));
    copied.and_then(|_| target.sync_all()).inspect_err(|_| {
        // Half a file is nobody's.
        let _ = fs::remove_file(to);
    })
}

fn beside(draft: &Path, ending: &str) -> PathBuf {
    let mut name = draft.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(ending);
    draft.with_file_name(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    struct Desk(tempfile::TempDir);

    impl Desk {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn save(&self, name: &str, text: &str) {
            fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
            fs::write(self.path(name), text).unwrap();
        }

        fn file(&self, text: &str) -> Option<PathBuf> {
            let digest = Digest::of(text.as_bytes());
            let receipt = Receipt {
                key: "2024-05-01-a".to_owned(),
                revision: 1,
                digest: digest.clone(),
                at: "2024-05-01T08:00:00+01:00[Europe/London]".parse().unwrap(),
                balance: Balance { candidates: 2, accepted: 2, ..Balance::default() },
            };
            file(&self.path("a.md"), &digest, self.0.path(), &receipt).unwrap()
        }
    }

    #[test]
    fn a_draft_is_filed_with_its_receipt_its_review_and_its_waivers() {
        let desk = Desk::new();
        desk.save("a.md", "one");
        desk.save("a.md.review.md", "clear");
        desk.save("a.md.allow.yaml", "[]");
        assert_eq!(desk.file("one"), Some(desk.path("published/2024/05/01/a.md")));
        let filed = |name: &str| fs::read_to_string(desk.path("published/2024/05/01").join(name));
        assert_eq!(filed("a.md").unwrap(), "one");
        assert_eq!(filed("a.md.review.md").unwrap(), "clear");
        assert_eq!(filed("a.md.allow.yaml").unwrap(), "[]");
        assert!(filed("a.md.receipt.yaml").unwrap().ends_with("2 candidates = 2 accepted\n"));
        assert!(!desk.path("a.md").exists() && !desk.path("a.md.review.md").exists());
    }

    #[test]
    fn nothing_is_overwritten_and_what_was_saved_since_stays() {
        let desk = Desk::new();
        desk.save("published/2024/05/01/a.md", "another");
        desk.save("a.md", "one");
        assert_eq!(desk.file("one"), Some(desk.path("published/2024/05/01/a-2.md")));
        assert_eq!(fs::read(desk.path("published/2024/05/01/a.md")).unwrap(), b"another");
        desk.save("a.md", "one, mended");
        assert_eq!(desk.file("one"), None);
        assert!(desk.path("a.md").exists());
    }

    #[test]
    fn what_died_between_the_two_names_is_finished() {
        let desk = Desk::new();
        desk.save("a.md", "one");
        desk.save("published/2024/05/01/a.md", "one");
        assert_eq!(desk.file("one"), Some(desk.path("published/2024/05/01/a.md")));
        assert!(!desk.path("a.md").exists());
        assert_eq!(desk.file("one"), None);
    }
}
