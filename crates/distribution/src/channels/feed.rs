//! The feeds: the archive's newest editions, for feed readers.

use std::path::PathBuf;

use copydesk_rendering::{ArchiveEntry, render_feeds};

use crate::{ArchiveSite, DistributeError, files};

/// Writes the feeds beside the archive's first page, and says where the first is.
pub(crate) fn write(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<PathBuf, DistributeError> {
    let feeds = render_feeds(entries, site.masthead)?;
    let atom = site.folder.join("feed.xml");
    files::write_whole(&atom, feeds.atom.as_bytes())?;
    files::write_whole(&site.folder.join("rss.xml"), feeds.rss.as_bytes())?;
    files::write_whole(&site.folder.join("feed.json"), feeds.json.as_bytes())?;
    Ok(atom)
}
