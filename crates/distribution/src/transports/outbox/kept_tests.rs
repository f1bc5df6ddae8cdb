//! Test messages of rehearsals.

use std::path::PathBuf;

use super::Outbox;
use super::folder::in_file_name;
use crate::{FileProblem, Message, files};

/// No edition's key begins with an underscore.
const FOLDER: &str = "_tests";

/// Writes a test of the edition `key` as `_tests/<key>/<address>.eml`, and says
/// where. A later test to the same address takes its place.
pub(crate) fn keep_test(
    outbox: &Outbox,
    key: &str,
    message: &Message,
) -> Result<PathBuf, FileProblem> {
    let (_, to) = message.envelope();
    let folder = outbox.folder.join(FOLDER).join(key);
    let path = folder.join(format!("{}.eml", in_file_name(to)));
    files::write_whole(&path, message.bytes())?;
    Ok(path)
}
