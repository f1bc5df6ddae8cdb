//! What whoever looks after the daemon asks it: `/healthz`, is it alive; `/readyz`, can
//! it do its work; `/metrics`, its figures for Prometheus.
//!
//! The answers are handed in, and name no person and no secret. Nothing here can be
//! changed by asking.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;

/// The form that [`Vitals::figures`] has.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Who can be asked.
pub trait Vitals: Send + Sync {
    /// Whether its work goes on; why not, in words.
    ///
    /// # Errors
    /// It is stuck: to be started anew.
    fn alive(&self) -> Result<(), String>;

    /// Whether it can do what it is there for; everything that keeps it, a line each.
    ///
    /// # Errors
    /// Something keeps it.
    fn ready(&self) -> Result<(), String>;

    /// Its figures, in the text form of OpenMetrics 1.0.
    fn figures(&self) -> BoxFuture<'_, String>;
}

/// Listens there. Called within a runtime.
///
/// # Errors
/// The port is taken, or not for us.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Answers until it is dropped.
///
/// # Errors
/// The listener broke.
pub async fn serve(vitals: Arc<dyn Vitals>, listener: TcpListener) -> io::Result<()> {
    axum::serve(listener, router(vitals)).await
}

fn router(vitals: Arc<dyn Vitals>) -> Router {
    Router::new()
        .route("/healthz", get(async |State(v): State<Arc<dyn Vitals>>| said(v.alive())))
        .route("/readyz", get(async |State(v): State<Arc<dyn Vitals>>| said(v.ready())))
        .route("/metrics", get(figures))
        .fallback(|| async { (StatusCode::NOT_FOUND, "/healthz, /readyz, /metrics\n") })
        .with_state(vitals)
}

fn said(answer: Result<(), String>) -> Response {
    match answer {
        Ok(()) => "ok\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why + "\n").into_response(),
    }
}

async fn figures(State(vitals): State<Arc<dyn Vitals>>) -> Response {
    ([(header::CONTENT_TYPE, OPEN_METRICS)], vitals.figures().await).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    struct Patient(Result<(), String>);

    impl Vitals for Patient {
        fn alive(&self) -> Result<(), String> {
            Ok(())
        }
        fn ready(&self) -> Result<(), String> {
            self.0.clone()
        }
        fn figures(&self) -> BoxFuture<'_, String> {
            Box::pin(async { "# EOF\n".to_owned() })
        }
    }

    async fn ask(ready: Result<(), String>, path: &str) -> String {
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(Arc::new(Patient(ready)), listener));
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        server.abort();
        answer
    }

    #[tokio::test]
    async fn each_question_has_its_answer() {
        let held = || Err("the drafts folder cannot be read".to_owned());
        assert!(ask(held(), "/healthz").await.starts_with("HTTP/1.1 200 "));
        assert!(ask(Ok(()), "/readyz").await.ends_with("\r\n\r\nok\n"));
        let answer = ask(held(), "/readyz").await;
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("cannot be read\n"));
        let answer = ask(held(), "/metrics").await;
        assert!(answer.contains("content-type: application/openmetrics-text; version=1.0.0"));
        assert!(ask(held(), "/").await.starts_with("HTTP/1.1 404 "));
    }
}
