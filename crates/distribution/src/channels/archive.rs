//! The archive: a page for each edition, and the first page that lists them.

use std::path::{Path, PathBuf};

use copydesk_ledger::{Ledger, World};
use copydesk_rendering::{ArchiveEntry, Masthead, Templates, render_index};

use crate::{DistributeError, FileProblem, FrozenEdition, files};

/// The archive of one profile: rehearsals and live editions never share one.
#[derive(Clone, Copy)]
pub struct ArchiveSite<'a> {
    /// Where its files lie.
    pub folder: &'a Path,
    /// What its first page is rendered with.
    pub templates: &'a Templates,
    /// Whose it is, and at which address.
    pub masthead: &'a Masthead,
}

impl ArchiveSite<'_> {
    /// Where an edition's page lies.
    pub(crate) fn page(&self, key: &str) -> PathBuf {
        self.folder.join(key).join("index.html")
    }
}

/// Writes the edition's page, and says where.
pub(crate) fn write_page(
    site: &ArchiveSite<'_>,
    edition: &FrozenEdition,
) -> Result<PathBuf, FileProblem> {
    let path = site.page(&edition.about().key);
    files::write_whole(&path, edition.page().as_bytes())?;
    Ok(path)
}

/// Writes the archive's first page, and says where.
pub(crate) fn write_index(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<PathBuf, DistributeError> {
    let index = render_index(entries, site.templates, site.masthead)?;
    let path = site.folder.join("index.html");
    files::write_whole(&path, index.as_bytes())?;
    Ok(path)
}

/// Every edition of a world whose page lies in the archive, in no order. A
/// corrected edition stands once: its last words, and the time of its first.
pub(crate) async fn entries(
    site: &ArchiveSite<'_>,
    ledger: &dyn Ledger,
    world: World,
) -> Result<Vec<ArchiveEntry>, DistributeError> {
    let mut entries: Vec<ArchiveEntry> = Vec::new();
    for summary in ledger.editions(world).await? {
        // Newest first: a key that is there already is there with its last words.
        if let Some(later) = entries.iter_mut().find(|e| e.about.key == summary.key) {
            later.published = later.published.min(summary.opened_at);
            continue;
        }
        if !site.page(&summary.key).is_file() {
            continue;
        }
        let edition = FrozenEdition::thaw(ledger.edition(summary.id).await?)?;
        entries.push(ArchiveEntry { about: edition.about().clone(), published: summary.opened_at });
    }
    Ok(entries)
}
