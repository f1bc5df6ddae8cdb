//! The draft's text: blocks, sentences, quotations, and what is none of them.

use std::borrow::Cow;

use copydesk_manuscript::{self as manuscript, BlockKind, Pasted, ProblemKind, Unreadable};
use copydesk_manuscript::{QuoteStyle, TrailingKind};
use schemars::JsonSchema;
use serde::Serialize;

use super::places::{Places, Span};

/// The headline.
#[derive(Serialize, JsonSchema)]
pub(super) struct Title<'a> {
    /// Its words, markup removed.
    text: &'a str,
    /// Where they stand.
    span: Span,
}

/// A block of the text.
#[derive(Serialize, JsonSchema)]
pub(super) struct Block<'a> {
    /// `paragraph`, `heading`, `list-item`, `quote`, `code` or `rule`.
    kind: &'static str,
    /// Of a heading: 1 to 6.
    level: Option<u8>,
    /// Of an item of a numbered list: its number.
    number: Option<u64>,
    /// Of a list's item: 0 in an outermost list.
    depth: Option<u8>,
    /// Its bytes as they stand in the draft, comments blanked.
    text: &'a str,
    /// Where it stands.
    span: Span,
}

/// A sentence.
#[derive(Serialize, JsonSchema)]
pub(super) struct Sentence<'a> {
    /// As it stands in the draft, without the markers after its stop.
    text: &'a str,
    /// Where it stands.
    span: Span,
    /// Index into `blocks`.
    block: usize,
    /// Indices into `markers`: those inside it and right after it.
    markers: &'a [usize],
    /// Index into `quotations`, where it is one of several sentences inside one.
    quotation: Option<usize>,
}

/// Words between quotation marks.
#[derive(Serialize, JsonSchema)]
pub(super) struct Quotation<'a> {
    /// Both marks included.
    text: &'a str,
    /// Where it stands.
    span: Span,
    /// `curly` or `straight`.
    style: &'static str,
    /// Index into `blocks`.
    block: usize,
}

/// A short block outside the brief.
#[derive(Serialize, JsonSchema)]
pub(super) struct Trailing<'a> {
    /// `before-title` or `after-references`.
    kind: &'static str,
    /// What was pasted along with the text: `comment-form`, `share-bar`,
    /// `cookie-notice`, `sign-up` or `furniture`; null for the writer's own words.
    pasted: Option<&'static str>,
    /// As it stands in the draft.
    text: &'a str,
    /// Where it stands.
    span: Span,
}

/// Something that could not be read.
#[derive(Serialize, JsonSchema)]
pub(super) struct Problem<'a> {
    /// `unreadable`, `front-matter`, `unbalanced-quote`, `waiver`, `bibliography` or
    /// `duplicate-key`; there may be others.
    kind: &'static str,
    /// What is wrong.
    message: Cow<'a, str>,
    /// What to write instead.
    help: Option<&'a str>,
    /// Where.
    span: Span,
}

impl<'a> Title<'a> {
    pub(super) fn of(title: &'a manuscript::Title, places: &Places<'a>) -> Self {
        Self { text: &title.text, span: places.span(title.span) }
    }
}

impl<'a> Block<'a> {
    pub(super) fn of(block: &'a manuscript::Block, places: &Places<'a>) -> Self {
        let (kind, level, number, depth) = match block.kind {
            BlockKind::Paragraph => ("paragraph", None, None, None),
            BlockKind::Heading { level } => ("heading", Some(level), None, None),
            BlockKind::ListItem { number, depth } => ("list-item", None, number, Some(depth)),
            BlockKind::Quote => ("quote", None, None, None),
            BlockKind::Code => ("code", None, None, None),
            BlockKind::Rule => ("rule", None, None, None),
        };
        let (text, span) = (places.words(block.span), places.span(block.span));
        Self { kind, level, number, depth, text, span }
    }
}

impl<'a> Sentence<'a> {
    pub(super) fn of(sentence: &'a manuscript::Sentence, places: &Places<'a>) -> Self {
        Self {
            text: places.words(sentence.span),
            span: places.span(sentence.span),
            block: sentence.block,
            markers: &sentence.markers,
            quotation: sentence.quotation,
        }
    }
}

impl<'a> Quotation<'a> {
    pub(super) fn of(quotation: &'a manuscript::Quotation, places: &Places<'a>) -> Self {
        Self {
            text: places.words(quotation.span),
            span: places.span(quotation.span),
            style: style(quotation.style),
            block: quotation.block,
        }
    }
}

impl<'a> Trailing<'a> {
    pub(super) fn of(block: &'a manuscript::TrailingBlock, places: &Places<'a>) -> Self {
        let pasted = |pasted| match pasted {
            Pasted::CommentForm => "comment-form",
            Pasted::ShareBar => "share-bar",
            Pasted::CookieNotice => "cookie-notice",
            Pasted::SignUp => "sign-up",
            Pasted::Furniture => "furniture",
        };
        Self {
            kind: match block.kind {
                TrailingKind::BeforeTitle => "before-title",
                TrailingKind::AfterReferences => "after-references",
            },
            pasted: block.pasted.map(pasted),
            text: places.words(block.span),
            span: places.span(block.span),
        }
    }
}

impl<'a> Problem<'a> {
    pub(super) fn of(problem: &'a manuscript::Problem, places: &Places<'a>) -> Self {
        let (kind, message, help) = match &problem.kind {
            ProblemKind::Unreadable(why) => ("unreadable", unreadable(*why), None),
            ProblemKind::FrontMatter { message, help } => {
                ("front-matter", Cow::Borrowed(message.as_str()), help.as_deref())
            }
            ProblemKind::UnbalancedQuote { style } => {
                let words = format!("a {} quotation mark has no partner", self::style(*style));
                ("unbalanced-quote", Cow::Owned(words), None)
            }
            ProblemKind::Waiver { message, help } => {
                ("waiver", Cow::Borrowed(message.as_str()), help.as_deref())
            }
            ProblemKind::Bibliography { message, help, .. } => {
                ("bibliography", Cow::Borrowed(message.as_str()), help.as_deref())
            }
            ProblemKind::DuplicateKey { key, first, second, .. } => {
                let words = format!("{first} and {second} have the key @{key}");
                ("duplicate-key", Cow::Owned(words), None)
            }
        };
        Self { kind, message, help, span: places.span(problem.span) }
    }
}

fn style(style: QuoteStyle) -> &'static str {
    match style {
        QuoteStyle::Curly => "curly",
        QuoteStyle::Straight => "straight",
    }
}

fn unreadable(why: Unreadable) -> Cow<'static, str> {
    match why {
        Unreadable::Empty => Cow::Borrowed("the draft is empty"),
        Unreadable::NotUtf8 { byte } => Cow::Owned(format!("byte {byte} is not UTF-8")),
        Unreadable::TooLarge { limit } => {
            Cow::Owned(format!("the draft has more than {limit} bytes"))
        }
    }
}
