//! The archive: a page for each edition, and the first page that lists them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use copydesk_ledger::{Ledger, World};
use copydesk_rendering::{
    ArchiveEntry, Corrected, FEED_LENGTH, Masthead, Templates, Version, current_page, render_index,
    render_sitemap, superseded_page,
};
use jiff::Timestamp;

use super::online::Online;
use crate::frozen::{about, name};
use crate::{DistributeError, FrozenEdition};

/// The archive of one profile: rehearsals and live editions never share one.
#[derive(Clone, Copy)]
pub struct ArchiveSite<'a> {
    /// Where its files lie.
    pub folder: &'a Path,
    /// What its first page is rendered with.
    pub templates: &'a Templates,
    /// Whose it is, and at which address.
    pub masthead: &'a Masthead,
    /// How its files get online, and whether mail waits for that.
    pub online: &'a Online,
}

impl ArchiveSite<'_> {
    /// Where readers find an edition's page.
    pub(crate) fn address(&self, key: &str) -> String {
        format!("{}/{key}/", self.masthead.url.trim_end_matches('/'))
    }

    /// Where an edition's page lies.
    pub(crate) fn page(&self, key: &str) -> PathBuf {
        self.folder.join(key).join("index.html")
    }
}

/// A file of the archive, to be written with the others.
pub(crate) type SiteFile = (PathBuf, Vec<u8>);

/// The edition's page: its last words, whichever revision is on its way; before it
/// every version that they have replaced.
pub(crate) async fn pages(
    site: &ArchiveSite<'_>,
    ledger: &dyn Ledger,
    edition: &FrozenEdition,
) -> Result<Vec<SiteFile>, DistributeError> {
    let versions = versions(ledger, edition).await?;
    let path = site.page(&edition.about().key);
    let replaced = versions.iter().zip(versions.iter().skip(1)).map(|(version, next)| {
        let page = superseded_page(version, next);
        (path.with_file_name(version.file()), page.into_bytes())
    });
    let mut pages: Vec<SiteFile> = replaced.collect();
    pages.push((path, current_page(&versions).into_bytes()));
    Ok(pages)
}

/// Every version of the edition, the first one first.
async fn versions(
    ledger: &dyn Ledger,
    edition: &FrozenEdition,
) -> Result<Vec<Version>, DistributeError> {
    let mut versions = Vec::new();
    for summary in ledger.revisions(edition.world(), &edition.about().key).await? {
        let frozen = FrozenEdition::thaw(ledger.edition(summary.id).await?)?;
        versions.push(Version {
            revision: summary.revision,
            published: summary.opened_at,
            about: frozen.about().clone(),
            page: frozen.page(),
        });
    }
    versions.reverse();
    Ok(versions)
}

/// The archive's first page, and the list for search engines beside it.
pub(crate) fn index(
    site: &ArchiveSite<'_>,
    entries: &[ArchiveEntry],
) -> Result<[SiteFile; 2], DistributeError> {
    let index = render_index(entries, site.templates, site.masthead)?;
    let sitemap = render_sitemap(entries, site.masthead)?;
    Ok([
        (site.folder.join("index.html"), index.into_bytes()),
        (site.folder.join("sitemap.xml"), sitemap.into_bytes()),
    ])
}

/// Every edition of a world whose page lies in the archive or is about to, newest
/// first. A corrected edition stands once: its last words, the time of its first, and
/// what was put right in between. The newest have their pages, for feeds; of the
/// others only the part that lists need is read, so that a thousand old editions
/// cost next to nothing.
pub(crate) async fn entries(
    site: &ArchiveSite<'_>,
    ledger: &dyn Ledger,
    world: World,
    coming: Option<&FrozenEdition>,
) -> Result<Vec<ArchiveEntry>, DistributeError> {
    let mut entries: Vec<ArchiveEntry> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let coming = coming.map(|edition| edition.about().key.as_str());
    for (summary, part) in ledger.parts(world, name::ABOUT).await? {
        let about = about(&summary, &part.bytes)?;
        let corrections: Vec<(Timestamp, Corrected)> =
            about.corrections.iter().map(|put| (summary.opened_at, put.clone())).collect();
        // Newest first: a key that is there already is there with its last words.
        if let Some(later) = places.get(&summary.key).and_then(|place| entries.get_mut(*place)) {
            later.published = later.published.min(summary.opened_at);
            later.corrections.extend(corrections);
            continue;
        }
        if coming != Some(&summary.key) && !site.page(&summary.key).is_file() {
            continue;
        }
        let page = match entries.len() < FEED_LENGTH {
            true => Some(FrozenEdition::thaw(ledger.edition(summary.id).await?)?.page()),
            false => None,
        };
        places.insert(summary.key, entries.len());
        let (published, updated) = (summary.opened_at, summary.opened_at);
        entries.push(ArchiveEntry { about, published, updated, page, corrections });
    }
    Ok(entries)
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
        let date = Some(jiff::civil::date(2026, 11, 8));
        let put_right = Corrected { label: "Correction".to_owned(), note, kind: None, date };
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

        // The first run goes on, as after a crash: the page keeps the last words.
        newsroom.rehearse(false).await.unwrap();
        let read = |file: &str| {
            std::fs::read_to_string(newsroom.path("public/2026-11-07-brief").join(file)).unwrap()
        };
        assert!(read("index.html").contains("<strong>Correction</strong>: Four of seven."));
        assert!(read("version-1.html").contains("class=\"correction superseded\""));
    }
}
