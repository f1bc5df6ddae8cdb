//! The words that are ours and not the draft's, in the languages that we have
//! them in: a file for each, and nothing said in any other place.
//!
//! Templates see them as `labels`: the edition's at the top, a brief's own inside
//! a brief. Where a word needs another inside it, it stands there in braces, and
//! `{{say labels.by names=byline.by}}` puts it in.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod plural;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

pub(crate) use plural::{Plural, Rule};

/// Every word of one language.
#[derive(Debug, Serialize)]
pub(crate) struct Labels {
    /// The link to the edition's page.
    pub(crate) read_online: &'static str,
    /// The link to the archive's first page.
    pub(crate) all_editions: &'static str,
    /// The link to the feed.
    pub(crate) feed: &'static str,
    /// Above the contents of several briefs.
    pub(crate) contents: &'static str,
    /// `By {names}`
    pub(crate) by: &'static str,
    /// `Edited by {name}`
    pub(crate) edited_by: &'static str,
    /// Above the sources.
    pub(crate) sources: &'static str,
    /// Above what the checks say.
    pub(crate) checked: &'static str,
    /// Before the link for reporting an error.
    pub(crate) wrong: &'static str,
    /// That link's words.
    pub(crate) report: &'static str,
    /// That answers are read.
    pub(crate) reply: &'static str,
    /// Why one gets a mail: `{address}`, `{list}`.
    pub(crate) why: &'static str,
    /// The link for leaving the list.
    pub(crate) unsubscribe: &'static str,
    /// The link to what a reader may choose.
    pub(crate) preferences: &'static str,
    /// Of an archive without editions.
    pub(crate) nothing_yet: &'static str,
    /// What the archive's first page is: `{name}`.
    pub(crate) archive_of: &'static str,
    /// In place of a text that was retracted: the link to its page.
    pub(crate) withdrawn: &'static str,
    /// Between the parts of a list.
    pub(crate) comma: &'static str,

    // What rendering itself puts into words. No template sees it.
    /// Since when one is on the list: `{date}`.
    #[serde(skip)]
    pub(crate) since: &'static str,
    /// The title of several briefs: `{title}`, and `{n}` more.
    #[serde(skip)]
    pub(crate) and_more: &'static str,
    /// The subject of a report: `{title}`.
    #[serde(skip)]
    pub(crate) error_in: &'static str,
    /// Before the last name.
    #[serde(skip)]
    pub(crate) and: &'static str,
    /// Around a title in plain text.
    #[serde(skip)]
    pub(crate) quotes: [&'static str; 2],
    /// In place of one that plain text cannot show: `{alt}`.
    #[serde(skip)]
    pub(crate) picture: &'static str,
    /// A source without a title: `{n}`.
    #[serde(skip)]
    pub(crate) source: &'static str,
    /// Typo, clarification, correction, retraction.
    #[serde(skip)]
    pub(crate) corrections: [&'static str; 4],
    /// A subject or headline behind what it is: `{label}`, `{title}`.
    #[serde(skip)]
    pub(crate) labelled: &'static str,
    /// Above the versions of a page.
    #[serde(skip)]
    pub(crate) versions: &'static str,
    /// Of the first of them.
    #[serde(skip)]
    pub(crate) first_version: &'static str,
    /// Above one that is not the current one: `{date}`.
    #[serde(skip)]
    pub(crate) superseded: &'static str,
    /// The link to the current one.
    #[serde(skip)]
    pub(crate) current_version: &'static str,
    #[serde(skip)]
    pub(crate) words: Plural,
    #[serde(skip)]
    pub(crate) minutes: Plural,
    #[serde(skip)]
    pub(crate) sentences: Plural,
    /// Of sentences, each `{n}`.
    #[serde(skip)]
    pub(crate) backed: &'static str,
    #[serde(skip)]
    pub(crate) exempt: &'static str,
    #[serde(skip)]
    pub(crate) uncited: &'static str,
    /// `{parts}`
    #[serde(skip)]
    pub(crate) unchecked: &'static str,
    #[serde(skip)]
    pub(crate) unchecked_pages: Plural,
    #[serde(skip)]
    pub(crate) unchecked_quotations: Plural,
    #[serde(skip)]
    pub(crate) unchecked_sentences: Plural,
    /// `{check}`, `{reason}`
    #[serde(skip)]
    pub(crate) waived: &'static str,
    /// `{who}`, `{check}`, `{reason}`
    #[serde(skip)]
    pub(crate) waived_by: &'static str,
    /// Behind the check: `{n}`.
    #[serde(skip)]
    pub(crate) times: &'static str,
    #[serde(skip)]
    pub(crate) waived_more: Plural,
    /// From January.
    #[serde(skip)]
    pub(crate) months: [&'static str; 12],
    /// From Monday.
    #[serde(skip)]
    pub(crate) weekdays: [&'static str; 7],
    /// `{day}`, `{month}`, `{year}`
    #[serde(skip)]
    pub(crate) date: &'static str,
    /// `{weekday}`, `{date}`
    #[serde(skip)]
    pub(crate) long_date: &'static str,
    /// What the first of a month is called.
    #[serde(skip)]
    pub(crate) first_of_month: &'static str,
    #[serde(skip)]
    pub(crate) rule: Rule,
    /// Whether the language is written so.
    #[serde(skip)]
    pub(crate) right_to_left: bool,
}

/// The words of a language by its BCP 47 tag; English where we have none.
pub(crate) fn of(language: &str) -> &'static Labels {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ar" => &ar::WORDS,
        "de" => &de::WORDS,
        "es" => &es::WORDS,
        "fr" => &fr::WORDS,
        _ => &en::WORDS,
    }
}

/// What stands in [`crate::Slot::Since`] for somebody who is on the list since
/// `day`, in the language with this BCP 47 tag.
pub fn since(language: &str, day: Date) -> String {
    let labels = of(language);
    say(labels.since, &[("date", &labels.date(day))])
}

/// `text` with each name in braces replaced by its value.
pub(crate) fn say(text: &str, values: &[(&str, &str)]) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        said.push_str(&rest[..open]);
        rest = &rest[open..];
        let name = rest.find('}').map_or("", |close| &rest[1..close]);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                said.push_str(value);
                rest = &rest[name.len() + 2..];
            }
            None => {
                said.push('{');
                rest = &rest[1..];
            }
        }
    }
    said.push_str(rest);
    said
}

