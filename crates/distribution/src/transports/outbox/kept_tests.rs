//! Messages of rehearsals that are no edition's: tests and letters.

use std::path::PathBuf;

use super::Outbox;
use super::folder::in_file_name;
use crate::{FileProblem, Message, files};

/// No edition's key begins with an underscore.
const TESTS: &str = "_tests";
const LETTERS: &str = "_letters";

/// Writes a test of the edition `key` as `_tests/<key>/<address>.eml`, and says
/// where. A later test to the same address takes its place.
pub(crate) fn keep_test(
    outbox: &Outbox,
    key: &str,
    message: &Message,
) -> Result<PathBuf, FileProblem> {
    let (_, to) = message.envelope();
    let folder = outbox.folder.join(TESTS).join(key);
    let path = folder.join(format!("{}.eml", in_file_name(to)));
    files::write_whole(&path, message.bytes())?;
    Ok(path)
}

/// Writes a letter as `_letters/<address>-<id>.eml`, and says where. Each stays: what
/// it asks of its reader may differ from the one before.
pub(crate) fn keep_letter(outbox: &Outbox, letter: &Message) -> Result<PathBuf, FileProblem> {
    let id = letter.id.get(1..9).unwrap_or_default();
    let name = format!("{}-{id}.eml", in_file_name(letter.to.as_ref()));
    let path = outbox.folder.join(LETTERS).join(name);
    files::write_whole(&path, letter.bytes())?;
    Ok(path)
}
