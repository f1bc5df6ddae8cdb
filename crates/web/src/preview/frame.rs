//! What stands in the frame: a page of somebody's making, which may show itself
//! and do nothing else.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::scheme::{Scheme, in_scheme};
use super::shown::{Shown, sample};
use super::view::View;
use super::{guard, page};

/// The page of a framed view. `reader` is a sample's key.
pub(super) fn frame(shown: &Shown, view: View, reader: Option<&str>) -> Response {
    let html = match (view, &shown.look) {
        (View::Findings, _) => shown.findings.clone(),
        (_, None) => page::nothing_to_see(),
        (View::Page, Some(look)) => look.page(),
        (view, Some(look)) => {
            let scheme = if view == View::Dark { Scheme::Dark } else { Scheme::Light };
            match look.to(sample(reader)) {
                Ok(personal) => in_scheme(&personal.html, scheme),
                Err(_) => page::nothing_to_see(),
            }
        }
    };
    let mut response = Html(html).into_response();
    let policy = HeaderValue::from_static(guard::FRAMED);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