impl Labels {
    /// `2 March 2023`
    pub(crate) fn date(&self, date: Date) -> String {
        let day = match date.day() {
            1 => self.first_of_month.to_owned(),
            day => day.to_string(),
        };
        let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
        let month = self.months.get(month).copied().unwrap_or_default();
        let year = date.year().to_string();
        say(self.date, &[("day", &day), ("month", month), ("year", &year)])
    }

    /// `Thursday 2 March 2023`
    pub(crate) fn long_date(&self, date: Date) -> String {
        let weekday = match date.weekday() {
            Weekday::Monday => self.weekdays[0],
            Weekday::Tuesday => self.weekdays[1],
            Weekday::Wednesday => self.weekdays[2],
            Weekday::Thursday => self.weekdays[3],
            Weekday::Friday => self.weekdays[4],
            Weekday::Saturday => self.weekdays[5],
            Weekday::Sunday => self.weekdays[6],
        };
        say(self.long_date, &[("weekday", weekday), ("date", &self.date(date))])
    }

    /// `2 sentences`
    pub(crate) fn count(&self, n: usize, noun: &Plural) -> String {
        say(noun.form(n, self.rule), &[("n", &n.to_string())])
    }

    /// `Ann Ames, Bo Berg and Cy Cole`
    pub(crate) fn names(&self, names: &[String]) -> Option<String> {
        match names {
            [] => None,
            [one] => Some(one.clone()),
            [others @ .., last] => Some(format!("{}{}{last}", others.join(self.comma), self.and)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_read_as_they_are_written_there() {
        let day = date(2023, 3, 2);
        for (language, long) in [
            ("en-GB", "Thursday 2 March 2023"),
            ("de-CH", "Donnerstag, 2. März 2023"),
            ("fr", "jeudi 2 mars 2023"),
            ("es-MX", "jueves, 2 de marzo de 2023"),
            ("ar", "الخميس، 2 مارس 2023"),
            ("tlh", "Thursday 2 March 2023"),
        ] {
            assert_eq!(of(language).long_date(day), long);
        }
        assert_eq!(of("fr").date(date(2023, 3, 1)), "1er mars 2023");
        assert_eq!(since("fr", date(2023, 3, 1)), "Sur la liste depuis le 1er mars 2023.");
        assert_eq!(since("nl", day), "On the list since 2 March 2023.");
    }

    #[test]
    fn numbers_bend_their_nouns() {
        let sentences = |language: &str, n| {
            let labels = of(language);
            labels.count(n, &labels.sentences)
        };
        assert_eq!(sentences("en", 1), "1 sentence");
        assert_eq!(sentences("en", 0), "0 sentences");
        assert_eq!(sentences("fr", 0), "0 phrase");
        assert_eq!(sentences("de", 2), "2 Sätze");
        assert_eq!(sentences("ar", 2), "جملتان");
        assert_eq!(sentences("ar", 5), "5 جمل");
        assert_eq!(sentences("ar", 15), "15 جملة");
        assert_eq!(sentences("ar", 103), "103 جمل");
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        assert_eq!(say("{a} {b} {c", &[("a", "{b}"), ("b", "x")]), "{b} x {c");
    }
}
