//! The newsroom's pages for its subscribers: leaving by one click (RFC 8058), the
//! form for subscribing, confirming, preferences.
//!
//! A GET changes nothing, since scanners follow every link in a mail; a POST does,
//! without cookies, redirects or scripts. A token says who may; all that are not good
//! are answered alike. Everything is asked of the ledger and noted there at once, so
//! that it is in force before the next message.

mod confirm;
mod consent;
mod fields;
mod guard;
mod letters;
mod masked;
mod pages;
mod postman;
mod preferences;
mod recipient;
mod subscribe;
mod unsubscribe;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use copydesk_distribution::RecipientKey;
use copydesk_ledger::{Clock, LedgerError, Subscriptions};
use copydesk_pipeline::newsroom::Serving;
use copydesk_pipeline::{Newsroom, Post};
use copydesk_rendering::{Masthead, Tongue};
use jiff::Timestamp;
use jiff::civil::Date;

pub use pages::PageProblem;
use pages::Pages;
pub use postman::Postman;
use postman::Wishes;
use words::Words;

/// No form of ours, and no provider's request, is nearly as large.
const LARGEST_BODY: usize = 16 * 1024;

/// Answers the newsroom's readers. Clones share everything.
#[derive(Clone)]
pub(crate) struct Service {
    parts: Arc<Parts>,
    wishes: Wishes,
}

impl std::ops::Deref for Service {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// What the pages are made with.
pub(crate) struct Parts {
    newsroom: Newsroom,
    serving: Serving,
    masthead: Masthead,
    people: Arc<dyn Subscriptions>,
    key: RecipientKey,
    clock: Arc<dyn Clock>,
    pages: Pages,
    words: &'static Words,
    tongue: Tongue,
    /// The path in `newsroom.url`, without a slash at its end.
    base: String,
}

/// What is to be run.
pub struct Served {
    /// The pages.
    pub router: Router,
    /// Whoever writes the letters that they lead to, until the pages are gone.
    pub postman: Postman,
}

/// The pages of a newsroom.
///
/// # Errors
/// [`PageProblem`], never in a program that passed its tests.
pub fn pages(
    newsroom: &Newsroom,
    serving: &Serving,
    people: Arc<dyn Subscriptions>,
    post: Post,
    clock: Arc<dyn Clock>,
) -> Result<Served, PageProblem> {
    let masthead = newsroom.masthead(None);
    let parts = Arc::new(Parts {
        serving: serving.clone(),
        people,
        key: post.key().clone(),
        clock,
        pages: Pages::new(&masthead)?,
        words: words::of(&masthead.language),
        tongue: Tongue::of(&masthead.language),
        base: base(&masthead.url),
        masthead,
        newsroom: newsroom.clone(),
    });
    let (wishes, waiting) = postman::queue();
    let postman = Postman::new(Arc::clone(&parts), post, waiting);
    Ok(Served { router: router(Service { parts, wishes }), postman })
}

fn router(service: Service) -> Router {
    let pages = || {
        Router::new()
            .route("/unsubscribe/{token}", get(unsubscribe::show).post(unsubscribe::act))
            .route("/preferences/{token}", get(preferences::show).post(preferences::act))
            .route("/confirm/{token}", get(confirm::show).post(confirm::act))
            .route("/subscribe", get(subscribe::show).post(subscribe::act))
    };
    let router = match service.base.as_str() {
        "" => pages(),
        // A proxy may pass the path on, or have taken it off.
        base => pages().nest(base, pages()),
    };
    router
        .fallback(nothing_here)
        .with_state(service.clone())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(service, guard::guard))
}

/// `/brief` of `https://example.org/brief`
fn base(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |slash| &rest[slash..]).trim_end_matches('/').to_owned()
}

async fn nothing_here(State(service): State<Service>) -> Response {
    service.unknown_link()
}

impl Parts {
    /// The answer to somebody with a token: `None` where it is not good.
    fn answered(&self, result: Result<Option<Response>, LedgerError>) -> Response {
        match result {
            Ok(Some(response)) => response,
            Ok(None) => self.unknown_link(),
            Err(error) => self.unavailable(&error),
        }
    }

    /// For every token that is not good, whatever is wrong with it.
    fn unknown_link(&self) -> Response {
        let write = self.newsroom.sender.reply_to.clone();
        let notice = pages::Notice {
            paragraphs: vec![self.say(self.words.unknown, &[("address", &self.isolated(&write))])],
            ..pages::Notice::titled(self.words.unknown_title)
        };
        (StatusCode::NOT_FOUND, self.pages.notice(&notice)).into_response()
    }

    /// The ledger does not answer. That a person wanted to leave is not lost silently.
    fn unavailable(&self, error: &LedgerError) -> Response {
        tracing::error!(%error, "a page could not be answered");
        let notice = pages::Notice {
            paragraphs: vec![self.words.unavailable.to_owned()],
            ..pages::Notice::titled(self.words.unavailable_title)
        };
        (StatusCode::SERVICE_UNAVAILABLE, self.pages.notice(&notice)).into_response()
    }

    /// What readers know a list as.
    fn title_of<'a>(&'a self, list: &'a str) -> &'a str {
        self.newsroom.lists.get(list).map_or(list, |list| list.title.as_str())
    }

    /// `The Daily Brief and The Week`
    fn titles_of(&self, lists: &[String]) -> String {
        let titles: Vec<String> = lists.iter().map(|l| self.title_of(l).to_owned()).collect();
        self.tongue.names(&titles)
    }

    fn say(&self, words: &str, values: &[(&str, &str)]) -> String {
        copydesk_rendering::say(words, values)
    }

    /// An address in a line that runs from right to left stays in its own order.
    fn isolated(&self, address: &str) -> String {
        match self.tongue.is_right_to_left() {
            true => format!("\u{2066}{address}\u{2069}"),
            false => address.to_owned(),
        }
    }

    fn day_of(&self, moment: Timestamp) -> Date {
        moment.to_zoned_datetime(self.newsroom.time_zone.clone()).date()
    }

    /// The address of a page, for a link on another.
    fn path(&self, page: &str) -> String {
        format!("{}/{page}", self.base)
    }
}

#[cfg(test)]
mod tests;
