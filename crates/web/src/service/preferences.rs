//! `/preferences/<token>`: what somebody gets, and what is known of them that they may
//! change themselves.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use copydesk_distribution::{AttributeKind, LONGEST_NAME, attribute_text, subscriber_name};
use copydesk_ledger::{LedgerError, Optin, Person, SelfPortrait};

use super::fields::Fields;
use super::masked::masked;
use super::pages::{AboutYou, Choice, ListRow, PreferencesView, Question, Said};
use super::recipient::Recipient;
use super::{Parts, Service};

/// What was just done, for the top of the page, and what of a form was wrong.
#[derive(Default)]
struct Done {
    said: Option<Said>,
    /// Names of fields.
    wrong: BTreeSet<String>,
    /// What was typed, by the fields' names, if it was not taken.
    typed: BTreeMap<String, String>,
}

pub(super) async fn show(State(service): State<Service>, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(who) = service.recipient(&token).await? else { return Ok(None) };
        service.preferences(&who, Done::default()).await.map(Some)
    };
    service.answered(shown.await)
}

pub(super) async fn act(
    State(service): State<Service>,
    Path(token): Path<String>,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let done = async {
        let Some(who) = service.recipient(&token).await? else { return Ok(None) };
        let done = service.change(&who, &fields).await?;
        service.preferences(&who, done).await.map(Some)
    };
    service.answered(done.await)
}

impl Parts {
    async fn change(&self, who: &Recipient, fields: &Fields) -> Result<Done, LedgerError> {
        let words = self.words;
        let how = "the preferences page";
        let known = |name: &str| self.newsroom.lists.contains_key(name) || name == who.list;
        let about = |words: &str, list: &str| {
            let address = self.isolated(&masked(&who.address));
            let values = [("list", self.title_of(list)), ("address", address.as_str())];
            self.say(words, &values)
        };
        if let Some(list) = fields.get("leave").filter(|list| known(list)) {
            self.leave(&who.address, list, how).await?;
            let undo = Some((list.to_owned(), words.undo.to_owned()));
            let said = Some(Said { text: about(words.left_title, list), undo });
            return Ok(Done { said, ..Done::default() });
        }
        if fields.get("leave-all").is_some() {
            // Also those that they are not on: they want nothing from here.
            for list in self.newsroom.lists.keys().chain([&who.list]) {
                self.leave(&who.address, list, how).await?;
            }
            let said = Some(Said { text: words.left_all.to_owned(), undo: None });
            return Ok(Done { said, ..Done::default() });
        }
        if let Some(list) = fields.get("undo").filter(|list| known(list)) {
            let text = match self.undo(&who.address, list).await? {
                true => about(words.back_title, list),
                false => about(words.off, list),
            };
            return Ok(Done { said: Some(Said { text, undo: None }), ..Done::default() });
        }
        if fields.get("save").is_some() {
            return self.save(who, fields).await;
        }
        Ok(Done::default())
    }

    async fn save(&self, who: &Recipient, fields: &Fields) -> Result<Done, LedgerError> {
        let mut wrong = BTreeSet::new();
        let mut typed = BTreeMap::new();
        // A field that was not sent was not emptied: the form of another day, or another's.
        let mut read = |field: &str| {
            let text = fields.get(field)?.trim();
            typed.insert(field.to_owned(), text.chars().take(LONGEST_NAME).collect());
            Some(text)
        };
        let mut portrait = SelfPortrait::default();
        match read("name") {
            Some(name) if name.chars().count() > LONGEST_NAME => {
                wrong.insert("name".to_owned());
            }
            Some(name) => portrait.name = subscriber_name(name),
            None => portrait.name = self.people.person(&who.address).await?.name,
        }
        for (name, kind) in self.editable() {
            let field = field_of(name);
            let Some(text) = read(&field) else { continue };
            let value = if text.is_empty() { Ok(None) } else { kind.read(text).map(Some) };
            match value {
                Ok(value) => drop(portrait.attributes.insert(name.to_owned(), value)),
                Err(_) => drop(wrong.insert(field)),
            }
        }
        if !wrong.is_empty() {
            let said = Some(Said { text: self.words.not_saved.to_owned(), undo: None });
            return Ok(Done { said, wrong, typed });
        }
        self.people.describe(&who.address, portrait).await?;
        let said = Some(Said { text: self.words.saved.to_owned(), undo: None });
        Ok(Done { said, ..Done::default() })
    }

