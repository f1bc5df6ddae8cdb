//! Drafts and written files on disk.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use copydesk_manuscript::{Companion, Draft};

use crate::allow_file;
use crate::exit::Exit;
use crate::trouble::{Failure, Trouble};

/// Reads a draft, or stdin for `-`; never more than one byte over `limit`.
///
/// # Errors
/// A path that is missing, cannot be read, or is a folder is a mistake on the
/// command line. Bytes that are no text are not: that is a finding.
pub(crate) fn read_draft(path: &Path, limit: u64) -> Result<Draft, Failure> {
    let (name, bytes) = if path == Path::new("-") {
        ("-".to_owned(), read_at_most(io::stdin(), limit))
    } else {
        let refuse = |message: &str| {
            let help = "name a draft, a file of plain text or Markdown";
            Trouble::of(path.display(), message).help(help).exit(Exit::Usage)
        };
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => return Err(refuse("this is a folder, not a draft")),
            Ok(meta) if !meta.is_file() => return Err(refuse("this is no regular file")),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(refuse("there is no such file"));
            }
            Err(error) => return Err(refuse(&format!("the file cannot be read: {error}"))),
        }
        (path.display().to_string(), File::open(path).and_then(|file| read_at_most(file, limit)))
    };
    let bytes = bytes.map_err(|error| {
        Trouble::of(&name, format!("the file cannot be read: {error}")).exit(Exit::Usage)
    })?;
    let companions = companions(path);
    Ok(Draft { limit, companions, ..Draft::new(name, bytes) })
}

/// What is read with a draft; nothing with stdin.
fn companions(path: &Path) -> Vec<Companion> {
    if path == Path::new("-") {
        return Vec::new();
    }
    Vec::from_iter(allow_file::beside(path))
}

pub(crate) fn read_at_most(reader: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
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
