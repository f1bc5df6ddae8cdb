//! `/subscribe`: the form. Whoever sends it learns nothing of anybody: the answer is
//! the same for every address, at once, and what follows is a letter to that address.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use copydesk_distribution::subscriber_address;
use copydesk_ledger::Limit;
use jiff::SignedDuration;

use super::fields::Fields;
use super::pages::{Form, Notice, Offer};
use super::postman::{DAYS, Wish};
use super::{Parts, Service};
use crate::client::{Peer, client, source};

/// From one source, in an hour: more than a household wants, less than pays a robot.
const MOST: u32 = 10;
const WITHIN: SignedDuration = SignedDuration::from_hours(1);

pub(super) async fn show(State(service): State<Service>) -> Response {
    if service.serving.subscribe.is_empty() {
        return service.unknown_link();
    }
    // Nothing is chosen for anybody: a box that was ticked before is no consent.
    service.form("", &[], Wrong::default())
}

/// What of a form cannot be used.
#[derive(Clone, Copy, Default)]
struct Wrong {
    address: bool,
    lists: bool,
}

pub(super) async fn act(
    State(service): State<Service>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let offered = &service.serving.subscribe;
    if offered.is_empty() {
        return service.unknown_link();
    }
    let fields = Fields::read(&body);
    let typed = fields.get("address").unwrap_or_default();
    let lists = match offered.as_slice() {
        [only] => vec![only.clone()],
        several => {
            let chosen: Vec<&str> = fields.all("list").collect();
            several.iter().filter(|list| chosen.contains(&list.as_str())).cloned().collect()
        }
    };
    let address = subscriber_address(typed);
    let wrong = Wrong { address: address.is_err(), lists: lists.is_empty() };
    let (Ok(address), false) = (address, wrong.lists) else {
        let page = service.form(typed, &lists, wrong);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    // Nobody sees this field; robots fill it in.
    if fields.get("website").is_some_and(|website| !website.is_empty()) {
        return service.asked();
    }
    let client = client(peer, service.serving.proxy.as_ref(), &headers);
    let key = service.key.limit_key("source", &source(client));
    match service.people.allow(vec![Limit { key, most: MOST, within: WITHIN }]).await {
        Ok(None) => {}
        Ok(Some(_)) => return service.too_many(),
        Err(error) => return service.unavailable(&error),
    }
    let ip = service.serving.keep_ip.then(|| client.to_string());
    let at = service.clock.now();
    match service.wishes.send(Wish::Join { address, lists, ip, at }) {
        true => service.asked(),
        false => service.too_many(),
    }
}

impl Parts {
    fn form(&self, typed: &str, chosen: &[String], wrong: Wrong) -> Response {
        let words = self.words;
        let name = self.masthead.name.as_str();
        let offered = &self.serving.subscribe;
        let offer = |list: &String| Offer {
            name: list.clone(),
            title: self.title_of(list).to_owned(),
            chosen: chosen.contains(list),
        };
        self.pages.form(&Form {
            title: self.say(words.subscribe_title, &[("name", name)]),
            typed: typed.chars().take(320).collect(),
            offers: match offered.len() {
                1 => Vec::new(),
                _ => offered.iter().map(offer).collect(),
            },
            consent: self.consent_words(),
            wrong_address: wrong.address.then(|| words.bad_address.to_owned()),
            wrong_lists: wrong.lists.then(|| words.no_list.to_owned()),
            words,
        })
    }

    fn asked(&self) -> Response {
        let words = self.words;
        self.pages.notice(&Notice {
            paragraphs: vec![
                self.say(words.asked, &[("days", &DAYS.to_string())]),
                words.asked_nothing.to_owned(),
            ],
            ..Notice::titled(words.asked_title)
        })
    }

    fn too_many(&self) -> Response {
        let notice = Notice {
            paragraphs: vec![self.words.too_many.to_owned()],
            ..Notice::titled(self.words.too_many_title)
        };
        let again = WITHIN.as_secs().to_string();
        let page = self.pages.notice(&notice);
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, again)], page).into_response()
    }
}
