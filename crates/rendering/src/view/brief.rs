//! One brief, as templates see it.

use copydesk_manuscript::{BlockKind, CorrectionKind, Document, FrontMatter, Inline, TrailingKind};
use jiff::civil::Date;
use serde::Serialize;

use super::block::{Block, blocks, underlined};
use super::checked::CheckedView;
use super::inline::{Reader, words_of};
use super::slug::Slugs;
use super::source::{Source, sources};
use super::{Place, Prose, When, direction};
use crate::labels::{self, Labels, say};
use crate::lineup::{Brief, Contents};
use crate::markup::{escape_html, one_line};
use crate::wrap::wrap;
use crate::{Masthead, Occasion};

/// How fast people read news, in words a minute (Brysbaert 2019: 238 for
/// English non-fiction).
const WORDS_A_MINUTE: usize = 238;

/// Longest summary that is made from the text itself, in characters.
const SUMMARY: usize = 200;

/// One brief.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BriefView {
    /// Its name inside anchors, unique in the edition.
    pub(crate) slug: String,
    /// The headline.
    pub(crate) title: String,
    /// The headline as plain text, underlined.
    pub(crate) headline: String,
    /// The headline's level, for `<h{{level}}>`: 1, or 2 where the edition has
    /// several briefs.
    pub(crate) level: usize,
    /// The level of headings such as "Sources": one more.
    pub(crate) section: usize,
    /// Where it stands in the edition, from 1.
    pub(crate) number: usize,
    /// Its place on the archive page, from outside.
    pub(crate) url: String,
    /// `en-GB`.
    pub(crate) language: String,
    /// `ltr` or `rtl`, by the language.
    pub(crate) direction: &'static str,
    /// Our own words in its language.
    pub(crate) labels: &'static Labels,
    /// One or two sentences between headline and text.
    pub(crate) standfirst: Option<String>,
    /// Who.
    pub(crate) byline: Byline,
    /// Where and when.
    pub(crate) dateline: Dateline,
    /// How many words the text has.
    pub(crate) words: usize,
    /// `460 words, 2 minutes`.
    pub(crate) length: String,
    /// How many minutes it takes to read; at least 1.
    pub(crate) minutes: usize,
    /// What this revision puts right. Empty in most editions, and where it is a typo of
    /// which nothing is said.
    pub(crate) correction: Option<CorrectionView>,
    /// Whether it was retracted: mails say only that, and its page keeps the text.
    pub(crate) withdrawn: bool,
    /// The text.
    pub(crate) blocks: Vec<Block>,
    /// Its sources, in the order of the draft's list.
    pub(crate) sources: Vec<Source>,
    /// What stands below the sources: an author's note, an earlier correction.
    pub(crate) trailing: Vec<Trailing>,
    /// How it was checked.
    pub(crate) checked: CheckedView,
}

/// Who wrote and who edited it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Byline {
    /// One by one.
    pub(crate) authors: Vec<String>,
    /// `Ann Ames, Bo Berg and Cy Cole`.
    pub(crate) by: Option<String>,
    /// `Di Dahl`.
    pub(crate) editor: Option<String>,
}

/// Where and when it was written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Dateline {
    /// `New Delhi`.
    pub(crate) place: Option<String>,
    /// The date of the text.
    pub(crate) date: When,
}

/// What a revised edition puts right.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CorrectionView {
    /// `typo`, `clarification`, `correction` or `retraction`.
    pub(crate) kind: &'static str,
    /// `Correction`, for readers.
    pub(crate) label: &'static str,
    /// What was wrong.
    pub(crate) note: Option<String>,
    /// When it was put right.
    pub(crate) date: Option<When>,
}

/// What the list numbers, as the list has it; then the others by their number.
pub(super) fn in_order(document: &Document, sources: Vec<Source>) -> Vec<Source> {
    let mut all: Vec<_> = document.references.iter().zip(sources).collect();
    all.sort_by_key(|(reference, source)| match reference.number {
        Some(_) => 0,
        None => source.number,
    });
    all.into_iter().map(|(_, source)| source).collect()
}

/// Matter below the sources.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Trailing {
    /// Its words.
    pub(crate) body: Prose,
    /// The same as plain text in lines.
    pub(crate) plain: String,
}

/// What all briefs of an edition share.
pub(crate) struct Context<'a> {
    pub(crate) masthead: &'a Masthead,
    pub(crate) occasion: &'a Occasion,
    pub(crate) page: String,
    pub(crate) place: Place,
    pub(crate) several: bool,
}

impl BriefView {
    /// `number` from 1.
    pub(crate) fn new(
        brief: Brief<'_>,
        number: usize,
        context: &Context<'_>,
        slugs: &mut Slugs,
    ) -> Self {
        let document = brief.document;
        let about = &document.front_matter;
        let title = title(document, context.masthead);
        let slug = slugs.give(&title);
        let level = if context.several { 2 } else { 1 };
        let language = about.lang.as_ref().unwrap_or(&context.masthead.language);
        let labels = labels::of(language);
        let sources = sources(document, &slug, &context.page, labels);
        let reader = Reader { document, sources: &sources, place: context.place, labels };
        let blocks = blocks(&reader, level);
        let words = words(document);
        let minutes = words.div_ceil(WORDS_A_MINUTE).max(1);
        Self {
            headline: underlined(&title, if context.several { '-' } else { '=' }),
            number,
            url: format!("{}#{slug}", context.page),
            labels,
            slug,
            title,
            level,
            section: level + 1,
            direction: direction(language),
            language: language.clone(),
            // What was retracted is not told once more in a mail.
            standfirst: filled(about.standfirst.as_deref())
                .filter(|_| context.place == Place::Page || !is_withdrawn(about)),
            byline: byline(document, labels),
            dateline: Dateline {
                place: filled(about.place.as_deref()),
                date: When::new(about.date.unwrap_or(context.occasion.date), labels),
            },
            words,
            length: [labels.count(words, &labels.words), labels.count(minutes, &labels.minutes)]
                .join(labels.comma),
            minutes,
            correction: correction(document, context.occasion.corrected, labels)
                .filter(|c| c.note.is_some() || c.kind != "typo"),
            withdrawn: is_withdrawn(about),
            blocks,
            sources: in_order(document, sources),
            trailing: trailing(document),
            checked: CheckedView::new(brief.coverage, brief.unchecked, brief.findings, labels),
        }
    }
}

