//! RSS 2.0, with the whole text in `content:encoded`, as the RSS Advisory Board's
//! profile has it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Channel, Guid};

use super::{FeedProblem, Item, home, newest_word};
use crate::Masthead;
use crate::labels::{self, say};
use crate::markup::one_line;

pub(super) fn write(items: &[Item<'_>], masthead: &Masthead) -> Result<String, FeedProblem> {
    let mut channel = Channel::default();
    let name = one_line(&masthead.name);
    let labels = labels::of(&masthead.language);
    channel.set_description(say(labels.archive_of, &[("name", &name)]));
    channel.set_title(name);
    channel.set_link(home(masthead));
    channel.set_language(masthead.language.clone());
    if let Some(newest) = newest_word(items) {
        channel.set_last_build_date(moment(newest)?);
    }
    channel.set_atom_ext(AtomExtension {
        links: vec![Link {
            href: format!("{}rss.xml", home(masthead)),
            rel: "self".to_owned(),
            mime_type: Some("application/rss+xml".to_owned()),
            ..Link::default()
        }],
    });
    channel.set_items(items.iter().map(item).collect::<Result<Vec<_>, _>>()?);
    Ok(channel.to_string())
}

fn item(item: &Item<'_>) -> Result<rss::Item, FeedProblem> {
    let mut written = rss::Item::default();
    written.set_title(item.title.clone());
    written.set_link(item.url.to_owned());
    written.set_guid(Guid { value: item.url.to_owned(), permalink: true });
    written.set_pub_date(moment(item.published)?);
    written.set_description(item.summary.clone());
    written.set_content(item.content.clone());
    // RSS's own `author` is an address, and nobody's stands here.
    if !item.authors.is_empty() {
        let creators = DublinCoreExtension {
            creators: item.authors.clone(),
            ..DublinCoreExtension::default()
        };
        written.set_dublin_core_ext(creators);
    }
    if item.updated > item.published {
        written.set_extensions(updated(item.updated));
    }
    Ok(written)
}

/// RSS has no word of its own for a text that has changed; Atom's is known to its readers.
fn updated(at: Timestamp) -> ExtensionMap {
    let updated = Extension {
        name: "atom:updated".to_owned(),
        value: Some(at.to_string()),
        ..Extension::default()
    };
    let named = BTreeMap::from([("updated".to_owned(), vec![updated])]);
    ExtensionMap::from([("atom".to_owned(), named)])
}

/// RFC 822 with four digits for the year, as RSS asks, and in GMT.
fn moment(moment: Timestamp) -> Result<String, FeedProblem> {
    let printed = DateTimePrinter::new().timestamp_to_rfc9110_string(&moment);
    printed.map_err(|_| FeedProblem::Moment(moment))
}
