//! The archive: a page for each edition, and the first page that lists them.

use std::path::{Path, PathBuf};

use copydesk_ledger::{Ledger, World};
use copydesk_rendering::{
    ArchiveEntry, Corrected, FEED_LENGTH, Masthead, Templates, render_index, render_sitemap,
};

use jiff::Timestamp;

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

/// Writes the archive's first page with the list for search engines beside it, and
/// says where.
pub(crate) fn write_index(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<PathBuf, DistributeError> {
    let index = render_index(entries, site.templates, site.masthead)?;
    let path = site.folder.join("index.html");
    files::write_whole(&path, index.as_bytes())?;
    let sitemap = render_sitemap(entries, site.masthead)?;
    files::write_whole(&site.folder.join("sitemap.xml"), sitemap.as_bytes())?;
    Ok(path)
}

/// Every edition of a world whose page lies in the archive, in no order. A
/// corrected edition stands once: its last words, the time of its first, and what
/// was put right in between. The newest have their pages, for feeds.
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
            let edition = FrozenEdition::thaw(ledger.edition(summary.id).await?)?;
            later.corrections.extend(corrections(&edition));
            continue;
        }
        if !site.page(&summary.key).is_file() {
            continue;
        }
        let edition = FrozenEdition::thaw(ledger.edition(summary.id).await?)?;
        entries.push(ArchiveEntry {
            about: edition.about().clone(),
            published: summary.opened_at,
            updated: summary.opened_at,
            page: (entries.len() < FEED_LENGTH).then(|| edition.page()),
            corrections: corrections(&edition).collect(),
        });
    }
    Ok(entries)
}

fn corrections(edition: &FrozenEdition) -> impl Iterator<Item = (Timestamp, Corrected)> {
    let moment = edition.frozen_at();
    edition.about().corrections.iter().map(move |corrected| (moment, corrected.clone()))
}

#[cfg(test)]
mod tests {
    use copydesk_ledger::{Ledger, Opened, World};
    use copydesk_rendering::{ArchiveEntry, Corrected};

    use crate::testing::{Newsroom, revised};

    /// Sends the first words, then the ones that put them right.
    #[tokio::test]
    async fn a_corrected_edition_stands_once_with_what_was_put_right() {
        let newsroom = Newsroom::new(World::Rehearsal, &[("ann@example.org", None)]).await;
        newsroom.rehearse(false).await.unwrap();
        newsroom.later(3600);
        let note = Some("Four of seven.".to_owned());
        let put_right = Corrected { label: "Correction".to_owned(), note };
        let rule = newsroom.audience.rule();
        let second = vec![put_right.clone()];
        let second = revised("2026-11-07-brief", World::Rehearsal, rule, "", 2, second);
        let Opened::New(_) = newsroom.ledger.open(second).await.unwrap() else {
            panic!("the ledger took the revision for what it revises");
        };
        let found = newsroom.entries().await.unwrap();
        let [ArchiveEntry { published, updated, corrections, page, .. }] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(updated.duration_since(*published).as_secs(), 3600);
        assert_eq!(corrections, &[(*updated, put_right)]);
        assert!(page.as_deref().is_some_and(|page| page.contains("<h1>Köln</h1>")));
    }
}
