//! The archive for programs: the newest editions whole, in the three forms that
//! feed readers know, and every page in a list for search engines.
//!
//! All four say the same and nothing of a person. An entry's id is its page's
//! permanent address, so that a revision under the same key is the same entry.

mod atom;
mod content;
mod json;
mod rss;
mod sitemap;

use jiff::Timestamp;

use crate::archive::newest_first;
use crate::markup::one_line;
use crate::{ArchiveEntry, Masthead};

/// Editions in a feed, of which each reader fetches every word each time.
pub const FEED_LENGTH: usize = 30;

/// Why there is no feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedProblem {
    /// It lies outside the years that RFC 3339 can write.
    #[error("{0} is no moment that a feed can name")]
    Moment(Timestamp),
    /// The address of a page is none.
    #[error("{0:?} is no address that a feed can name")]
    Address(String),
    /// What writes XML or JSON refuses. A bug.
    #[error("the feed cannot be written: {0}")]
    Unwritable(String),
}

/// The same editions in every form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feeds {
    /// Atom (RFC 4287), for `feed.xml`.
    pub atom: String,
    /// RSS 2.0, for `rss.xml`.
    pub rss: String,
    /// JSON Feed 1.1, for `feed.json`.
    pub json: String,
}

/// The [`FEED_LENGTH`] newest entries, whatever the order given, whole where they
/// have a page.
///
/// # Errors
/// [`FeedProblem`] names what no feed can say.
pub fn render_feeds(entries: &[ArchiveEntry], masthead: &Masthead) -> Result<Feeds, FeedProblem> {
    let newest = newest_first(entries).into_iter().take(FEED_LENGTH);
    let items = newest.map(Item::new).collect::<Result<Vec<_>, _>>()?;
    Ok(Feeds {
        atom: atom::write(&items, masthead)?,
        rss: rss::write(&items, masthead)?,
        json: json::write(&items, masthead)?,
    })
}

/// Every page, for `sitemap.xml`.
///
/// # Errors
/// [`FeedProblem::Unwritable`].
pub fn render_sitemap(
    entries: &[ArchiveEntry],
    masthead: &Masthead,
) -> Result<String, FeedProblem> {
    sitemap::write(&newest_first(entries), masthead)
}

/// One edition, as all feeds say it.
struct Item<'a> {
    title: String,
    summary: String,
    authors: Vec<String>,
    url: &'a str,
    language: &'a str,
    published: Timestamp,
    updated: Timestamp,
    /// Safe HTML that is complete by itself. None where its page is not known.
    content: Option<String>,
}

impl<'a> Item<'a> {
    fn new(entry: &'a ArchiveEntry) -> Result<Self, FeedProblem> {
        let about = &entry.about;
        let content = entry.page.as_deref().map(|page| content::of(page, &about.url));
        Ok(Self {
            title: one_line(&about.title),
            summary: one_line(&about.summary),
            authors: about.authors.iter().map(|author| one_line(author)).collect(),
            url: &about.url,
            language: &about.language,
            published: entry.published,
            updated: entry.updated,
            content: content.transpose()?.flatten(),
        })
    }
}

/// Where the Atom feed stands: `<url>/feed.xml`.
pub(crate) fn address(masthead: &Masthead) -> String {
    format!("{}feed.xml", home(masthead))
}

fn home(masthead: &Masthead) -> String {
    format!("{}/", masthead.url.trim_end_matches('/'))
}

/// The moment of the newest word in any of them.
fn newest_word(items: &[Item<'_>]) -> Option<Timestamp> {
    items.iter().map(|item| item.updated).max()
}
