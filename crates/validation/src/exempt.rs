//! What needs no citation: the words with which a newsletter speaks to its
//! readers, and the words that are an interview's own source.
//!
//! The editor's ear decides what stands here: a warning under "Good morning"
//! costs more than a claim that hides in a greeting.

use copydesk_manuscript::{Block, BlockKind, Document, Inline, Sentence};

use crate::{Policy, claims, dateline, interview, prose};

/// What a sentence needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// A source.
    Source,
    /// None, because the newsroom says so of its section.
    Unasked,
    /// None.
    Nothing,
}

/// What each sentence of `document` needs.
pub(crate) fn needs(document: &Document, policy: &Policy) -> Vec<Need> {
    let exempt = Exempt::read(document, policy);
    document.sentences.iter().map(|sentence| exempt.need(sentence)).collect()
}

/// Blocks and sentences that need none.
struct Exempt<'a> {
    document: &'a Document,
    /// One for each block.
    blocks: Vec<Why>,
    first: Option<usize>,
    last: Option<usize>,
}

/// Why a block, or some of its sentences, needs no citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It does need one.
    Not,
    /// All of it needs none.
    Whole,
    /// The newsroom asks for none in its section.
    Section,
    /// Its last sentence leads into what follows.
    LeadsIn,
    /// What the letter says of itself and to the reader.
    Letter,
    /// What speaks to the reader, after the last claim.
    Tail,
    /// A name below the words that close a letter.
    Signature,
}

impl<'a> Exempt<'a> {
    fn read(document: &'a Document, policy: &Policy) -> Self {
        let mut blocks = vec![Why::Not; document.blocks.len()];
        letter(document, &mut blocks);
        for (i, block) in document.blocks.iter().enumerate() {
            let next = document.blocks.get(i + 1).map(|next| next.kind);
            let opens = matches!(next, Some(BlockKind::ListItem { .. } | BlockKind::Quote));
            if opens && ends_with_colon(document, block) {
                blocks[i] = Why::LeadsIn;
            }
            if is_note(document.words(block.span)) {
                blocks[i] = Why::Whole;
            }
        }
        // A standfirst set in italics says what the text below it proves.
        if let Some(first) = document.blocks.first()
            && matches!(&first.inlines[..], [Inline::Emphasis { .. }])
        {
            blocks[0] = Why::Whole;
        }
        for (block, why) in document.blocks.iter().zip(&mut blocks).take(dateline::LINES_ABOVE) {
            if dateline::on_a_line(document.words(block.span)).is_some() {
                *why = Why::Whole;
            }
        }
        introduced(document, &mut blocks);
        for answer in interview::answers(document) {
            blocks[answer] = Why::Whole;
        }
        uncited_sections(document, policy, &mut blocks);
        let block = |sentence: Option<&Sentence>| sentence.map(|sentence| sentence.block);
        let (first, last) = (block(document.sentences.first()), block(document.sentences.last()));
        Self { document, blocks, first, last }
    }

    fn need(&self, sentence: &Sentence) -> Need {
        let words = self.document.words(sentence.span);
        let why = self.blocks.get(sentence.block).copied().unwrap_or(Why::Not);
        let by_block = match why {
            Why::Not | Why::Section => false,
            Why::Whole => true,
            Why::Signature => !claims_something(words),
            Why::LeadsIn => words.ends_with(':'),
            Why::Letter => {
                (prose::says(words, &OURSELVES) || asks(words)) && !claims_something(words)
            }
            Why::Tail => (prose::says(words, &READERS) || asks(words)) && !claims_something(words),
        };
        if by_block || self.needs_none(sentence, words) {
            Need::Nothing
        } else if why == Why::Section {
            Need::Unasked
        } else {
            Need::Source
        }
    }

    /// Questions, very short sentences, greeting and sign-off.
    fn needs_none(&self, sentence: &Sentence, words: &str) -> bool {
        let bare = words.trim_end_matches(['”', '"', '’', ')', '*', '_']);
        let count = words.split_whitespace().take(LONGEST_GREETING + 1).count();
        let greets = || {
            let lower = words.to_lowercase();
            let greeting = Some(sentence.block) == self.first && begins(&lower, &GREETINGS);
            // A name may stand below the last words.
            let near_end = self.last.is_some_and(|last| sentence.block + 1 >= last);
            greeting || near_end && begins(&lower, &SIGN_OFFS)
        };
        bare.ends_with('?')
            || count <= VERY_SHORT
            || (count <= LONGEST_GREETING
                && !words.contains(|c: char| c.is_ascii_digit())
                && greets())
    }
}

/// Figures, firsts, and what others said: "us" is then not the desk.
fn claims_something(words: &str) -> bool {
    claims::is_heavy(words) || words.contains(['“', '”', '"'])
}

/// Words that open a letter.
const GREETINGS: [&str; 9] = [
    "dear ",
    "hello",
    "hi ",
    "hi,",
    "good morning",
    "good afternoon",
    "good evening",
    "welcome",
    "happy ",
];

/// Words that close one.
const SIGN_OFFS: [&str; 25] = [
    "all the best",
    "best,",
    "cheers",
    "happy reading",
    "love,",
    "sincerely",
    "stay safe",
    "stay well",
    "take care",
    "warmly",
    "with love",
    "yours",
    "thanks for reading",
    "thank you for reading",
    "that's all",
    "that’s all",
    "until tomorrow",
    "until next",
    "see you",
    "have a good",
    "have a great",
    "best wishes",
    "kind regards",
    "regards",
    "with thanks",
];