/// The headline: the front matter's, else the draft's first line, else the
/// newsroom's name (where a pipeline lets a draft pass without one).
pub(crate) fn title(document: &Document, masthead: &Masthead) -> String {
    let found = document.title.as_ref().map(|title| title.text.as_str());
    filled(document.front_matter.title.as_deref())
        .or_else(|| filled(found))
        .unwrap_or_else(|| one_line(&masthead.name))
}

/// The standfirst, else the first sentences of the text, cut between words.
pub(crate) fn summary(document: &Document) -> String {
    if let Some(standfirst) = filled(document.front_matter.standfirst.as_deref()) {
        return standfirst;
    }
    let first = document.blocks.iter().find(|block| matches!(block.kind, BlockKind::Paragraph));
    let text = first.map_or_else(String::new, |block| one_line(&told(document, &block.inlines)));
    if text.chars().count() <= SUMMARY {
        return text;
    }
    let head: String = text.chars().take(SUMMARY).collect();
    let words = head.rsplit_once(' ').map_or(head.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.', ' ']))
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(one_line).filter(|text| !text.is_empty())
}

fn byline(document: &Document, labels: &Labels) -> Byline {
    let authors = document.front_matter.authors.iter();
    let authors: Vec<String> = authors.filter_map(|a| filled(Some(a))).collect();
    Byline {
        by: labels.names(&authors),
        authors,
        editor: filled(document.front_matter.editor.as_deref()),
    }
}

/// What readers know a kind of correction by.
pub(super) fn label(kind: CorrectionKind, labels: &Labels) -> &'static str {
    let [typo, clarification, mistake, retraction] = labels.corrections;
    match kind {
        CorrectionKind::Typo => typo,
        CorrectionKind::Clarification => clarification,
        CorrectionKind::Correction => mistake,
        CorrectionKind::Retraction => retraction,
    }
}

/// Whether readers are told that it should not have gone out.
pub(super) fn is_withdrawn(front: &FrontMatter) -> bool {
    front.correction.as_ref().is_some_and(|c| c.kind == CorrectionKind::Retraction)
}

/// The headline of an edition: the intro's, else the first brief's and how many more.
pub(super) fn headline(contents: &Contents<'_>, masthead: &Masthead, labels: &Labels) -> String {
    let first = contents.opening();
    let first = first.map_or_else(String::new, |b| title(b.document, masthead));
    match (contents.intro, contents.briefs.len()) {
        (None, n) if n > 1 => {
            let more = (n - 1).to_string();
            say(labels.and_more, &[("title", &first), ("n", &more)])
        }
        _ => first,
    }
}

fn correction(document: &Document, on: Option<Date>, labels: &Labels) -> Option<CorrectionView> {
    let correction = document.front_matter.correction.as_ref()?;
    let kind = match correction.kind {
        CorrectionKind::Typo => "typo",
        CorrectionKind::Clarification => "clarification",
        CorrectionKind::Correction => "correction",
        CorrectionKind::Retraction => "retraction",
    };
    let label = label(correction.kind, labels);
    let date = on.map(|on| When::new(on, labels));
    Some(CorrectionView { kind, label, note: correction.words(), date })
}

/// Words of a text without its markers, but with the names that stand for them: "as
/// Rivers says".
fn told(document: &Document, inlines: &[Inline]) -> String {
    inlines.iter().fold(String::new(), |mut told, inline| {
        match inline {
            Inline::Markers { markers, .. } => {
                let named = markers.iter().filter_map(|index| {
                    document.markers.get(*index)?.note.as_ref()?.author.as_deref()
                });
                let named = named.collect::<Vec<_>>().join(" ");
                if named.is_empty() {
                    // The space before a marker goes with it.
                    told.truncate(told.trim_end().len());
                }
                told.push_str(&named);
            }
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => told.push_str(&self::told(document, children)),
            other => told.push_str(&words_of(std::slice::from_ref(other))),
        }
        told
    })
}

pub(super) fn trailing(document: &Document) -> Vec<Trailing> {
    document
        .trailing
        .iter()
        // What was pasted along is nobody's words, even where a pipeline has
        // turned its check down.
        .filter(|block| block.kind == TrailingKind::AfterReferences && block.pasted.is_none())
        .filter_map(|block| {
            let text = one_line(document.words(block.span));
            (!text.is_empty()).then(|| Trailing {
                plain: wrap(&text, "", ""),
                body: Prose { html: escape_html(&text), text },
            })
        })
        .collect()
}

fn words(document: &Document) -> usize {
    document
        .blocks
        .iter()
        .filter(|block| !matches!(block.kind, BlockKind::Code | BlockKind::Rule))
        .map(|block| {
            let text = words_of(&block.inlines);
            let words = text.split_whitespace();
            words.filter(|w| w.chars().any(char::is_alphanumeric)).count()
        })
        .sum()
}
