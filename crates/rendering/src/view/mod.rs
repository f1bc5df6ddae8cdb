//! What templates see.
//!
//! The fields below are the newsroom's vocabulary for writing templates:
//! `{{edition.title}}`, `{{#each briefs}}…{{title}}…{{/each}}`. A field without
//! a value is empty, never missing, so `{{#if standfirst}}` asks whether there
//! is one. All strings are plain text, which HTML templates escape by
//! themselves; only a [`Prose`] carries HTML, and `{{prose body}}` writes it.
//!
//! A mail's parts and the archive page see the same tree. They differ in where
//! markers lead: in a mail to the source itself (apps on phones do not follow
//! links inside a mail), on the page to the page's own list of sources.

mod block;
mod brief;
mod checked;
mod earlier;
mod index;
mod inline;
mod intro;
mod list;
mod slug;
mod source;
mod when;

use std::collections::BTreeMap;

use copydesk_manuscript::CorrectionKind;
use serde::Serialize;

pub(crate) use block::underlined;
pub(crate) use brief::{BriefView, summary};
pub(crate) use earlier::EarlierView;
pub(crate) use index::IndexView;
pub(crate) use intro::IntroView;
pub(crate) use source::Source;
pub(crate) use when::When;

use crate::labels::{self, Labels, say};
use crate::lineup::{Brief, Contents};
use crate::markup::{one_line, query};
use crate::{About, Corrected, Masthead, Occasion, Theme, Told};

/// Everything that `subject.hbs`, `html.hbs`, `text.hbs` and `page.hbs` see.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct View {
    /// The newsroom.
    pub(crate) masthead: MastheadView,
    /// The edition as a whole.
    pub(crate) edition: EditionView,
    /// Our own words in the edition's language.
    pub(crate) labels: &'static Labels,
    /// Its briefs in order; most editions have one.
    pub(crate) briefs: Vec<BriefView>,
    /// Parts that are filled in for each recipient: `slot.name`,
    /// `slot.address`, `slot.since`, `slot.unsubscribe`, `slot.preferences`; on
    /// the page only `slot.digest`.
    pub(crate) slot: BTreeMap<&'static str, String>,
}

/// The newsroom, as `copydesk.yaml` says it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MastheadView {
    /// `The Daily Brief`.
    pub(crate) name: String,
    /// The archive's address, without a slash at its end.
    pub(crate) url: String,
    /// The feed's address.
    pub(crate) feed: String,
    /// The sender's postal address.
    pub(crate) postal: String,
    /// `en-GB`.
    pub(crate) language: String,
    /// `ltr` or `rtl`, by the language.
    pub(crate) direction: &'static str,
    /// The address to which readers report errors.
    pub(crate) corrections: String,
    /// The list's title, for the line that says why one gets this.
    pub(crate) list: String,
    /// The newsroom's logo, colours and footer.
    pub(crate) theme: Theme,
}

/// The edition as a whole.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EditionView {
    /// Its name in addresses.
    pub(crate) key: String,
    /// The headline; of several briefs the intro's, else the first one's and how
    /// many more.
    pub(crate) title: String,
    /// What a browser's tab and a search engine call its page: the title, and the
    /// newsroom's name where both fit.
    pub(crate) tab: String,
    /// The mail's subject: the digest's own, else the `subject:` of what stands
    /// first, else the title.
    pub(crate) subject: String,
    /// The line that inboxes show after the subject.
    pub(crate) preheader: String,
    /// The standfirst, else the beginning of the text.
    pub(crate) summary: String,
    /// Its date.
    pub(crate) date: When,
    /// The page's permanent address.
    pub(crate) url: String,
    /// The archive's first page, seen from this edition's page (`../index.html`).
    pub(crate) archive: String,
    /// A `mailto:` link for reporting an error, subject included.
    pub(crate) report: String,
    /// `en-GB`.
    pub(crate) language: String,
    /// `ltr` or `rtl`, by the language.
    pub(crate) direction: &'static str,
    /// The language and region as Open Graph writes them: `en_GB`.
    pub(crate) locale: String,
    /// Who wrote it, each once.
    pub(crate) authors: Vec<String>,
    /// Whether it has several briefs.
    pub(crate) several: bool,
    /// The desk's words before the first brief.
    pub(crate) intro: Option<IntroView>,
    /// What was put right in editions before, and is told here.
    pub(crate) earlier: Vec<EarlierView>,
}

