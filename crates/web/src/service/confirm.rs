//! `/confirm/<token>`: the link of the letter that follows the form. Looking at it
//! confirms nothing, since scanners look at every link; the button does.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use copydesk_distribution::Token;
use copydesk_ledger::{Consent, Holder, LedgerError, Optin};

use super::fields::Fields;
use super::masked::masked;
use super::pages::{Button, Link, Notice};
use super::postman::{DAYS, Wish};
use super::{Parts, Service};
use crate::client::{Peer, client};

pub(super) async fn show(State(service): State<Service>, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(address) = service.confirming(&token).await? else { return Ok(None) };
        let lists = service.people.pending(&address).await?;
        Ok::<_, LedgerError>(Some(match lists.is_empty() {
            true => service.nothing_to_confirm(),
            false => service.confirm_page(&address, lists),
        }))
    };
    service.answered(shown.await)
}

pub(super) async fn act(
    State(service): State<Service>,
    Path(token): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let client = client(peer, service.serving.proxy.as_ref(), &headers);
    // What was named on the page that they have seen, and not what came since.
    let fields = Fields::read(&body);
    let lists: Vec<String> = fields.all("list").map(str::to_owned).collect();
    let done = async {
        let Some(address) = service.confirming(&token).await? else { return Ok(None) };
        let consent = Consent {
            at: service.clock.now(),
            source: format!("{}/confirm", service.masthead.url),
            text_version: None,
            ip: service.serving.keep_ip.then(|| client.to_string()),
        };
        let joined = service.people.confirm(&address, &lists, consent).await?;
        if !joined.is_empty() {
            let welcome = Wish::Welcome { address: address.clone(), lists: joined.clone() };
            if !service.wishes.send(welcome) {
                tracing::warn!("a welcome is not sent: too many letters wait");
            }
            return Ok::<_, LedgerError>(Some(service.confirmed(&address, joined).await?));
        }
        // A button that is pressed twice.
        let person = service.people.person(&address).await?;
        let on = person.subscriptions.iter();
        let on = on.filter(|s| s.standing == Optin::Confirmed && !person.is_kept_off(&s.list));
        let on: Vec<String> = on.map(|s| s.list.clone()).filter(|l| lists.contains(l)).collect();
        Ok(Some(match on.is_empty() {
            true => service.nothing_to_confirm(),
            false => service.confirmed(&address, on).await?,
        }))
    };
    service.answered(done.await)
}

impl Parts {
    fn confirm_page(&self, address: &str, lists: Vec<String>) -> Response {
        let words = self.words;
        let address = self.isolated(&masked(address));
        self.pages.notice(&Notice {
            paragraphs: vec![self.say(words.confirm, &[("address", &address)])],
            items: lists.iter().map(|list| self.title_of(list).to_owned()).collect(),
            buttons: vec![Button {
                name: "do".to_owned(),
                value: "confirm".to_owned(),
                label: words.confirm_button.to_owned(),
            }],
            hidden: lists.into_iter().map(|list| ("list".to_owned(), list)).collect(),
            after: vec![words.confirm_not.to_owned()],
            ..Notice::titled(words.confirm_title)
        })
    }

    async fn confirmed(&self, address: &str, lists: Vec<String>) -> Result<Response, LedgerError> {
        let words = self.words;
        let titles = self.titles_of(&lists);
        let mut links = Vec::new();
        if let Some(list) = lists.first() {
            let token = self.give_token(list, address).await?;
            links.push(Link {
                href: self.path(&format!("preferences/{}", token.as_str())),
                label: words.to_preferences.to_owned(),
            });
        }
        Ok(self.pages.notice(&Notice {
            paragraphs: vec![self.say(words.confirmed, &[("lists", &titles)])],
            links,
            ..Notice::titled(words.confirmed_title)
        }))
    }

    fn nothing_to_confirm(&self) -> Response {
        let words = self.words;
        let anew = Link {
            href: self.path("subscribe"),
            label: self.say(words.subscribe_title, &[("name", &self.masthead.name)]),
        };
        self.pages.notice(&Notice {
            paragraphs: vec![self.say(words.nothing, &[("days", &DAYS.to_string())])],
            links: match self.serving.subscribe.is_empty() {
                true => Vec::new(),
                false => vec![anew],
            },
            ..Notice::titled(words.nothing_title)
        })
    }

    /// The token of a person on a list, which the ledger knows from now on.
    pub(super) async fn give_token(&self, list: &str, address: &str) -> Result<Token, LedgerError> {
        let token = self.key.token_of(list, address);
        let holder = Holder { list: Some(list.to_owned()), address: address.to_owned() };
        self.people.keep_token(token.mark(), holder).await?;
        Ok(token)
    }
}
