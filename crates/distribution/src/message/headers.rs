//! The headers that say which list a message belongs to and how to leave it
//! (RFC 2369, RFC 2919, RFC 8058).

use lettre::message::header::{HeaderName, HeaderValue};

use super::Composer;
use crate::tokens::unsubscribe_link;
use crate::{ONE_CLICK, Sender};

impl Composer<'_> {
    pub(super) fn list_headers(&self, token: &str) -> Result<Vec<HeaderValue>, String> {
        let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | '"' | ' ');
        if self.url.is_empty() || !self.url.chars().all(fits) {
            return Err(format!(
                "newsroom.url {:?} must be an address in ASCII without spaces",
                self.url
            ));
        }
        let name = self.edition.rule().list().unwrap_or_default();
        let [leave, one_click] = leaving(self.sender, self.url, token);
        let list = format!("{} <{}>", phrase(self.title), self.list_id(name));
        Ok(vec![
            header(const { HeaderName::new_from_ascii_str("List-Id") }, list),
            leave,
            one_click,
            header(
                const { HeaderName::new_from_ascii_str("List-Archive") },
                format!("<{}/>", self.url.trim_end_matches('/')),
            ),
            header(const { HeaderName::new_from_ascii_str("Precedence") }, "bulk".to_owned()),
            header(const { HeaderName::new_from_ascii_str("Feedback-ID") }, self.feedback_id(name)),
        ])
    }

    /// `subscribers.news.example.org`
    fn list_id(&self, list: &str) -> String {
        format!("{}.{}", label(list), self.sender.domain())
    }

    /// Edition, list and kind, then the sender in 5 to 15 characters: the four
    /// fields that Gmail's complaint figures are counted by, none of them about a
    /// recipient.
    fn feedback_id(&self, list: &str) -> String {
        let domain = self.sender.domain().bytes().filter(u8::is_ascii_alphanumeric);
        let mut sender: String = domain.map(char::from).take(15).collect();
        if sender.len() < 5 {
            sender.push_str("sends");
        }
        let edition = label(&self.edition.about().key);
        format!("{edition}:{}:newsletter:{sender}", label(list))
    }
}

/// How whoever has this token leaves: by one click, or by a mail (RFC 8058, RFC 2369).
pub(crate) fn leaving(sender: &Sender, url: &str, token: &str) -> [HeaderValue; 2] {
    let leave = format!(
        "<{}>, <mailto:{}?subject=unsubscribe%20{token}>",
        unsubscribe_link(url, token),
        sender.answers_to().email.to_string().replace('%', "%25"),
    );
    [
        header(const { HeaderName::new_from_ascii_str("List-Unsubscribe") }, leave),
        header(
            const { HeaderName::new_from_ascii_str("List-Unsubscribe-Post") },
            ONE_CLICK.to_owned(),
        ),
    ]
}

fn header(name: HeaderName, value: String) -> HeaderValue {
    HeaderValue::new(name, value)
}

/// Letters, digits and hyphens.
fn label(text: &str) -> String {
    let fits = |c: char| {
        if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }
    };
    let label: String = text.chars().map(fits).take(60).collect();
    let label = label.trim_matches('-');
    if label.is_empty() { "list".to_owned() } else { label.to_owned() }
}

/// Words that may stand before an angle bracket without quotes.
fn phrase(title: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
    let words: String = title.chars().map(plain).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
