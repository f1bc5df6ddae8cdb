//! `quote-unattributed`

use copydesk_manuscript::{BlockKind, Document, Finding, Sentence, Span};

use crate::check::check;
use crate::exempt::Need;
use crate::prose;
use crate::quoted::Quoted;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// A quotation of six words or more that fills its sentences and has nobody
    /// around it who says it: no "she said", no "according to", no colon before
    /// it, in its own sentence or the ones beside it. Block quotations and
    /// interviews are left alone. Only English texts are looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// Who said it is half of what was said.
    ///
    /// # Example
    ///
    /// `The quay was shut. “We had no choice but to do it.”[1] Boats lay idle.`
    ///
    /// # How to fix it
    ///
    /// Name the speaker.
    "quote-unattributed", Info, find, "nobody is named as saying {n} quotations"
}

/// Words around what somebody says.
const SAYING: &[&str] = &[
    "said",
    "say",
    "says",
    "saying",
    "told",
    "tell",
    "tells",
    "telling",
    "wrote",
    "write",
    "writes",
    "writing",
    "written",
    "asked",
    "asks",
    "asking",
    "added",
    "adds",
    "adding",
    "according",
    "argued",
    "argues",
    "called",
    "calls",
    "claimed",
    "claims",
    "explained",
    "explains",
    "insisted",
    "insists",
    "noted",
    "notes",
    "quoted",
    "quote",
    "quotes",
    "recalled",
    "replied",
    "reads",
    "read",
    "remarked",
    "reported",
    "stated",
    "states",
    "warned",
    "warns",
    "put",
    "announced",
    "answered",
    "concluded",
    "concludes",
    "continued",
    "declared",
    "demanded",
    "joked",
    "post",
    "posted",
    "promised",
    "speaking",
    "statement",
    "testified",
    "tweeted",
    "urged",
    "words",
    "letter",
    "email",
    "interview",
    "spoke",
    "shouted",
];

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    if !reading.english {
        return Vec::new();
    }
    let unsaid = reading.quoted.iter().filter(|quoted| !is_said(reading, quoted));
    unsaid
        .map(|quoted| {
            CHECK
                .finding(quoted.span, "nobody is named as saying this")
                .help("say who said it")
                .label(start(reading.document.words(quoted.span)))
        })
        .collect()
}

fn is_said(reading: &Reading<'_>, quoted: &Quoted) -> bool {
    let document = reading.document;
    let (first, last) = (&document.sentences[quoted.first], &document.sentences[quoted.last]);
    let block = document.blocks.get(first.block);
    let plain = block.is_some_and(|block| matches!(block.kind, BlockKind::Paragraph));
    // Interviews, notes and questions; the newsroom's own section is no excuse.
    if !plain || reading.needs[quoted.last] == Need::Nothing {
        return true;
    }
    // Words of its own sentences are few: a colon, "she said", a dash.
    let own = [(first.span.start, quoted.span.start), (quoted.span.end, last.span.end)];
    let own = own.iter().filter(|(from, to)| from < to).map(|(from, to)| Span::new(*from, *to));
    // Words of another quotation name nobody.
    let mut own = own.flat_map(|span| prose::without(&reading.outermost, span));
    if own.any(|span| span.of(&document.text).contains(char::is_alphanumeric)) {
        return true;
    }
    let before = quoted.first.checked_sub(1).and_then(|at| document.sentences.get(at));
    let after = document.sentences.get(quoted.last + 1);
    let beside = |sentence: &Sentence| sentence.block.abs_diff(first.block) <= 1;
    before.is_some_and(|sentence| beside(sentence) && says(document, sentence))
        || after.is_some_and(|sentence| beside(sentence) && says(document, sentence))
}

/// Whether somebody speaks in `sentence`, or the talk goes on in it.
fn says(document: &Document, sentence: &Sentence) -> bool {
    let words = document.words(sentence.span);
    words.ends_with(':') || words.starts_with(['“', '"', '‘', '«']) || prose::says(words, SAYING)
}

/// The words that the quotation begins with.
fn start(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().take(3).collect();
    format!("{}…", words.join(" "))
}
