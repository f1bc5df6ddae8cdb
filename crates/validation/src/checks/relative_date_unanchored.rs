//! `relative-date-unanchored`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::dateline;
use crate::reading::Reading;
use crate::resolve::{in_full, looks_ahead, resolve};

check! {
    /// # What it looks for
    ///
    /// A phrase such as "Thursday", "July" or "last month", whose meaning depends
    /// on the day of the text. With a date in front matter or dateline it says
    /// which day that is; without one, which day it would be if the text is of its
    /// sources' day. A weekday or month alone is the last one before; where the
    /// sentence looks ahead, the next one is named too. Only English texts are
    /// looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// In the archive, "Thursday" is any Thursday.
    ///
    /// # Example
    ///
    /// `Last month the board met.[1]` in a draft of 2 March 2023: February 2023.
    ///
    /// # How to fix it
    ///
    /// Date the draft; where the text will be read for long, write the day.
    "relative-date-unanchored", Info, find, "{n} phrases depend on the day of the text"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english {
        return Vec::new();
    }
    let own = reading.own_day();
    // What front matter that can't be read says is unknown, not missing.
    let undated = own.is_none() && !reading.front_matter_unread() && reading.dateline.is_none();
    let assumed = own.or_else(|| dateline::common_day(document).filter(|_| undated));
    // Phrases come sentence by sentence; each is read once, however many it has.
    let mut read: Option<(usize, bool)> = None;
    let phrases = reading.phrases.iter();
    phrases
        .map(|phrase| {
            let words = &phrase.words;
            let known = read.filter(|(sentence, _)| *sentence == phrase.sentence);
            let (_, ahead) = known.unwrap_or_else(|| {
                let sentence = document.sentences[phrase.sentence].span;
                (phrase.sentence, looks_ahead(document.words(sentence)))
            });
            read = Some((phrase.sentence, ahead));
            let meant = assumed.and_then(|day| resolve(words, ahead, day));
            let message = match (&meant, assumed) {
                (Some(meant), Some(day)) if undated => {
                    format!("“{words}” is {meant} if the text is of {}", in_full(day))
                }
                (Some(meant), _) => format!("“{words}” is {meant}"),
                _ => format!("what “{words}” means depends on the day of the text"),
            };
            let help = if undated { "give the draft its date" } else { "write the day itself" };
            let label = meant.map_or_else(|| words.clone(), |meant| format!("{words} → {meant}"));
            CHECK.finding(phrase.span, message).help(help).label(label)
        })
        .collect()
}
