//! What holds for every request and every answer.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use tracing::Instrument;

use super::Service;

/// For reading a request's body and answering it.
const PATIENCE: Duration = Duration::from_secs(15);

/// What every answer says, beside its content security policy: it is kept nowhere,
/// says nowhere from where it was left (its address is a secret), stands in no frame
/// and in no search.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "interest-cohort=()"),
];

/// Answers in time, with those headers, and notes what was asked: the page, never the
/// token or the address.
pub(super) async fn guard(
    State(service): State<Service>,
    request: Request,
    next: Next,
) -> Response {
    let page = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let page = page.unwrap_or_else(|| "unknown".to_owned());
    let span = tracing::info_span!("request", method = %request.method(), page);
    let answering = async {
        let began = Instant::now();
        let answered = timeout(PATIENCE, next.run(request)).await;
        let mut response = answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response());
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(policy) = HeaderValue::from_str(&service.pages.policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        let milliseconds = began.elapsed().as_millis() as u64;
        tracing::info!(status = response.status().as_u16(), milliseconds, "answered");
        response
    };
    answering.instrument(span).await
}
