//! Server-sent events: the version that there is now, whenever it is another.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch::Receiver;

use super::Desk;

/// How often something is said although nothing happened, so that a page whose
/// server has gone notices.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The version now, and every later one; several in a row may be told as one.
pub(super) fn events(desk: Receiver<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = unfold((desk, true), |(mut desk, first)| async move {
        if !first && desk.changed().await.is_err() {
            return None;
        }
        let version = desk.borrow_and_update().version;
        Some((Ok(Event::default().data(version.to_string())), (desk, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
