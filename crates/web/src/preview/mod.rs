//! The preview: drafts as their readers would get them, shown again as they are
//! saved.
//!
//! It answers on loopback only, to pages of its own only, and there is nothing
//! that a request could change.

mod events;
mod frame;
mod guard;
mod page;
mod scheme;
mod shown;
mod view;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use shown::{Look, Shown, Standing};

use view::View;

const STYLE: &str = include_str!("preview.css");
const SCRIPT: &str = include_str!("preview.js");

/// What the server shows. Clones share it.
#[derive(Clone, Debug)]
pub struct Preview(watch::Sender<Desk>);

/// All drafts, and how often any of them changed.
#[derive(Clone, Debug, Default)]
struct Desk {
    version: u64,
    /// Each by its path, with the version that brought it.
    drafts: BTreeMap<String, (u64, Arc<Shown>)>,
}

/// What an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    draft: Option<String>,
    view: Option<String>,
    #[serde(rename = "as")]
    reader: Option<String>,
}

impl Default for Preview {
    fn default() -> Self {
        Self(watch::Sender::new(Desk::default()))
    }
}

impl Preview {
    /// Shows a draft as it is now, on every page that is open. Where something is
    /// broken, what it last looked like stays to be seen.
    pub fn show(&self, shown: Shown) {
        self.0.send_modify(|desk| {
            desk.version += 1;
            let shown = match desk.drafts.get(&shown.path) {
                Some((_, before)) => shown.after(before),
                None => shown,
            };
            desk.drafts.insert(shown.path.clone(), (desk.version, Arc::new(shown)));
        });
    }

    /// Forgets the drafts for which `stays` says no.
    pub fn keep(&self, stays: impl Fn(&str) -> bool) {
        self.0.send_if_modified(|desk| {
            let before = desk.drafts.len();
            desk.drafts.retain(|path, _| stays(path));
            let gone = desk.drafts.len() < before;
            desk.version += u64::from(gone);
            gone
        });
    }

    /// Listens on this machine's own address, where nobody else can call; with
    /// port 0 on any that is free.
    ///
    /// # Errors
    /// The port is taken, or not for us.
    pub async fn bind(port: u16) -> io::Result<TcpListener> {
        TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
    }

    /// Answers until it is dropped.
    ///
    /// # Errors
    /// The listener broke.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        let port = listener.local_addr()?.port();
        axum::serve(listener, self.router(port)).await
    }

    fn router(self, port: u16) -> Router {
        Router::new()
            .route("/", get(page))
            .route("/frame", get(frame))
            .route("/events", get(events))
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .route("/preview.css", get(|| file("text/css; charset=utf-8", STYLE)))
            .route("/preview.js", get(|| file("text/javascript; charset=utf-8", SCRIPT)))
            .fallback(|| async { (StatusCode::NOT_FOUND, Html(page::missing())) })
            .with_state(self)
            .layer(from_fn_with_state(port, guard::guard))
    }
}

impl Wanted {
    /// The draft asked for, else the first one that is held, else the first.
    fn draft<'a>(&self, desk: &'a Desk) -> Option<&'a (u64, Arc<Shown>)> {
        if let Some(path) = &self.draft {
            return desk.drafts.get(path);
        }
        let held = |(_, shown): &&(u64, Arc<Shown>)| shown.standing != Standing::Clear;
        desk.drafts.values().find(held).or_else(|| desk.drafts.values().next())
    }
}

async fn page(State(preview): State<Preview>, Query(wanted): Query<Wanted>) -> Response {
    let desk = preview.0.borrow().clone();
    let found = wanted.draft(&desk);
    match (found, &wanted.draft) {
        (Some((version, shown)), _) => {
            Html(page::page(&desk, *version, shown, &wanted)).into_response()
        }
        (None, None) => Html(page::empty(desk.version)).into_response(),
        (None, Some(path)) => {
            (StatusCode::NOT_FOUND, Html(page::gone(&desk, path))).into_response()
        }
    }
}

async fn frame(State(preview): State<Preview>, Query(wanted): Query<Wanted>) -> Response {
    let desk = preview.0.borrow().clone();
    let Some((_, shown)) = wanted.draft(&desk) else {
        return (StatusCode::NOT_FOUND, Html(page::missing())).into_response();
    };
    frame::frame(shown, View::of(&wanted, shown), wanted.reader.as_deref())
}

async fn events(State(preview): State<Preview>) -> Response {
    events::events(preview.0.subscribe()).into_response()
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests;
