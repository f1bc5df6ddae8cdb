//! The feed: the archive's editions, for feed readers.

use std::path::PathBuf;

use copydesk_rendering::{ArchiveEntry, render_feed};

use crate::{ArchiveSite, DistributeError, files};

/// Writes the feed beside the archive's first page, and says where.
pub(crate) fn write(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<PathBuf, DistributeError> {
    let feed = render_feed(entries, site.masthead)?;
    let path = site.folder.join("feed.xml");
    files::write_whole(&path, feed.as_bytes())?;
    Ok(path)
}
