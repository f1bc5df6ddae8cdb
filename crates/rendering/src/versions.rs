//! The versions of an edition's page: the current one tells of those before, and each of
//! them says that it is not the current one.
//!
//! What is added goes into pages that were frozen long ago and with any look, so it goes
//! by `<head>` and `<main>`, which no look may leave out, and has classes for looks to
//! style.

use jiff::Timestamp;

use crate::labels::{self, Labels, say};
use crate::markup::escape_html;
use crate::{About, Corrected};

/// A version of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its revision.
    pub revision: u32,
    /// When it was published.
    pub published: Timestamp,
    /// What is said of it.
    pub about: About,
    /// Its page.
    pub page: String,
}

impl Version {
    /// The file of a version that was replaced, beside the current page: what its page
    /// leads to stays where it was.
    pub fn file(&self) -> String {
        format!("version-{}.html", self.revision)
    }

    /// The day on which it was published, in words; of the first one, that of its text.
    fn day(&self, labels: &Labels) -> (String, String) {
        let day = match self.about.corrections.first() {
            Some(corrected) => corrected.day(self.published),
            None => self.about.date,
        };
        (day.to_string(), labels.date(day))
    }
}

/// The page of the last of `versions`, which stand in their order, with a history of them
/// all at its end. One that was never corrected has none.
pub fn current_page(versions: &[Version]) -> String {
    let Some((current, former)) = versions.split_last() else { return String::new() };
    if former.is_empty() {
        return current.page.clone();
    }
    let labels = labels::of(&current.about.language);
    let entries: String = versions
        .iter()
        .rev()
        .map(|version| {
            let (iso, day) = version.day(labels);
            let day = format!("<time datetime=\"{iso}\">{}</time>", escape_html(&day));
            let day = match version.revision == current.revision {
                true => day,
                false => format!("<a href=\"{}\">{day}</a>", version.file()),
            };
            format!("<li>{day}: {}</li>\n", what(version, labels))
        })
        .collect();
    let heading = escape_html(labels.versions);
    let history = format!(
        "<section class=\"history\" aria-label=\"{heading}\">\n<h2>{heading}</h2>\n<ul class=\"corrections\">\n\
         {entries}</ul>\n</section>\n"
    );
    match current.page.rfind("</main>") {
        Some(end) => insert(&current.page, end, &history),
        None => current.page.clone(),
    }
}

/// The page of `version`, which `next` has replaced: nothing is taken from it, and search
/// engines leave it to the current one, to which its canonical address leads already.
pub fn superseded_page(version: &Version, next: &Version) -> String {
    let labels = labels::of(&version.about.language);
    let (_, day) = version.day(labels);
    let notice = format!(
        "\n<p class=\"correction superseded\"><strong>{}</strong> {} <a href=\"index.html\">{}</a></p>",
        escape_html(&say(labels.superseded, &[("date", &day)])),
        what(next, labels),
        escape_html(labels.current_version),
    );
    let page = match behind(&version.page, "<main") {
        Some(at) => insert(&version.page, at, &notice),
        None => version.page.clone(),
    };
    match behind(&page, "<head") {
        Some(at) => insert(&page, at, "\n<meta name=\"robots\" content=\"noindex\">"),
        None => page,
    }
}

/// What a version has put right, in HTML.
fn what(version: &Version, labels: &Labels) -> String {
    let said = version.about.corrections.iter().map(|Corrected { label, note, .. }| {
        let note = note.as_deref().map(|note| format!(": {}", escape_html(note)));
        format!("<strong>{}</strong>{}", escape_html(label), note.unwrap_or_default())
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { escape_html(labels.first_version).to_string() } else { said.join("; ") }
}

/// The place behind the tag that begins so.
fn behind(page: &str, tag: &str) -> Option<usize> {
    let start = page.find(tag)?;
    Some(start + page[start..].find('>')? + 1)
}

fn insert(page: &str, at: usize, words: &str) -> String {
    let (before, after) = page.split_at(at);
    [before, words, after].concat()
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::CorrectionKind;
    use jiff::civil::date;

    use super::*;

    fn version(revision: u32, corrections: Vec<Corrected>) -> Version {
        let about = About {
            key: "quay".to_owned(),
            title: "Quay".to_owned(),
            summary: String::new(),
            preheader: String::new(),
            date: date(2024, 5, 1),
            language: "en-GB".to_owned(),
            authors: Vec::new(),
            url: "https://b.org/quay/".to_owned(),
            corrections,
            tells: Vec::new(),
        };
        let page = "<head><title>x</title></head><main class=\"m\"><h1>Quay</h1></main>".to_owned();
        Version { revision, published: Timestamp::UNIX_EPOCH, about, page }
    }

    fn put_right(day: i8, note: Option<&str>) -> Vec<Corrected> {
        vec![Corrected {
            label: "Correction".to_owned(),
            note: note.map(str::to_owned),
            kind: Some(CorrectionKind::Correction),
            date: Some(date(2024, 5, day)),
        }]
    }

    #[test]
    fn the_current_page_leads_to_those_before_it() {
        let first = version(1, Vec::new());
        assert_eq!(current_page(std::slice::from_ref(&first)), first.page);
        let versions =
            [first, version(2, put_right(2, Some("<Four> of 7."))), version(3, put_right(3, None))];
        let page = current_page(&versions);
        for words in [
            "<h1>Quay</h1><section class=\"history\"",
            "<li><time datetime=\"2024-05-03\">3 May 2024</time>: <strong>Correction</strong></li>",
            "<a href=\"version-2.html\"><time datetime=\"2024-05-02\">",
            "<strong>Correction</strong>: &lt;Four&gt; of 7.",
            "<a href=\"version-1.html\"><time datetime=\"2024-05-01\">1 May 2024</time></a>: First published",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }

    #[test]
    fn a_version_that_was_replaced_says_so_above_its_words() {
        let (first, second) = (version(1, Vec::new()), version(2, put_right(2, Some("Four."))));
        let page = superseded_page(&first, &second);
        assert!(page.starts_with("<head>\n<meta name=\"robots\" content=\"noindex\">"), "{page}");
        let notice = "<main class=\"m\">\n<p class=\"correction superseded\"><strong>This version of 1 May 2024 was replaced.</strong> <strong>Correction</strong>: Four. <a href=\"index.html\">";
        assert!(page.contains(notice), "{page}");
        assert!(page.contains("<h1>Quay</h1>"));
    }
}
