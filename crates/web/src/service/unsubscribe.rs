//! `/unsubscribe/<token>`: the link in every mail, and what a mailbox provider's
//! button sends (RFC 8058).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use copydesk_distribution::{ONE_CLICK, PROBE_ANSWER};
use copydesk_ledger::LedgerError;

use super::fields::Fields;
use super::masked::masked;
use super::pages::{Button, Link, Notice};
use super::recipient::Recipient;
use super::{Parts, Service};

/// Asks. Nothing changes.
pub(super) async fn show(State(service): State<Service>, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(who) = service.recipient(&token).await? else { return Ok(None) };
        let off = service.is_off(&who).await?;
        Ok::<_, LedgerError>(Some(match off {
            true => service.is_off_page(&who, &token),
            false => service.asks_page(&who, &token),
        }))
    };
    service.answered(shown.await)
}

/// Leaves, or takes that back.
pub(super) async fn act(
    State(service): State<Service>,
    Path(token): Path<String>,
    body: Bytes,
) -> Response {
    if let Some(signed) = service.key.answer_to_test(&token) {
        return ([(PROBE_ANSWER, signed)], "This newsroom's readers can leave.\n").into_response();
    }
    let wish = Wish::read(&body);
    let done = async {
        let Some(who) = service.recipient(&token).await? else { return Ok(None) };
        Ok::<_, LedgerError>(Some(match wish {
            Wish::OneClick => {
                service.leave(&who.address, &who.list, "one click").await?;
                plain("Unsubscribed.\n")
            }
            Wish::Leave => {
                service.leave(&who.address, &who.list, "the unsubscribe page").await?;
                service.left_page(&who, &token)
            }
            Wish::Undo => match service.undo(&who.address, &who.list).await? {
                true => service.back_page(&who, &token),
                false => service.is_off_page(&who, &token),
            },
            Wish::Nothing => {
                (StatusCode::BAD_REQUEST, service.asks_page(&who, &token)).into_response()
            }
        }))
    };
    service.answered(done.await)
}

/// What a request wants.
enum Wish {
    OneClick,
    Leave,
    Undo,
    Nothing,
}

impl Wish {
    fn read(body: &[u8]) -> Self {
        // Providers send it as a form's field or as one of several parts; whoever sends
        // neither is no provider, and perhaps a scanner that tries what a POST does.
        let (name, value) = ONE_CLICK.split_once('=').unwrap_or_default();
        let has = |word: &str| {
            body.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        let fields = Fields::read(body);
        match (fields.get("do"), has(name) && has(value)) {
            (Some("leave"), _) => Self::Leave,
            (Some("undo"), _) => Self::Undo,
            (_, true) => Self::OneClick,
            _ => Self::Nothing,
        }
    }
}

fn plain(words: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}

impl Parts {
    fn asks_page(&self, who: &Recipient, token: &str) -> Response {
        let words = self.words;
        self.about(who, words.leave_title, words.leave, token, &[("leave", words.leave_button)])
    }

    fn left_page(&self, who: &Recipient, token: &str) -> Response {
        let words = self.words;
        self.about(who, words.left_title, words.left, token, &[("undo", words.undo)])
    }

    fn back_page(&self, who: &Recipient, token: &str) -> Response {
        let words = self.words;
        self.about(who, words.back_title, words.back, token, &[("leave", words.leave_button)])
    }

    fn is_off_page(&self, who: &Recipient, token: &str) -> Response {
        self.about(who, self.words.off_title, self.words.off, token, &[])
    }

    fn about(
        &self,
        who: &Recipient,
        title: &str,
        text: &str,
        token: &str,
        buttons: &[(&str, &str)],
    ) -> Response {
        let address = self.isolated(&masked(&who.address));
        let values = [("list", self.title_of(&who.list)), ("address", address.as_str())];
        let button = |(value, label): &(&str, &str)| Button {
            name: "do".to_owned(),
            value: (*value).to_owned(),
            label: self.say(label, &values),
        };
        self.pages.notice(&Notice {
            paragraphs: vec![self.say(text, &values)],
            buttons: buttons.iter().map(button).collect(),
            links: vec![Link {
                href: self.path(&format!("preferences/{}", token.to_ascii_lowercase())),
                label: self.words.to_preferences.to_owned(),
            }],
            ..Notice::titled(&self.say(title, &values))
        })
    }
}