/// Words of a draft, ready for both kinds of template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Prose {
    /// Safe HTML; `{{prose body}}` writes it. What a look can style in it has a
    /// class: markers (`cite`), links (`link`), code (`code`), lists (`list`),
    /// their items (`item`), paragraphs of a quotation (`quoted`), pictures
    /// (`picture`), and last words that keep their marker beside them (`keep`).
    pub(crate) html: String,
    /// Plain text, not yet in lines.
    pub(crate) text: String,
}

/// Where a text will be read, which decides where its markers lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Mail,
    Page,
}

impl View {
    /// All of an edition.
    pub(crate) fn new(
        contents: &Contents<'_>,
        masthead: &Masthead,
        occasion: &Occasion,
        place: Place,
    ) -> Self {
        let about = about(contents, masthead, occasion);
        let briefs = &contents.briefs;
        let labels = labels::of(&about.language);
        let own = contents.opening().and_then(|b| b.document.front_matter.subject.as_deref());
        let subject = occasion.subject.as_deref().or(own);
        let subject = subject.map(one_line).filter(|s| !s.is_empty());
        let subject = subject.unwrap_or_else(|| brief::headline(contents, masthead, labels));
        let mut slugs = slug::Slugs::default();
        let context = brief::Context {
            masthead,
            occasion,
            page: about.url.clone(),
            place,
            several: contents.are_several(),
        };
        Self {
            masthead: MastheadView::new(masthead),
            labels,
            briefs: for_readers(
                (1..)
                    .zip(briefs)
                    .map(|(number, brief)| BriefView::new(*brief, number, &context, &mut slugs))
                    .collect(),
                &context,
            ),
            edition: EditionView {
                subject: match put_right(contents, occasion, labels) {
                    Some(label) => labelled(label, &subject, labels),
                    None => subject,
                },
                earlier: occasion
                    .earlier
                    .iter()
                    .flat_map(|e| EarlierView::all(e, labels))
                    .collect(),
                archive: format!("{}index.html", "../".repeat(key_depth(&about.key))),
                report: format!(
                    "mailto:{}?subject={}",
                    one_line(&masthead.corrections).replace(' ', ""),
                    query(&say(labels.error_in, &[("title", &about.title)]))
                ),
                date: When::new(about.date, labels),
                direction: direction(&about.language),
                locale: about.language.replace('-', "_"),
                authors: about.authors,
                several: contents.are_several(),
                intro: contents.intro.map(|intro| IntroView::new(intro, &context, &mut slugs)),
                key: about.key,
                tab: tab(&about.title, &one_line(&masthead.name)),
                title: about.title,
                preheader: about.preheader,
                summary: about.summary,
                url: about.url,
                language: about.language,
            },
            slot: BTreeMap::new(),
        }
    }
}

/// A mail that puts one brief of several right has that one alone: its readers have
/// the others.
fn for_readers(mut briefs: Vec<BriefView>, context: &brief::Context<'_>) -> Vec<BriefView> {
    let corrects = context.occasion.corrected.is_some() && context.place == Place::Mail;
    if corrects && briefs.iter().any(|brief| brief.correction.is_some()) {
        briefs.retain(|brief| brief.correction.is_some());
        briefs.iter_mut().zip(1..).for_each(|(brief, number)| brief.number = number);
    }
    briefs
}

/// What the gravest correction of a revised edition is called.
fn put_right(
    contents: &Contents<'_>,
    occasion: &Occasion,
    labels: &Labels,
) -> Option<&'static str> {
    occasion.corrected?;
    let kinds = contents.briefs.iter().filter_map(|b| b.document.front_matter.correction.as_ref());
    kinds.map(|correction| correction.kind).max().map(|kind| brief::label(kind, labels))
}

/// A search engine cuts what is longer, in characters.
const TAB: usize = 70;

fn tab(title: &str, newsroom: &str) -> String {
    let both = format!("{title} · {newsroom}");
    if both.chars().count() > TAB { title.to_owned() } else { both }
}

