//! Atom (RFC 4287).

use atom_syndication::{Content, Entry, Feed, Link, Person, Text};
use jiff::Timestamp;

use super::{FeedProblem, Item, address, home, newest_word};
use crate::Masthead;
use crate::markup::one_line;

pub(super) fn write(items: &[Item<'_>], masthead: &Masthead) -> Result<String, FeedProblem> {
    let mut feed = Feed::default();
    feed.set_title(one_line(&masthead.name));
    feed.set_id(home(masthead));
    feed.set_lang(masthead.language.clone());
    feed.set_authors(vec![person(&masthead.name)]);
    feed.set_links(vec![
        link(&address(masthead), "self", "application/atom+xml"),
        link(&home(masthead), "alternate", "text/html"),
    ]);
    if let Some(newest) = newest_word(items) {
        feed.updated = moment(newest)?;
    }
    feed.entries = items.iter().map(entry).collect::<Result<_, _>>()?;
    Ok(feed.to_string())
}

fn entry(item: &Item<'_>) -> Result<Entry, FeedProblem> {
    let mut entry = Entry::default();
    entry.set_title(plain(&item.title, item.language));
    entry.set_id(item.url);
    entry.updated = moment(item.updated)?;
    entry.published = Some(moment(item.published)?);
    entry.set_authors(item.authors.iter().map(|a| person(a)).collect::<Vec<_>>());
    entry.set_links(vec![link(item.url, "alternate", "text/html")]);
    entry.set_summary(plain(&item.summary, item.language));
    entry.content = item.content.as_ref().map(|html| Content {
        value: Some(html.clone()),
        content_type: Some("html".to_owned()),
        lang: Some(item.language.to_owned()),
        ..Content::default()
    });
    Ok(entry)
}

/// The crate speaks chrono; a moment reaches it as text.
fn moment<T: std::str::FromStr>(moment: Timestamp) -> Result<T, FeedProblem> {
    moment.to_string().parse().map_err(|_| FeedProblem::Moment(moment))
}

fn plain(text: &str, language: &str) -> Text {
    let mut plain = Text::plain(text.to_owned());
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