/// Greetings and sign-offs are short; a claim may begin with the same words.
const LONGEST_GREETING: usize = 10;

/// Sentences of up to so many words claim nothing.
const VERY_SHORT: usize = 3;

/// A letter's words for its two sides and for itself.
const OURSELVES: [&str; 13] = [
    "you",
    "your",
    "we",
    "our",
    "us",
    "i",
    "my",
    "here",
    "below",
    "edition",
    "newsletter",
    "inbox",
    "brief",
];

/// Its words for the reader. Not "us": the mayor may have told us.
const READERS: [&str; 5] = ["you", "your", "yours", "newsletter", "inbox"];

/// Words with which it asks the reader for something.
const ASKING: [&str; 24] = [
    "call",
    "contact",
    "email",
    "follow",
    "forward",
    "help",
    "hit",
    "join",
    "let",
    "please",
    "questions",
    "reach",
    "read",
    "reply",
    "send",
    "share",
    "subscribe",
    "support",
    "tell",
    "tips",
    "visit",
    "watch",
    "write",
    "feedback",
];

/// Whether a sentence asks the reader for something.
fn asks(sentence: &str) -> bool {
    prose::lower_words(sentence).next().is_some_and(|word| ASKING.contains(&word.as_ref()))
}

fn begins(lower: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| lower.starts_with(phrase))
}

/// The paragraphs before the first citation that belong to a greeting, and
/// those after the last one.
fn letter(document: &Document, blocks: &mut [Why]) {
    let (Some(first), Some(last)) = (document.markers.first(), document.markers.last()) else {
        return;
    };
    let has_sentences =
        |block: &Block| !matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Rule);
    let mut greeted = false;
    let paragraphs = document.blocks.iter().enumerate().filter(|(_, block)| has_sentences(block));
    // A greeting may share its paragraph with the first story.
    for (i, block) in paragraphs.take_while(|(i, _)| *i <= first.block) {
        let lower = document.words(block.span).chars().take(80).collect::<String>().to_lowercase();
        greeted |= begins(lower.trim_start_matches(['*', '_']), &GREETINGS);
        if !greeted {
            break;
        }
        blocks[i] = Why::Letter;
    }
    for why in blocks.iter_mut().skip(last.block + 1) {
        *why = Why::Tail;
    }
    sign_offs(document, blocks);
}

/// A paragraph below the last claim that begins with words of parting is a sign-off
/// with its name, on lines of its own or in the next paragraph.
fn sign_offs(document: &Document, blocks: &mut [Why]) {
    let mut parted = false;
    for (block, why) in document.blocks.iter().zip(blocks) {
        let words = document.words(block.span);
        let short = words.split_whitespace().count() <= LONGEST_GREETING;
        let head: String = words.chars().take(40).collect::<String>().to_lowercase();
        let parts = begins(head.trim_start_matches(['*', '_']), &SIGN_OFFS);
        if *why == Why::Tail && short && (parts || parted) {
            *why = Why::Signature;
        }
        parted = *why == Why::Signature && parts;
    }
}

/// Words with which a note to readers begins.
const NOTES: [&str; 9] = [
    "editor's note",
    "editor’s note",
    "author's note",
    "author’s note",
    "note to readers",
    "note:",
    "correction:",
    "clarification:",
    "disclosure:",
];

fn is_note(words: &str) -> bool {
    let bare = words.trim_start_matches(['*', '_', '(', '[', ' ']);
    let head: String = bare.chars().take(20).collect::<String>().to_lowercase();
    begins(&head, &NOTES)
}

fn ends_with_colon(document: &Document, block: &Block) -> bool {
    document.words(block.span).trim_end_matches(['*', '_']).ends_with(':')
}

/// A block quotation is covered by a citation in the sentence that introduces
/// it: `She wrote:[1]`.
fn introduced(document: &Document, blocks: &mut [Why]) {
    let mut cited = false;
    for (i, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Quote {
            if cited || is_told_below(document, i) {
                blocks[i] = Why::Whole;
            }
            continue;
        }
        let marks = |c: char| "[](), –-.*_".contains(c) || c.is_ascii_digit();
        let introduces = document.words(block.span).trim_end_matches(marks).ends_with(':');
        let from = document.markers.partition_point(|marker| marker.block < i);
        cited = introduces && document.markers.get(from).is_some_and(|m| m.block == i);
    }
}

/// Whether the paragraph below a quoted one says, with a source, whose words they
/// are: its first sentence is cited.
fn is_told_below(document: &Document, quote: usize) -> bool {
    let first = document.sentences.partition_point(|sentence| sentence.block <= quote);
    document
        .sentences
        .get(first)
        .is_some_and(|sentence| sentence.block == quote + 1 && !sentence.markers.is_empty())
}

/// The blocks under a heading that needs no citations.
fn uncited_sections(document: &Document, policy: &Policy, blocks: &mut [Why]) {
    let mut section: Option<u8> = None;
    for (block, why) in document.blocks.iter().zip(blocks) {
        if let BlockKind::Heading { level } = block.kind {
            let words = document.words(block.span).trim_matches(['#', ' ', '*']).to_lowercase();
            if policy.uncited_sections.iter().any(|section| section.to_lowercase() == words) {
                section = Some(level);
            } else if section.is_some_and(|open| level <= open) {
                section = None;
            }
        }
        if section.is_some() {
            *why = Why::Section;
        }
    }
}
