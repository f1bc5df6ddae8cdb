//! `sentence-too-long`

use copydesk_manuscript::{BlockKind, Finding};

use crate::check::check;
use crate::prose;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A sentence of more than 45 words, those inside quotations not counted. Only
    /// English texts are looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// On a telephone it fills the screen, and its beginning is gone.
    ///
    /// # Example
    ///
    /// Any sentence that has to be read twice.
    ///
    /// # How to fix it
    ///
    /// Make two of it; each can then carry its own marker.
    "sentence-too-long", Info, find, "{n} sentences have more than 45 words"
}

/// A sentence may have so many.
const MOST: usize = 45;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let document = reading.document;
    if !reading.english {
        return Vec::new();
    }
    let mut foreign = reading.outermost.clone();
    // A marker inside a sentence is none of its words.
    foreign.extend(document.markers.iter().map(|marker| marker.bracket).filter(|bracket| {
        document.words(*bracket).starts_with('[') && !document.words(*bracket).contains("](")
    }));
    let foreign = prose::merged(foreign);
    let own = document.sentences.iter().filter(|sentence| {
        document.blocks.get(sentence.block).is_some_and(|block| block.kind != BlockKind::Quote)
    });
    // So many words have no room in a shorter one.
    let long = own.filter(|sentence| sentence.span.len() > 2 * MOST);
    long.filter_map(|sentence| {
        let parts = prose::without(&foreign, sentence.span);
        let count: usize = parts.iter().map(|part| count(part.of(&document.text))).sum();
        (count > MOST).then(|| {
            let words = document.words(sentence.span).split_whitespace();
            let label = format!("{}…", words.take(4).collect::<Vec<_>>().join(" "));
            CHECK
                .finding(sentence.span, format!("{count} words in one sentence"))
                .help("make two of it")
                .label(label)
        })
    })
    .collect()
}

fn count(words: &str) -> usize {
    words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
