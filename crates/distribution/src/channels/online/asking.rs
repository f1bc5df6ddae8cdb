//! One look at a page: whether it is there, and whether it is this edition's.

use std::time::Duration;

use reqwest::header::{CACHE_CONTROL, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::OnlineProblem;
use crate::error::innermost;

/// The digest stands in a page's head. Who sends more before it sends something else.
const LARGEST: usize = 4 * 1024 * 1024;
/// From one address to another: `http` to `https`, with or without a slash.
const REDIRECTS: usize = 5;

/// What a page says.
pub(super) enum Answer {
    /// It is this edition's.
    Yes,
    /// It is not, or not there; why, as half a sentence.
    No(String),
}

pub(super) fn client(patience: Duration) -> Result<Client, OnlineProblem> {
    let client = Client::builder()
        .timeout(patience)
        .redirect(Policy::limited(REDIRECTS))
        .user_agent(concat!("copydesk/", env!("CARGO_PKG_VERSION")));
    client.build().map_err(|error| OnlineProblem::NoClient(innermost(&error)))
}

pub(super) async fn ask(client: &Client, address: &str, digest: &str) -> Answer {
    let request = client.get(address);
    // Not what somebody on the way remembers.
    let request = request.header(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return Answer::No(words(error)),
    };
    if response.status().as_u16() != 200 {
        return Answer::No(format!("it answers {}", response.status()));
    }
    match read(response, digest).await {
        Ok(true) => Answer::Yes,
        Ok(false) => Answer::No("it has another digest, or none".to_owned()),
        Err(error) => Answer::No(words(error)),
    }
}

/// Reads until the digest is found, or everything.
async fn read(mut response: Response, digest: &str) -> Result<bool, reqwest::Error> {
    let mut page = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        page.extend_from_slice(&chunk);
        if names(&page, digest) {
            return Ok(true);
        }
        if page.len() > LARGEST {
            break;
        }
    }
    Ok(false)
}

/// Whether a page has this digest in a `meta` element.
pub(super) fn names(page: &[u8], digest: &str) -> bool {
    memchr::memmem::find_iter(page, digest.as_bytes()).any(|at| {
        let before = page.get(..at).unwrap_or_default();
        let tag = before.iter().rposition(|byte| *byte == b'<');
        let tag = tag.and_then(|tag| before.get(tag + 1..)).unwrap_or_default();
        tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")) && !tag.contains(&b'>')
    })
}

/// Without the address, which the problem says itself.
fn words(error: reqwest::Error) -> String {
    if error.is_timeout() {
        return "it does not answer in time".to_owned();
    }
    format!("it cannot be read: {}", innermost(&error.without_url()))
}
