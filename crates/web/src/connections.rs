//! Connections from anybody: each has a time for every step, an end, and one request.
//!
//! Whoever dribbles bytes, or reads none, holds one of so many places for so long and
//! no longer. A proxy in front keeps connections to readers open; ours to the proxy
//! cost nothing to open again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client::Peer;

/// How patient the server is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request.
    pub head: Duration,
    /// For everything from the connection to its end.
    pub whole: Duration,
    /// Connections at one time; others wait to be accepted.
    pub places: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), whole: Duration::from_secs(30), places: 512 }
    }
}

/// After an error such as too many open files, which does not pass by itself at once.
const BREATH: Duration = Duration::from_millis(100);

/// Answers until `stop` is true or its sender is gone; then takes nobody more, and
/// returns when all who were being answered are through.
pub async fn answer(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(patience.places));
    let mut connections = JoinSet::new();
    loop {
        // Gathers those that have ended; else they would be kept for ever.
        while connections.try_join_next().is_some() {}
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            next = next => next,
        };
        let Ok(place) = place else { break };
        match accepted {
            Ok((stream, peer)) => {
                let router = router.clone().layer(axum::Extension(Peer(peer.ip())));
                connections.spawn(async move {
                    let _place = place;
                    // Who hangs up or takes too long has said so themselves.
                    let _ = timeout(patience.whole, one(stream, router, patience.head)).await;
                });
            }
            Err(error) if is_theirs(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn one(stream: TcpStream, router: Router, head: Duration) -> Result<(), hyper::Error> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(16 * 1024)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .await
}

/// The caller hung up before it was their turn.
fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
