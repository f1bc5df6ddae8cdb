//! The archive's feed: Atom (RFC 4287).

use atom_syndication::{Entry, Feed, Link, Person, Text};
use jiff::Timestamp;

use crate::archive::newest_first;
use crate::markup::one_line;
use crate::{ArchiveEntry, Masthead};

/// Why there is no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no moment that a feed can name")]
pub struct FeedProblem(pub Timestamp);

/// The feed of all entries, newest first, whatever the order given.
///
/// An entry's id is its page's permanent address, so that a revision under the
/// same key is the same entry.
///
/// # Errors
/// [`FeedProblem`] if a moment lies outside the years that RFC 3339 can write.
pub fn render_feed(entries: &[ArchiveEntry], masthead: &Masthead) -> Result<String, FeedProblem> {
    let entries = newest_first(entries);
    let mut feed = Feed::default();
    feed.set_title(one_line(&masthead.name));
    feed.set_id(home(masthead));
    feed.set_lang(masthead.language.clone());
    feed.set_authors(vec![person(&masthead.name)]);
    feed.set_links(vec![
        link(&address(masthead), "self", "application/atom+xml"),
        link(&home(masthead), "alternate", "text/html"),
    ]);
    if let Some(newest) = entries.first() {
        feed.updated = moment(newest.published)?;
    }
    feed.entries = entries.into_iter().map(entry).collect::<Result<_, _>>()?;
    Ok(feed.to_string())
}

/// Where the feed stands: `<url>/feed.xml`.
pub(crate) fn address(masthead: &Masthead) -> String {
    format!("{}feed.xml", home(masthead))
}

fn home(masthead: &Masthead) -> String {
    format!("{}/", masthead.url.trim_end_matches('/'))
}

fn entry(archived: &ArchiveEntry) -> Result<Entry, FeedProblem> {
    let about = &archived.about;
    let mut entry = Entry::default();
    entry.set_title(plain(&about.title, &about.language));
    entry.set_id(about.url.clone());
    entry.updated = moment(archived.published)?;
    entry.published = Some(moment(archived.published)?);
    entry.set_authors(about.authors.iter().map(|a| person(a)).collect::<Vec<_>>());
    entry.set_links(vec![link(&about.url, "alternate", "text/html")]);
    entry.set_summary(plain(&about.summary, &about.language));
    Ok(entry)
}

/// The crate speaks chrono; a moment reaches it as text.
fn moment<T: std::str::FromStr>(moment: Timestamp) -> Result<T, FeedProblem> {
    moment.to_string().parse().map_err(|_| FeedProblem(moment))
}

fn plain(text: &str, language: &str) -> Text {
    let mut plain = Text::plain(one_line(text));
    plain.lang = Some(language.to_owned());
    plain
}

fn person(name: &str) -> Person {
    let mut person = Person::default();
    person.set_name(one_line(name));
    person
}

fn link(href: &str, relation: &str, kind: &str) -> Link {
    let mut link = Link::default();
    link.set_href(href);
    link.set_rel(relation);
    link.set_mime_type(kind.to_owned());
    link
}
