//! The desk's words before the first brief, as templates see them. Their headline is
//! the edition's own.

use serde::Serialize;

use super::block::{Block, blocks};
use super::brief::{Context, Trailing, in_order, trailing};
use super::direction;
use super::inline::Reader;
use super::slug::Slugs;
use super::source::{Source, sources};
use crate::labels::{self, Labels};
use crate::lineup::Brief;

/// Above the headings of the intro stands the edition's own.
const HEADLINE: usize = 1;

/// What an edition of several briefs begins with.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IntroView {
    /// `en-GB`.
    pub(crate) language: String,
    /// `ltr` or `rtl`, by the language.
    pub(crate) direction: &'static str,
    /// Our own words in its language.
    pub(crate) labels: &'static Labels,
    /// The level of its heading "Sources".
    pub(crate) section: usize,
    /// The text.
    pub(crate) blocks: Vec<Block>,
    /// What it cites itself.
    pub(crate) sources: Vec<Source>,
    /// What stands below its sources.
    pub(crate) trailing: Vec<Trailing>,
}

impl IntroView {
    pub(super) fn new(intro: Brief<'_>, context: &Context<'_>, slugs: &mut Slugs) -> Self {
        let document = intro.document;
        let about = &document.front_matter;
        let language = about.lang.as_ref().unwrap_or(&context.masthead.language);
        let labels = labels::of(language);
        let sources = sources(document, &slugs.give("intro"), &context.page, labels);
        let reader = Reader { document, sources: &sources, place: context.place, labels };
        Self {
            language: language.clone(),
            direction: direction(language),
            labels,
            section: HEADLINE + 1,
            blocks: blocks(&reader, HEADLINE),
            sources: in_order(document, sources),
            trailing: trailing(document),
        }
    }
}
