//! What the letters say.

use copydesk_distribution::{Letter, Token};
use copydesk_ledger::LedgerError;

use super::Parts;
use super::pages::{LetterView, Link};
use super::postman::DAYS;

impl Parts {
    /// Whether somebody really wants this.
    pub(super) fn confirmation(&self, to: String, lists: &[String], token: &Token) -> Letter {
        let words = self.words;
        let values = [("lists", self.titles_of(lists)), ("days", DAYS.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.letter(
            to,
            LetterView {
                title: self.say(words.mail_confirm_subject, &values),
                paragraphs: vec![words.mail_confirm.to_owned()],
                items: self.items(lists),
                button: Some(Link {
                    href: token.confirm_link(&self.masthead.url),
                    label: words.confirm_button.to_owned(),
                }),
                after: vec![self.say(words.mail_confirm_else, &values)],
                links: Vec::new(),
            },
        )
    }

    /// That they get it from now on, and how they leave.
    pub(super) async fn welcome(
        &self,
        address: &str,
        lists: &[String],
    ) -> Result<Letter, LedgerError> {
        let title = self.say(self.words.mail_welcome_subject, &[("name", &self.masthead.name)]);
        self.greeting(address, lists, title, self.words.mail_welcome).await
    }

    /// That they get it already.
    pub(super) async fn already(
        &self,
        address: &str,
        lists: &[String],
    ) -> Result<Letter, LedgerError> {
        let title = self.say(self.words.mail_already_subject, &[("name", &self.masthead.name)]);
        self.greeting(address, lists, title, self.words.mail_already).await
    }

    async fn greeting(
        &self,
        address: &str,
        lists: &[String],
        title: String,
        text: &str,
    ) -> Result<Letter, LedgerError> {
        let url = &self.masthead.url;
        let mut links = Vec::new();
        let mut leave = None;
        for list in lists {
            let token = self.give_token(list, address).await?;
            if links.is_empty() {
                let label = self.words.to_preferences.to_owned();
                links.push(Link { href: token.preferences_link(url), label });
            }
            let label = self.say(self.words.leave_button, &[("list", self.title_of(list))]);
            links.push(Link { href: token.unsubscribe_link(url), label });
            // One click leaves one list: where there are several, nobody knows which.
            leave = (lists.len() == 1).then(|| (token, url.clone()));
        }
        let view = LetterView {
            title,
            paragraphs: vec![text.to_owned()],
            items: self.items(lists),
            button: None,
            after: Vec::new(),
            links,
        };
        Ok(Letter { leave, ..self.letter(address.to_owned(), view) })
    }

    fn items(&self, lists: &[String]) -> Vec<String> {
        lists.iter().map(|list| self.title_of(list).to_owned()).collect()
    }

    fn letter(&self, to: String, view: LetterView) -> Letter {
        let (html, text) = self.pages.letter(&view);
        Letter { to, subject: view.title, html: Some(html), text, leave: None }
    }
}
