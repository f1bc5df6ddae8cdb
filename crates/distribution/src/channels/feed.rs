//! The feeds: the archive's newest editions, for feed readers.

use copydesk_rendering::{ArchiveEntry, render_feeds};

use super::archive::SiteFile;
use crate::{ArchiveSite, DistributeError};

/// The feeds, beside the archive's first page; the first of them is the one to name.
pub(crate) fn feeds(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<[SiteFile; 3], DistributeError> {
    let feeds = render_feeds(entries, site.masthead)?;
    Ok([
        (site.folder.join("feed.xml"), feeds.atom.into_bytes()),
        (site.folder.join("rss.xml"), feeds.rss.into_bytes()),
        (site.folder.join("feed.json"), feeds.json.into_bytes()),
    ])
}
