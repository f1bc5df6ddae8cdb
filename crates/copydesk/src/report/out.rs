//! Stdout and stderr. Who closes the pipe has seen enough: the work goes on,
//! and the exit code is the one that it earns.

use std::io::{self, Read, Write};

/// Stdout, until it takes nothing any more.
#[derive(Debug, Default)]
pub(crate) struct Out {
    /// Why it takes nothing any more.
    broken: Option<io::ErrorKind>,
}

impl Out {
    /// Writes words.
    pub(crate) fn write(&mut self, words: impl AsRef<[u8]>) {
        self.attempt(|stdout| stdout.write_all(words.as_ref()));
    }

    /// Writes all that `reader` has.
    pub(crate) fn copy(&mut self, reader: &mut impl Read) {
        self.attempt(|stdout| io::copy(reader, stdout).map(drop));
    }

    fn attempt(&mut self, write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>) {
        if self.broken.is_some() {
            return;
        }
        let mut stdout = io::stdout().lock();
        if let Err(error) = write(&mut stdout).and_then(|()| stdout.flush()) {
            self.fail(&error);
        }
    }

    /// Notes that a result was lost, and says so once.
    pub(crate) fn fail(&mut self, error: &io::Error) {
        if self.broken.is_none() && error.kind() != io::ErrorKind::BrokenPipe {
            err(&format!("error: results cannot be written: {error}\n"));
        }
        self.broken.get_or_insert(error.kind());
    }

    /// Whether it takes nothing any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.broken.is_some()
    }

    /// Whether results were lost for another reason than that nobody wanted them.
    pub(crate) fn has_lost(&self) -> bool {
        self.broken.is_some_and(|kind| kind != io::ErrorKind::BrokenPipe)
    }
}

/// Writes to stderr. There is nobody to tell that nobody can be told.
pub(crate) fn err(words: &str) {
    let _ = io::stderr().lock().write_all(words.as_bytes());
}
