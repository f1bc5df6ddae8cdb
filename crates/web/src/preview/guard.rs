//! Who is answered, and under which policy.
//!
//! The address is loopback's, but any page in the browser can send requests there,
//! and a name that comes to lead to 127.0.0.1 (DNS rebinding) makes their answers
//! readable. So the Host must be ours, and an Origin, where there is one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// For our own pages: nothing inline, nothing from elsewhere.
const OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                   frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; \
                   frame-ancestors 'none'";

/// For what stands in a frame: it shows itself, in its own style, with the pictures
/// that its readers would fetch. No script, no form, no page around it but ours.
pub(super) const FRAMED: &str = "sandbox allow-same-origin allow-popups \
                                 allow-popups-to-escape-sandbox; default-src 'none'; \
                                 style-src 'unsafe-inline'; img-src https: data:; base-uri 'none'; \
                                 form-action 'none'; frame-ancestors 'self'";

/// What every answer says.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Lets through what comes from our own pages or from an address typed by hand.
pub(super) async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = match refusal(port, request.headers()) {
        None => next.run(request).await,
        Some(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(OWN));
    response
}

fn refusal(port: u16, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let ours = |host: &str| {
        [format!("127.0.0.1:{port}"), format!("localhost:{port}")]
            .iter()
            .any(|own| host.eq_ignore_ascii_case(own))
    };
    // Each must be there at most once: who sends two wants one of them overlooked.
    let only = |name| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().map(|value| value.to_str().unwrap_or_default());
        if values.next().is_some() { Some("") } else { first }
    };
    if !only(header::HOST).is_some_and(ours) {
        let words = "This preview answers to 127.0.0.1 and localhost only.\n";
        return Some((StatusCode::MISDIRECTED_REQUEST, words));
    }
    let origin = only(header::ORIGIN);
    if !origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(ours)) {
        return Some((StatusCode::FORBIDDEN, "This preview answers to its own pages only.\n"));
    }
    None
}
