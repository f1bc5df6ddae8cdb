//! Drafts and written files on disk.

mod companions;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use copydesk_manuscript::Draft;
use copydesk_pipeline::definition::DraftRule;
use copydesk_pipeline::{Pipeline, Submission};

use crate::drafts::READY;
use crate::exit::Exit;
use crate::newsrooms::Loaded;
use crate::trouble::{Failure, Trouble};

/// What a newsroom and a pipeline say about reading a draft.
pub(crate) struct Terms {
    limit: u64,
    /// Bibliographies of drafts that name none: as written, and where they are.
    bibliography: Vec<(String, PathBuf)>,
}

impl Terms {
    pub(crate) fn of(loaded: Option<&Loaded>, pipeline: Option<&Pipeline>) -> Self {
        let limit = loaded.map_or(Draft::DEFAULT_LIMIT, |loaded| loaded.newsroom.limits.draft);
        let given = pipeline.map(|pipeline| pipeline.parse.bibliography.iter());
        let bibliography = loaded.zip(given).map(|(loaded, given)| {
            let root = &loaded.newsroom.root;
            given.map(|name| (name.display().to_string(), root.join(name))).collect()
        });
        Self { limit, bibliography: bibliography.unwrap_or_default() }
    }
}

/// Reads a draft, or stdin for `-`, with the files that belong to it; never more
/// than one byte over the limit.
///
/// # Errors
/// A path that is missing, cannot be read, or is a folder is a mistake on the
/// command line. Bytes that are no text are not: that is a finding.
pub(crate) fn read_draft(path: &Path, terms: &Terms) -> Result<Draft, Failure> {
    let limit = terms.limit;
    let (name, bytes) = if path == Path::new("-") {
        ("-".to_owned(), read_at_most(io::stdin(), limit, 0))
    } else {
        let refuse = |message: &str| {
            let help = "name a draft, a file of plain text or Markdown";
            Trouble::of(path.display(), message).help(help).exit(Exit::Usage)
        };
        let expected = match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => return Err(refuse("this is a folder, not a draft")),
            Ok(meta) if !meta.is_file() => return Err(refuse("this is no regular file")),
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(refuse("there is no such file"));
            }
            Err(error) => return Err(refuse(&format!("the file cannot be read: {error}"))),
        };
        let read = |file| read_at_most(file, limit, expected);
        (path.display().to_string(), File::open(path).and_then(read))
    };
    let bytes = bytes.map_err(|error| {
        Trouble::of(&name, format!("the file cannot be read: {error}")).exit(Exit::Usage)
    })?;
    let mut draft = Draft { limit, ..Draft::new(name, bytes) };
    draft.companions = companions::gather(path, &draft, &terms.bibliography);
    Ok(draft)
}

/// The same of a draft whose bytes the ledger has kept, with the files that still stand
/// around its place.
pub(crate) fn kept_draft(
    path: &Path,
    bytes: Vec<u8>,
    terms: &Terms,
    rule: &DraftRule,
) -> Submission {
    let mut draft = Draft { limit: terms.limit, ..Draft::new(path.display().to_string(), bytes) };
    draft.companions = companions::gather(path, &draft, &terms.bibliography);
    let in_ready = path.parent().is_some_and(|folder| folder.ends_with(READY));
    Submission::new(draft, in_ready, rule)
}

/// Reads to the end, but never more than one byte over the limit. What is as long
/// as `expected` is read at once.
pub(crate) fn read_at_most(reader: impl Read, limit: u64, expected: u64) -> io::Result<Vec<u8>> {
    // One byte more, to see the end without asking for room.
    let room = usize::try_from(expected.min(limit).saturating_add(1)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces a file as a whole: whoever reads it sees the old bytes or the new.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link: what it points to is replaced.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let path = real.as_path();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        if let Ok(meta) = fs::metadata(path) {
            file.set_permissions(meta.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // What is left of a failed attempt is nobody's.
        let _ = fs::remove_file(&beside);
    })
}