    async fn preferences(&self, who: &Recipient, done: Done) -> Result<Response, LedgerError> {
        let words = self.words;
        let person = self.people.person(&who.address).await?;
        let lists = self.lists_of(who, &person);
        let address = self.isolated(&masked(&who.address));
        let page = self.pages.preferences(&PreferencesView {
            title: words.preferences_title,
            whose: self.say(words.preferences, &[("address", &address)]),
            // Only who is in the ledger has something to be said of them.
            about: (!person.subscriptions.is_empty()).then(|| self.about_you(&person, &done)),
            leave_all: lists.len() > 1,
            lists,
            said: done.said,
            words,
        });
        Ok(match done.wrong.is_empty() {
            true => page,
            false => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
        })
    }

    fn lists_of(&self, who: &Recipient, person: &Person) -> Vec<ListRow> {
        let off = |list: &str| person.is_kept_off(list);
        let row = |list: &str, since: Option<String>| ListRow {
            name: list.to_owned(),
            title: self.title_of(list).to_owned(),
            since,
            label: self.say(self.words.leave_button, &[("list", self.title_of(list))]),
        };
        let since = |at| {
            let date = self.tongue.date(self.day_of(at));
            Some(self.say(self.words.since, &[("date", &date)]))
        };
        let mut rows: Vec<ListRow> = person
            .subscriptions
            .iter()
            .filter(|s| s.standing == Optin::Confirmed && !off(&s.list))
            .map(|s| row(&s.list, since(s.consent.at)))
            .collect();
        // People of a list in a file are in no ledger, but they have had its mail.
        let in_file = self.newsroom.lists.get(&who.list).is_some_and(|list| list.file.is_some());
        if in_file && !off(&who.list) && rows.iter().all(|row| row.name != who.list) {
            rows.push(row(&who.list, None));
        }
        rows
    }

    fn editable(&self) -> impl Iterator<Item = (&str, AttributeKind)> {
        let names = self.serving.editable.iter();
        names.filter_map(|name| Some((name.as_str(), *self.newsroom.attributes.get(name)?)))
    }

    fn about_you(&self, person: &Person, done: &Done) -> AboutYou {
        let words = self.words;
        let typed = |field: &str, known: String| done.typed.get(field).cloned().unwrap_or(known);
        let problem =
            |field: &str, words: &str| done.wrong.contains(field).then(|| words.to_owned());
        let question = |(name, kind): (&str, AttributeKind)| {
            let field = field_of(name);
            let known =
                typed(&field, person.attributes.get(name).map(attribute_text).unwrap_or_default());
            let choices = [("", words.not_said), ("yes", words.yes), ("no", words.no)];
            let choice = |(value, label): (&str, &str)| Choice {
                value: value.to_owned(),
                label: label.to_owned(),
                chosen: value == known,
            };
            Question {
                label: label_of(name),
                kind: match kind {
                    AttributeKind::Text | AttributeKind::Number => "text",
                    AttributeKind::Date => "date",
                    AttributeKind::YesNo => "choice",
                },
                choices: match kind {
                    AttributeKind::YesNo => choices.into_iter().map(choice).collect(),
                    _ => Vec::new(),
                },
                problem: problem(
                    &field,
                    match kind {
                        AttributeKind::Number => words.bad_number,
                        AttributeKind::Date => words.bad_date,
                        _ => words.bad_text,
                    },
                ),
                value: known,
                field,
            }
        };
        let name = Question {
            field: "name".to_owned(),
            label: words.name.to_owned(),
            kind: "name",
            choices: Vec::new(),
            problem: problem("name", words.bad_text),
            value: typed("name", person.name.clone().unwrap_or_default()),
        };
        AboutYou { questions: [name].into_iter().chain(self.editable().map(question)).collect() }
    }
}

/// Names of attributes begin with a letter and hold nothing that a form would mind.
fn field_of(attribute: &str) -> String {
    format!("attribute-{attribute}")
}

/// `Home town` for `home_town`
fn label_of(attribute: &str) -> String {
    let words = attribute.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
