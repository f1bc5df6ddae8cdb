//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use super::{FeedProblem, Item, home};
use crate::Masthead;
use crate::markup::one_line;

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    language: &'a str,
    authors: Vec<Author<'a>>,
    items: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    /// Required: without the page, the summary is all there is to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    language: &'a str,
}

pub(super) fn write(items: &[Item<'_>], masthead: &Masthead) -> Result<String, FeedProblem> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: one_line(&masthead.name),
        home_page_url: home(masthead),
        feed_url: format!("{}feed.json", home(masthead)),
        language: &masthead.language,
        authors: vec![Author { name: &masthead.name, url: Some(home(masthead)) }],
        items: items.iter().map(entry).collect(),
    };
    let json = serde_json::to_string_pretty(&feed);
    json.map_err(|error| FeedProblem::Unwritable(error.to_string()))
}

fn entry<'a>(item: &'a Item<'_>) -> Entry<'a> {
    Entry {
        id: item.url,
        url: item.url,
        title: &item.title,
        summary: &item.summary,
        content_html: item.content.as_deref(),
        content_text: item.content.is_none().then_some(&*item.summary),
        date_published: item.published.to_string(),
        date_modified: item.updated.to_string(),
        authors: item.authors.iter().map(|name| Author { name, url: None }).collect(),
        language: item.language,
    }
}