/// A subject or headline behind what it is, unless it begins with that.
fn labelled(label: &str, title: &str, labels: &Labels) -> String {
    let behind = |title: &str| say(labels.labelled, &[("label", label), ("title", title)]);
    if title.starts_with(&behind("")) { title.to_owned() } else { behind(title) }
}

/// What index, feed and headers say of the edition.
pub(crate) fn about(contents: &Contents<'_>, masthead: &Masthead, occasion: &Occasion) -> About {
    let briefs: &[Brief<'_>] = &contents.briefs;
    let one = match briefs {
        [only] if contents.intro.is_none() => Some(&only.document.front_matter),
        _ => None,
    };
    let opening = contents.opening();
    let language = one.and_then(|f| f.lang.clone()).unwrap_or_else(|| masthead.language.clone());
    let summary = match (contents.intro, briefs) {
        (Some(intro), _) => summary(intro.document),
        (None, [one]) => summary(one.document),
        (None, []) => String::new(),
        // The first one's headline is the title already.
        (None, [_, others @ ..]) => {
            let titles = others.iter().map(|b| brief::title(b.document, masthead));
            titles.collect::<Vec<_>>().join(" · ")
        }
    };
    let preheader = opening.and_then(|b| {
        let written = b.document.front_matter.preheader.as_deref();
        written.map(one_line).filter(|line| !line.is_empty())
    });
    let mut authors: Vec<String> = Vec::new();
    for author in contents.all().flat_map(|b| &b.document.front_matter.authors) {
        let author = one_line(author);
        if !author.is_empty() && !authors.contains(&author) {
            authors.push(author);
        }
    }
    let labels = labels::of(&language);
    let headline = brief::headline(contents, masthead, labels);
    let withdrawn = occasion.corrected.is_some()
        && briefs.iter().all(|b| brief::is_withdrawn(&b.document.front_matter));
    let notes = briefs.iter().filter_map(|b| b.document.front_matter.correction.as_ref()?.words());
    let notes = Some(notes.collect::<Vec<_>>().join(" ")).filter(|notes| !notes.is_empty());
    let notes = notes.filter(|_| occasion.corrected.is_some());
    let summary = notes.clone().filter(|_| withdrawn).unwrap_or(summary);
    About {
        title: match withdrawn {
            true => labelled(brief::label(CorrectionKind::Retraction, labels), &headline, labels),
            false => headline,
        },
        preheader: notes.or(preheader).unwrap_or_else(|| summary.clone()),
        summary,
        date: one.and_then(|f| f.date).unwrap_or(occasion.date),
        authors,
        corrections: contents
            .all()
            .filter_map(|b| b.document.front_matter.correction.as_ref())
            .map(|c| Corrected {
                label: brief::label(c.kind, labels).to_owned(),
                note: c.words(),
                kind: Some(c.kind),
                date: occasion.corrected,
            })
            .collect(),
        tells: occasion
            .earlier
            .iter()
            .map(|earlier| Told { key: earlier.key.clone(), revision: earlier.revision })
            .collect(),
        url: format!("{}/{}/", masthead.url.trim_end_matches('/'), occasion.key.trim_matches('/')),
        key: occasion.key.clone(),
        language,
    }
}

impl MastheadView {
    pub(crate) fn new(masthead: &Masthead) -> Self {
        let url = masthead.url.trim_end_matches('/');
        Self {
            name: one_line(&masthead.name),
            url: url.to_owned(),
            feed: crate::feed::address(masthead),
            postal: one_line(&masthead.postal),
            language: masthead.language.clone(),
            direction: direction(&masthead.language),
            corrections: one_line(&masthead.corrections),
            list: one_line(&masthead.list),
            theme: masthead.theme.clone(),
        }
    }
}

/// How many folders a key's page lies below the archive's first page.
fn key_depth(key: &str) -> usize {
    key.trim_matches('/').split('/').count()
}

/// Which way a language is written, by its primary subtag.
pub(crate) fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 12] =
        ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    if RIGHT_TO_LEFT.contains(&primary.to_ascii_lowercase().as_str()) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests;
